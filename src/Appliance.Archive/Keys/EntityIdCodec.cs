using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>The identifiers of an entity as an index value: those from its study (or patient) down to itself, big-endian.</summary>
internal static class EntityIdCodec
{
    /// <summary>Bytes of the longest value.</summary>
    public const int MaxLength = 24;

    /// <summary>Writes the identifiers and returns them.</summary>
    public static ReadOnlySpan<byte> Write(Span<byte> buffer, EntityId entity)
    {
        if (entity.Level == QueryLevel.Patient)
        {
            BinaryPrimitives.WriteUInt64BigEndian(buffer, entity.Patient);
            return buffer[..8];
        }

        BinaryPrimitives.WriteUInt64BigEndian(buffer, entity.Study);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[8..], entity.Series);
        BinaryPrimitives.WriteUInt64BigEndian(buffer[16..], entity.Instance);
        return buffer[..Length(entity.Level)];
    }

    /// <summary>Reads identifiers that end <paramref name="bytes"/>: an index value, or the end of an index key or row key.</summary>
    public static EntityId Parse(QueryLevel level, ReadOnlySpan<byte> bytes) => level switch
    {
        QueryLevel.Patient => EntityId.OfPatient(KeyReader.Id(bytes)),
        QueryLevel.Study => EntityId.OfStudy(KeyReader.Id(bytes)),
        QueryLevel.Series => EntityId.OfSeries(KeyReader.Id(bytes, 1), KeyReader.Id(bytes)),
        _ => EntityId.OfInstance(KeyReader.Id(bytes, 2), KeyReader.Id(bytes, 1), KeyReader.Id(bytes)),
    };

    private static int Length(QueryLevel level) => level switch
    {
        QueryLevel.Study => 8,
        QueryLevel.Series => 16,
        _ => 24,
    };
}
