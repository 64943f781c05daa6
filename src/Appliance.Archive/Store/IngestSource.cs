using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>An object that is being taken in, as one source: its first chunk and its unwritten end from memory, the rest from the store.</summary>
internal sealed class IngestSource(ReadOnlyMemory<byte> first, ChunkSource written, ReadOnlyMemory<byte> last) : IByteSource
{
    public long Length => written.Length + last.Length;

    public int Read(long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length && offset + done < Length)
        {
            done += ReadPart(offset + done, destination[done..]);
        }

        return done;
    }

    public void Dispose() => written.Dispose();

    private int ReadPart(long offset, Span<byte> destination)
    {
        if (offset < first.Length)
        {
            return Copy(first.Span[(int)offset..], destination);
        }

        return offset < written.Length
            ? written.Read(offset, destination)
            : Copy(last.Span[(int)(offset - written.Length)..], destination);
    }

    private static int Copy(ReadOnlySpan<byte> from, Span<byte> to)
    {
        var count = Math.Min(from.Length, to.Length);
        from[..count].CopyTo(to);
        return count;
    }
}
