using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>A source that is not in memory as far as readers can tell, so that windows, deferred values and all that come into play.</summary>
internal sealed class SlowSource(byte[] bytes) : IByteSource
{
    public long Length => bytes.Length;

    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= bytes.Length)
        {
            return 0;
        }

        var count = (int)Math.Min(destination.Length, bytes.Length - offset);
        bytes.AsSpan((int)offset, count).CopyTo(destination);
        return count;
    }

    public void Dispose()
    {
    }
}
