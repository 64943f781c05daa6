using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>
/// The head of a record in a pack, which says by itself what follows: whose chunk, how long, with which checksum. <c>Keys/README.md</c>
/// describes it.
/// </summary>
internal static class PackRecord
{
    /// <summary>Bytes of the head.</summary>
    public const int HeadLength = 32;

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 8;

    /// <summary>What a head begins with.</summary>
    private const uint Magic = 0x314B5041;

    /// <summary>What the head of an end record begins with when its object is gone: "APK0".</summary>
    private const uint WithdrawnMagic = 0x304B5041;

    /// <summary>Bytes that <see cref="Withdraw"/> changes: the first ones of the head.</summary>
    public const int WithdrawLength = sizeof(uint);

    private const int CrcAt = 4;
    private const int KeyAt = 8;
    private const int LengthAt = KeyAt + ArchiveKeys.ChunkLength;
    private const int ChecksumAt = LengthAt + sizeof(int);

    /// <summary>Bytes of a whole record.</summary>
    public static long LengthOf(int chunkLength) => (HeadLength + (long)chunkLength + Alignment - 1) & -Alignment;

    /// <summary>Writes a head.</summary>
    public static void Write(Span<byte> head, ReadOnlySpan<byte> key, int length, uint checksum)
    {
        head.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        key.CopyTo(head[KeyAt..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[LengthAt..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[ChecksumAt..], checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(head[CrcAt..], Chunks.Checksum(head[KeyAt..HeadLength], default));
    }

    /// <summary>Turns the head of an end record into one that says that its object is gone. The checksum of the head does not cover what changes.</summary>
    public static void Withdraw(Span<byte> head) => BinaryPrimitives.WriteUInt32LittleEndian(head, WithdrawnMagic);

    /// <summary>Whether a head says that the object is gone.</summary>
    public static bool IsWithdrawn(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head) == WithdrawnMagic;

    /// <summary>Reads a head, withdrawn or not; false when these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> key, out int length, out uint checksum)
    {
        key = head.Slice(KeyAt, ArchiveKeys.ChunkLength);
        length = BinaryPrimitives.ReadInt32LittleEndian(head[LengthAt..]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[ChecksumAt..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(head) is Magic or WithdrawnMagic
            && length is > 0 and <= Chunks.Size
            && BinaryPrimitives.ReadUInt32LittleEndian(head[CrcAt..]) == Chunks.Checksum(head[KeyAt..HeadLength], default);
    }
}
