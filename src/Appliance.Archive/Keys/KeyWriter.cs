using System.Buffers.Binary;
using System.Text;

namespace Appliance.Archive;

/// <summary>
/// Writes a key whose byte order is the order of its parts: numbers big-endian, text in UTF-8 with an end that sorts before every
/// continuation. The caller gives the room; <see cref="MaxLength"/> is enough for every key of the archive.
/// </summary>
internal ref struct KeyWriter(Span<byte> buffer)
{
    /// <summary>Bytes that hold the longest key: one term of <see cref="MaxTextLength"/> characters, escaped, and three identifiers.</summary>
    public const int MaxLength = 8 + (MaxTextLength * 6) + 2 + 24;

    /// <summary>Characters of a text that take part in a key; what follows is told apart by the row.</summary>
    public const int MaxTextLength = 96;

    private readonly Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>The bytes written so far.</summary>
    public readonly ReadOnlySpan<byte> Key => _buffer[.._length];

    /// <summary>Appends one byte.</summary>
    public void Byte(byte value) => _buffer[_length++] = value;

    /// <summary>Appends a 16-bit number.</summary>
    public void UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[_length..], value);
        _length += sizeof(ushort);
    }

    /// <summary>Appends a 32-bit number.</summary>
    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[_length..], value);
        _length += sizeof(uint);
    }

    /// <summary>Appends an identifier.</summary>
    public void Id(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_buffer[_length..], value);
        _length += sizeof(ulong);
    }

    /// <summary>Appends text and its end: 00 inside the text becomes 00 FF, the end is 00 00.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        TextPrefix(text);
        Byte(0);
        Byte(0);
    }

    /// <summary>Appends text without an end: every key whose text begins with it begins with these bytes.</summary>
    public void TextPrefix(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxTextLength)
        {
            // A pair of surrogates is kept or left out as a whole.
            text = text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
        }

        Span<byte> utf8 = stackalloc byte[MaxTextLength * 3];
        var count = Encoding.UTF8.GetBytes(text, utf8);
        foreach (var value in utf8[..count])
        {
            Byte(value);
            if (value == 0)
            {
                Byte(0xFF);
            }
        }
    }
}
