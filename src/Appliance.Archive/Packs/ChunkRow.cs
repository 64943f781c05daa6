using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>The value of a chunk's key: its place in a pack.</summary>
internal static class ChunkRow
{
    /// <summary>Bytes of the value.</summary>
    public const int PlaceLength = 1 + sizeof(uint) + sizeof(long) + sizeof(int) + sizeof(uint);

    /// <summary>What a key with its value takes in a batch, about.</summary>
    public const int RoomInBatch = PlaceLength + ArchiveKeys.ChunkLength + 8;

    private const byte PlaceMark = 1;

    /// <summary>Writes the value.</summary>
    public static ReadOnlySpan<byte> Write(Span<byte> value, PackPlace place)
    {
        value[0] = PlaceMark;
        BinaryPrimitives.WriteUInt32LittleEndian(value[1..], place.Pack);
        BinaryPrimitives.WriteInt64LittleEndian(value[5..], place.Offset);
        BinaryPrimitives.WriteInt32LittleEndian(value[13..], place.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(value[17..], place.Checksum);
        return value[..PlaceLength];
    }

    /// <summary>Whether a value names a place, and then which; in archives of format 1 the chunk itself is the value.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out PackPlace place)
    {
        place = default;
        if (value.Length != PlaceLength || value[0] != PlaceMark)
        {
            return false;
        }

        place = new PackPlace(
            BinaryPrimitives.ReadUInt32LittleEndian(value[1..]),
            BinaryPrimitives.ReadInt64LittleEndian(value[5..]),
            BinaryPrimitives.ReadInt32LittleEndian(value[13..]),
            BinaryPrimitives.ReadUInt32LittleEndian(value[17..]));
        return true;
    }
}
