using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>What the head of a record says of it. Chunks are always valid; it is end records that change.</summary>
internal enum RecordState
{
    /// <summary>It counts.</summary>
    Valid,

    /// <summary>The copy of an end record, made by the reclaimer, that no row may name yet: it does not count.</summary>
    Draft,

    /// <summary>The object is deleted or replaced: wherever else an end record of it is, it does not count either.</summary>
    Withdrawn,
}

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

    private const uint WithdrawnMagic = 0x304B5041;
    private const uint DraftMagic = 0x444B5041;

    /// <summary>Bytes that <see cref="SetState"/> changes: the first ones of the head.</summary>
    public const int StateLength = sizeof(uint);

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

    /// <summary>Changes what a head says of its record. The checksum of the head does not cover it.</summary>
    public static void SetState(Span<byte> head, RecordState state) => BinaryPrimitives.WriteUInt32LittleEndian(head, state switch
    {
        RecordState.Withdrawn => WithdrawnMagic,
        RecordState.Draft => DraftMagic,
        _ => Magic,
    });

    /// <summary>What a head says of its record.</summary>
    public static RecordState StateOf(ReadOnlySpan<byte> head) => BinaryPrimitives.ReadUInt32LittleEndian(head) switch
    {
        WithdrawnMagic => RecordState.Withdrawn,
        DraftMagic => RecordState.Draft,
        _ => RecordState.Valid,
    };

    /// <summary>Reads a head, whatever its state; false when these bytes are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> head, out ReadOnlySpan<byte> key, out int length, out uint checksum)
    {
        key = head.Slice(KeyAt, ArchiveKeys.ChunkLength);
        length = BinaryPrimitives.ReadInt32LittleEndian(head[LengthAt..]);
        checksum = BinaryPrimitives.ReadUInt32LittleEndian(head[ChecksumAt..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(head) is Magic or WithdrawnMagic or DraftMagic
            && length is > 0 and <= Chunks.MostSize
            && BinaryPrimitives.ReadUInt32LittleEndian(head[CrcAt..]) == Chunks.Checksum(head[KeyAt..HeadLength], default);
    }
}
