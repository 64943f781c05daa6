using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Appliance.Archive;

/// <summary>
/// What ends the bytes of an object in the packs: that it is whole, and what a row says of it that its bytes do not. <c>Keys/README.md</c>
/// describes it.
/// </summary>
/// <param name="Length">Bytes of the object, header included.</param>
/// <param name="HeaderLength">Bytes of the header.</param>
/// <param name="ChunkSize">Bytes of each of its chunks but the last.</param>
/// <param name="Received">When it was stored, in Unix milliseconds.</param>
/// <param name="TransferSyntax">How its data set is encoded, as a UID.</param>
/// <param name="SourceAet">Who sent it; empty when it did not come over the network.</param>
internal readonly record struct EndRecord(long Length, int HeaderLength, int ChunkSize, long Received, string TransferSyntax, string SourceAet)
{
    /// <summary>Characters of each text: the limit of keys, and more than any UID or AE title may have.</summary>
    public const int MaxTextLength = KeyWriter.MaxTextLength;

    /// <summary>Bytes of the longest one.</summary>
    public const int MaxLength = NumbersLength + (2 * (sizeof(ushort) + (3 * MaxTextLength)));

    private const int NumbersLength = 1 + sizeof(long) + sizeof(int) + sizeof(int) + sizeof(long);
    private const byte Version = 1;

    /// <summary>The one that belongs to a row.</summary>
    public static EndRecord Of(InstanceRow row) =>
        new(row.Length, row.HeaderLength, row.ChunkSize, row.Received.ToUnixTimeMilliseconds(), row.TransferSyntax.Uid.Value ?? "", row.SourceAet);

    /// <summary>Writes it and returns how many bytes it takes.</summary>
    public int Write(Span<byte> bytes)
    {
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[1..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[9..], HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[13..], ChunkSize);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[17..], Received);
        var end = NumbersLength;
        end += WriteText(bytes[end..], TransferSyntax);
        end += WriteText(bytes[end..], SourceAet);
        return end;
    }

    /// <summary>Reads one; false when these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out EndRecord record)
    {
        record = default;
        if (bytes.Length < NumbersLength || bytes[0] != Version)
        {
            return false;
        }

        var rest = bytes[NumbersLength..];
        if (!TryReadText(ref rest, out var syntax) || !TryReadText(ref rest, out var source))
        {
            return false;
        }

        record = new EndRecord(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[9..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[13..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]),
            syntax,
            source);
        return record.Length > 0 && record.ChunkSize is > 0 and <= Chunks.MostSize && record.HeaderLength >= 0 && record.HeaderLength <= record.Length;
    }

    private static int WriteText(Span<byte> bytes, string text)
    {
        var count = Encoding.UTF8.GetBytes(text.Length > MaxTextLength ? text.AsSpan(0, MaxTextLength) : text, bytes[sizeof(ushort)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)count);
        return sizeof(ushort) + count;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (bytes.Length < sizeof(ushort))
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (count > bytes.Length - sizeof(ushort))
        {
            return false;
        }

        text = Encoding.UTF8.GetString(bytes.Slice(sizeof(ushort), count));
        bytes = bytes[(sizeof(ushort) + count)..];
        return true;
    }
}
