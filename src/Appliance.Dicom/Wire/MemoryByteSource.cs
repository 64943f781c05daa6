namespace Appliance.Dicom;

/// <summary>Bytes in memory as a source. It keeps a view, not a copy: the bytes must not change while data sets read from it live.</summary>
public sealed class MemoryByteSource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    /// <summary>All of the bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; } = bytes;

    /// <inheritdoc/>
    public long Length => Memory.Length;

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= Memory.Length)
        {
            return 0;
        }

        var count = (int)Math.Min(destination.Length, Memory.Length - offset);
        Memory.Span.Slice((int)offset, count).CopyTo(destination);
        return count;
    }

    /// <summary>Nothing to close: the memory belongs to whoever gave it.</summary>
    public void Dispose()
    {
    }
}
