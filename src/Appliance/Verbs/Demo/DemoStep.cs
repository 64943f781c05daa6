namespace Appliance;

/// <summary>One step of the tour: what was done, how much of it, and whether all of it was right.</summary>
/// <param name="Name">One word.</param>
/// <param name="What">What is counted, in the plural.</param>
/// <param name="Done">How many were right.</param>
/// <param name="Expected">How many there are.</param>
/// <param name="Bytes">Bytes moved, or null where none move.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record DemoStep(string Name, string What, int Done, int Expected, long? Bytes, TimeSpan Elapsed)
{
    public bool Matches => Done == Expected;
}
