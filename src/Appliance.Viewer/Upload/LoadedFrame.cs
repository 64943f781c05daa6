namespace Appliance.Viewer;

/// <summary>A frame that has been asked for: its contents, or in words why there are none.</summary>
/// <param name="Index">Its place in the sequence.</param>
/// <param name="Frame">The contents, or null.</param>
/// <param name="Error">Why it could not be read, or null.</param>
internal sealed record LoadedFrame(int Index, SequenceFrame? Frame, string? Error)
{
    /// <summary>Bytes it keeps in memory, roughly.</summary>
    public long Cost => (Frame?.Cost ?? 0) + 1024;
}
