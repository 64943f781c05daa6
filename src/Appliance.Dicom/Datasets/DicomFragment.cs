namespace Appliance.Dicom;

/// <summary>One fragment of an encapsulated value (PS3.5 A.4): a piece of a compressed stream, left where it lies.</summary>
public sealed class DicomFragment
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly IByteSource? _source;

    /// <summary>A fragment in memory; the bytes are kept and not copied.</summary>
    public DicomFragment(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        Length = bytes.Length;
        Position = -1;
    }

    internal DicomFragment(IByteSource source, long position, long length)
    {
        _source = source;
        Position = position;
        Length = length;
    }

    /// <summary>Byte offset of the fragment's first byte (behind its item header) in the source; -1 when made in memory.</summary>
    public long Position { get; }

    /// <summary>Length in bytes, as far as it is there.</summary>
    public long Length { get; }

    /// <summary>Copies a part of the fragment and returns how many bytes: fewer than asked only at its end.</summary>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var left = Length - offset;
        if (left <= 0)
        {
            return 0;
        }

        var part = left < destination.Length ? destination[..(int)left] : destination;
        if (_source is not null)
        {
            return _source.Read(Position + offset, part);
        }

        _bytes.Span.Slice((int)offset, part.Length).CopyTo(part);
        return part.Length;
    }

    /// <summary>All of its bytes: a view when they are in memory, else read from the source anew.</summary>
    /// <exception cref="DicomFormatException">It is longer than <see cref="DicomLimits.MaxValueInMemory"/>, or the source has become shorter.</exception>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public ReadOnlyMemory<byte> ToMemory()
    {
        switch (_source)
        {
            case null:
                return _bytes;
            case MemoryByteSource memory:
                return memory.Memory.Slice((int)Position, (int)Length);
        }

        if (Length > DicomLimits.MaxValueInMemory)
        {
            throw new DicomFormatException($"the fragment has {Length} bytes; one piece may have {DicomLimits.MaxValueInMemory}", Position);
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)Length);
        var count = Read(0, bytes);
        return count == bytes.Length
            ? bytes
            : throw new DicomFormatException($"the source ends {bytes.Length - count} bytes before the fragment does", Position + count);
    }
}
