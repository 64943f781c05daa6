namespace Appliance.Dicom;

/// <summary>
/// An element with a value: the bytes as they were read, or as they were set. Immutable, and safe to read from several threads at once.
/// </summary>
public sealed class DicomValueElement : DicomElement
{
    private readonly ReadOnlyMemory<byte> _bytes;

    // An IByteSource holding a value left behind, or the string[] of a text not yet encoded; null when the bytes are here.
    private readonly object? _store;
    private readonly long _length;

    /// <summary>An element made in memory.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">A VR other than SQ.</param>
    /// <param name="value">The value's bytes, kept and not copied; numbers in the byte order told by <paramref name="bigEndian"/>.</param>
    /// <param name="bigEndian">Whether numbers in the value are big endian.</param>
    public DicomValueElement(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> value, bool bigEndian = false)
        : base(tag, vr, bigEndian ? DicomEncoding.ExplicitBig : DicomEncoding.ExplicitLittle)
    {
        _bytes = value;
        _length = value.Length;
    }

    /// <summary>A text that is encoded when its bytes are asked for, in the character set of the data set it is then in.</summary>
    internal DicomValueElement(DicomTag tag, DicomVR vr, string[] text)
        : base(tag, vr, DicomEncoding.ExplicitLittle)
    {
        _store = text;
    }

    /// <summary>A value that lies in memory right behind its header.</summary>
    internal DicomValueElement(in DicomElementHeader header, DicomVR vr, ReadOnlyMemory<byte> headerAndValue)
        : base(header)
    {
        VR = vr;
        _bytes = headerAndValue;
        _length = headerAndValue.Length - header.HeaderLength;
        IsCut = _length != header.Length;
    }

    /// <summary>A value that stays in its source.</summary>
    internal DicomValueElement(in DicomElementHeader header, DicomVR vr, ReadOnlyMemory<byte> headerBytes, IByteSource source, long length)
        : base(header)
    {
        VR = vr;
        _bytes = headerBytes;
        _store = source;
        _length = length;
        IsCut = length != header.Length;
    }

    /// <summary>Length of the value in bytes, as far as it is there: a cut value is shorter than its header says.</summary>
    public long Length => _store is string[] text ? Encode(text).Length : _length;

    /// <summary>Whether the value was left in the source. It can be read as long as that is open.</summary>
    public bool IsDeferred => _store is IByteSource;

    /// <summary>
    /// The value's bytes. A deferred value is read from its source anew each time; take it once, or use <see cref="Read"/> for a part of it.
    /// </summary>
    /// <exception cref="DicomFormatException">It is longer than <see cref="DicomLimits.MaxValueInMemory"/>, or the source has become shorter.</exception>
    /// <exception cref="ObjectDisposedException">It is deferred and its source was closed.</exception>
    public ReadOnlyMemory<byte> Value => _store switch
    {
        null => _bytes[HeaderLength..],
        string[] text => Encode(text),
        _ => Load(),
    };

    /// <summary>Copies a part of the value, from byte <paramref name="offset"/> of it on, and returns how many bytes: fewer only at its end.</summary>
    /// <exception cref="ObjectDisposedException">It is deferred and its source was closed.</exception>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (_store is IByteSource source)
        {
            var left = _length - offset;
            return left <= 0 ? 0 : source.Read(ValuePosition + offset, left < destination.Length ? destination[..(int)left] : destination);
        }

        var value = Value.Span;
        if (offset >= value.Length)
        {
            return 0;
        }

        var count = Math.Min(destination.Length, value.Length - (int)offset);
        value.Slice((int)offset, count).CopyTo(destination);
        return count;
    }

    /// <summary>Whether less of it is there than its header says, or it stands for a broken sequence.</summary>
    internal bool IsCut { get; }

    /// <summary>The text as it was set, when it was not encoded yet.</summary>
    internal string[]? PendingText => _store as string[];

    /// <summary>Byte offset of the value in the source.</summary>
    internal long ValuePosition => Position + HeaderLength;

    /// <summary>The bytes of the header as read; empty when made in memory.</summary>
    internal ReadOnlyMemory<byte> HeaderBytes => _bytes[..HeaderLength];

    /// <summary>Header and value as read, when both are in memory; else empty.</summary>
    internal ReadOnlyMemory<byte> RawInMemory => HeaderLength > 0 && _store is null ? _bytes : default;

    // Only text asks for the character set: Specific Character Set itself is a code string, and must not wait for its own value.
    private byte[] Encode(string[] text) =>
        ValueEncoder.Text(Tag, VR, text, (VR.IsText ? Owner?.CharacterSet : null) ?? DicomCharacterSet.Default);

    private byte[] Load()
    {
        if (_length > DicomLimits.MaxValueInMemory)
        {
            throw new DicomFormatException(
                $"the value has {_length} bytes; one piece may have {DicomLimits.MaxValueInMemory}, read it in slices", ValuePosition, Tag.ToString());
        }

        var value = GC.AllocateUninitializedArray<byte>((int)_length);
        var count = Read(0, value);
        return count == value.Length
            ? value
            : throw new DicomFormatException($"the source ends {value.Length - count} bytes before the value does", ValuePosition + count, Tag.ToString());
    }
}
