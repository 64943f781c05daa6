namespace Appliance.Dicom;

/// <summary>
/// Bytes at rest that can be read from any place: memory, a file, the chunks of an archive. Reads may come from several threads at once;
/// an implementation keeps no position. The owner disposes it; elements read from it that left their value behind
/// (<see cref="DicomValueElement.IsDeferred"/>) can no longer be read afterwards.
/// </summary>
public interface IByteSource : IDisposable
{
    /// <summary>How many bytes there are.</summary>
    long Length { get; }

    /// <summary>
    /// Copies bytes from <paramref name="offset"/> on into <paramref name="destination"/> and returns how many: less than asked only at
    /// the end, 0 at or behind it.
    /// </summary>
    /// <exception cref="IOException">The medium failed.</exception>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    int Read(long offset, Span<byte> destination);
}
