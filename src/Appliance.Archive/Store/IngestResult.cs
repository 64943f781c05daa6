namespace Appliance.Archive;

/// <summary>What became of an ingested object.</summary>
/// <param name="Replaced">Whether it took the place of one with the same SOP Instance UID.</param>
/// <param name="Row">The instance as it is stored.</param>
public sealed record IngestResult(bool Replaced, InstanceRow Row)
{
    /// <summary>What was odd about the bytes, in words; null when nothing was. They are stored as they are all the same.</summary>
    public string? Note { get; init; }
}
