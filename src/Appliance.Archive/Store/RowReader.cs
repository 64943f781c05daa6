using System.Buffers.Binary;
using System.Text;

namespace Appliance.Archive;

/// <summary>Reads a row that <see cref="RowWriter"/> made, in place. A damaged row is an <see cref="ArchiveException"/>.</summary>
internal readonly ref struct RowReader
{
    private readonly ReadOnlySpan<byte> _numbers;
    private readonly ReadOnlySpan<byte> _fields;

    public RowReader(ReadOnlySpan<byte> row)
    {
        if (row.IsEmpty)
        {
            throw Varint.Damaged("it is empty");
        }

        if (row[0] != RowWriter.Version)
        {
            throw Varint.OfAnotherVersion(row[0]);
        }

        var rest = row[1..];
        var count = Varint.Read(ref rest);
        _numbers = rest;
        for (ulong i = 0; i < count; i++)
        {
            _ = Varint.Read(ref rest);
        }

        _numbers = _numbers[..^rest.Length];
        _fields = rest;
    }

    /// <summary>The attributes, in ascending order of tag.</summary>
    public FieldEnumerator Fields => new(_fields);

    /// <summary>The attributes as they are stored.</summary>
    public ReadOnlySpan<byte> FieldBytes => _fields;

    /// <summary>One of the numbers the row begins with; null when it has fewer.</summary>
    public ulong? TryNumber(int index)
    {
        var rest = _numbers;
        for (var i = 0; i < index && !rest.IsEmpty; i++)
        {
            _ = Varint.Read(ref rest);
        }

        return rest.IsEmpty ? null : Varint.Read(ref rest);
    }

    /// <summary>One of the numbers the row begins with.</summary>
    public ulong Number(int index)
    {
        var rest = _numbers;
        for (var i = 0; i < index; i++)
        {
            _ = Varint.Read(ref rest);
        }

        return Varint.Read(ref rest);
    }

    /// <summary>The text of an attribute in UTF-8; false when the row has none of it.</summary>
    public bool TryGet(uint tag, out ReadOnlySpan<byte> utf8)
    {
        foreach (var field in Fields)
        {
            if (field.Tag >= tag)
            {
                utf8 = field.Utf8;
                return field.Tag == tag;
            }
        }

        utf8 = default;
        return false;
    }

    /// <summary>The text of an attribute; empty when the row has none of it.</summary>
    public string Text(uint tag) => TryGet(tag, out var utf8) ? Encoding.UTF8.GetString(utf8) : "";

    /// <summary>One attribute of a row.</summary>
    public readonly ref struct Field(uint tag, ReadOnlySpan<byte> utf8)
    {
        public uint Tag { get; } = tag;

        public ReadOnlySpan<byte> Utf8 { get; } = utf8;
    }

    /// <summary>Walks the attributes.</summary>
    public ref struct FieldEnumerator(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public Field Current { get; private set; }

        public readonly FieldEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_rest.IsEmpty)
            {
                return false;
            }

            if (_rest.Length < sizeof(uint))
            {
                throw Varint.Damaged("an attribute runs over the end");
            }

            var tag = BinaryPrimitives.ReadUInt32BigEndian(_rest);
            _rest = _rest[sizeof(uint)..];
            var length = Varint.Read(ref _rest);
            if (length > (ulong)_rest.Length)
            {
                throw Varint.Damaged($"attribute {tag:X8} is said to have {length} bytes and {_rest.Length} are left");
            }

            Current = new Field(tag, _rest[..(int)length]);
            _rest = _rest[(int)length..];
            return true;
        }
    }
}
