using System.Buffers.Binary;
using System.Text;

namespace Appliance.Archive;

/// <summary>
/// Builds the row of one entity: a version byte, the numbers of its kind, then its attributes in ascending order of tag, each as tag,
/// length and text in UTF-8 (the values joined by backslashes, as in the data set). The bytes are described in <c>Keys/README.md</c>.
/// </summary>
internal sealed class RowWriter
{
    /// <summary>The version of the row format that this program writes.</summary>
    public const byte Version = 1;

    /// <summary>Characters of one attribute that are kept in a row: the longest an LT value may be (PS3.5 table 6.2-1).</summary>
    public const int MaxFieldLength = 10240;

    private byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>The row so far.</summary>
    public ReadOnlySpan<byte> Row => _bytes.AsSpan(0, _length);

    /// <summary>Begins a row with the numbers of its kind.</summary>
    public void Begin(params ReadOnlySpan<ulong> numbers)
    {
        _length = 0;
        Reserve(1 + Varint.MaxLength + (numbers.Length * Varint.MaxLength));
        _bytes[_length++] = Version;
        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)numbers.Length);
        foreach (var number in numbers)
        {
            _length += Varint.Write(_bytes.AsSpan(_length), number);
        }
    }

    /// <summary>Appends an attribute; tags must ascend.</summary>
    public void Add(uint tag, ReadOnlySpan<char> text)
    {
        if (text.Length > MaxFieldLength)
        {
            text = text[..MaxFieldLength];
        }

        var count = Encoding.UTF8.GetByteCount(text);
        var start = BeginField(tag, count);
        _ = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(start, count));
    }

    /// <summary>Appends attributes as another row holds them; tags must ascend.</summary>
    public void Append(ReadOnlySpan<byte> fields)
    {
        Reserve(fields.Length);
        fields.CopyTo(_bytes.AsSpan(_length));
        _length += fields.Length;
    }

    /// <summary>Appends an attribute whose text is already in UTF-8; tags must ascend.</summary>
    public void Add(uint tag, ReadOnlySpan<byte> utf8) => utf8.CopyTo(_bytes.AsSpan(BeginField(tag, utf8.Length)));

    private int BeginField(uint tag, int count)
    {
        Reserve(sizeof(uint) + Varint.MaxLength + count);
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(_length), tag);
        _length += sizeof(uint);
        _length += Varint.Write(_bytes.AsSpan(_length), (ulong)count);
        var start = _length;
        _length += count;
        return start;
    }

    private void Reserve(int more)
    {
        if (_length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
        }
    }
}
