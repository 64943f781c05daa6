using System.Buffers.Binary;
using System.Text;

namespace Appliance.Archive;

/// <summary>
/// Every key of the archive, built in one place; <c>Keys/README.md</c> describes them. The buffers that callers give hold
/// <see cref="KeyWriter.MaxLength"/> bytes; the result is a view of that buffer.
/// </summary>
internal static class ArchiveKeys
{
    /// <summary>Bytes of a chunk key.</summary>
    public const int ChunkLength = 12;

    /// <summary>Bytes of the longest row key.</summary>
    public const int RowLength = 25;

    private const byte UniqueSpace = (byte)'U';
    private const byte TermSpace = (byte)'K';
    private const byte UnsettledSpace = (byte)'u';
    private const byte PackUseSpace = (byte)'q';
    private const byte WithdrawnSpace = (byte)'w';
    private const byte MovedSpace = (byte)'m';

    /// <summary>Where the number of a chunk stands, in the key of the end of an object.</summary>
    public const uint End = uint.MaxValue;

    /// <summary>Meta: the version of the format.</summary>
    public static ReadOnlySpan<byte> Format => "format"u8;

    /// <summary>Meta: identifiers below this value may be in use.</summary>
    public static ReadOnlySpan<byte> Reserved => "reserved"u8;

    /// <summary>Meta: what the archive holds in all.</summary>
    public static ReadOnlySpan<byte> Totals => "totals"u8;

    /// <summary>Meta: packs up to this 32-bit number hold no object that the tables of the database do not know.</summary>
    public static ReadOnlySpan<byte> KnownPacks => "known"u8;

    /// <summary>Meta, formats 1 and 2: the first byte of all marks of objects some of whose chunks were written and which no row named.</summary>
    public static ReadOnlySpan<byte> UnfinishedPrefix => "o"u8;

    /// <summary>Meta: the first byte of all marks of unsettled instances.</summary>
    public static ReadOnlySpan<byte> UnsettledPrefix => "u"u8;

    /// <summary>Meta: an instance whose bytes may not be on the disk yet; the value holds its identifiers.</summary>
    public static ReadOnlySpan<byte> Unsettled(Span<byte> buffer, ulong instance)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(UnsettledSpace);
        writer.Id(instance);
        return writer.Key;
    }

    /// <summary>Meta: the first byte of all marks of objects that are gone and whose end records may not say so on the disk yet.</summary>
    public static ReadOnlySpan<byte> WithdrawnPrefix => "w"u8;

    /// <summary>Meta: an object that is gone and whose end record may not say so on the disk yet; the value is where that record lies.</summary>
    public static ReadOnlySpan<byte> Withdrawn(Span<byte> buffer, ulong instance)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(WithdrawnSpace);
        writer.Id(instance);
        return writer.Key;
    }

    /// <summary>Meta: the first byte of all marks of objects whose end record is a copy that may not count on the disk yet.</summary>
    public static ReadOnlySpan<byte> MovedPrefix => "m"u8;

    /// <summary>Meta: an object whose end record is a copy that may not count on the disk yet; the value is where that record lies.</summary>
    public static ReadOnlySpan<byte> Moved(Span<byte> buffer, ulong instance)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(MovedSpace);
        writer.Id(instance);
        return writer.Key;
    }

    /// <summary>Meta: the first byte of the keys that tell how much of a pack is in use.</summary>
    public static ReadOnlySpan<byte> PackUsePrefix => "q"u8;

    /// <summary>Meta: bytes of a pack that rows name, as a 64-bit number.</summary>
    public static ReadOnlySpan<byte> PackUse(Span<byte> buffer, uint pack)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(PackUseSpace);
        writer.UInt32(pack);
        return writer.Key;
    }

    /// <summary>Chunks: one chunk of an object.</summary>
    public static ReadOnlySpan<byte> Chunk(Span<byte> buffer, ulong instance, uint chunk)
    {
        var writer = new KeyWriter(buffer);
        writer.Id(instance);
        writer.UInt32(chunk);
        return writer.Key;
    }

    /// <summary>Chunks: the end record of an object.</summary>
    public static ReadOnlySpan<byte> ChunkEnd(Span<byte> buffer, ulong instance) => Chunk(buffer, instance, End);

    /// <summary>Whether a key of the chunks is that of an end record.</summary>
    public static bool IsEnd(ReadOnlySpan<byte> chunkKey) => BinaryPrimitives.ReadUInt32BigEndian(chunkKey[sizeof(ulong)..]) == End;

    /// <summary>The object that a key of the chunks belongs to.</summary>
    public static ulong InstanceOf(ReadOnlySpan<byte> chunkKey) => BinaryPrimitives.ReadUInt64BigEndian(chunkKey);

    /// <summary>Rows: the row of an entity, by the identifiers from its study (or patient) down to itself.</summary>
    public static ReadOnlySpan<byte> Row(Span<byte> buffer, EntityId entity) => OfEntity(buffer, RowSpace(entity.Level), entity);

    /// <summary>Rows: the tally of an entity above the instance.</summary>
    public static ReadOnlySpan<byte> Tally(Span<byte> buffer, EntityId entity) => OfEntity(buffer, TallySpace(entity.Level), entity);

    /// <summary>Rows: what all rows of a level below a parent begin with; without a parent, all rows of the level.</summary>
    public static ReadOnlySpan<byte> RowPrefix(Span<byte> buffer, QueryLevel level, ulong study = 0, ulong series = 0)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(RowSpace(level));
        if (study != 0)
        {
            writer.Id(study);
            if (series != 0)
            {
                writer.Id(series);
            }
        }

        return writer.Key;
    }

    /// <summary>Index: the one entity of a level that a unique identifier names; the value holds its identifiers.</summary>
    public static ReadOnlySpan<byte> Unique(Span<byte> buffer, QueryLevel level, ReadOnlySpan<char> uid)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(UniqueSpace);
        writer.Byte(RowSpace(level));
        writer.TextPrefix(uid);
        return writer.Key;
    }

    /// <summary>
    /// Index: a series by its UID and study. Nothing in the standard's data keeps a sender from giving one Series Instance UID to series of
    /// two studies, so the study takes part.
    /// </summary>
    public static ReadOnlySpan<byte> SeriesUnique(Span<byte> buffer, ReadOnlySpan<char> seriesUid, ulong study)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(UniqueSpace);
        writer.Byte(RowSpace(QueryLevel.Series));
        writer.Text(seriesUid);
        if (study != 0)
        {
            writer.Id(study);
        }

        return writer.Key;
    }

    /// <summary>Index: an entity under one term of one of its attributes.</summary>
    public static ReadOnlySpan<byte> Term(Span<byte> buffer, QueryLevel level, uint tag, ReadOnlySpan<char> term, EntityId entity)
    {
        var writer = new KeyWriter(buffer);
        BeginTerm(ref writer, level, tag);
        writer.Text(term);
        Ids(ref writer, entity);
        return writer.Key;
    }

    /// <summary>Index: what all entities with exactly this term begin with.</summary>
    public static ReadOnlySpan<byte> TermExact(Span<byte> buffer, QueryLevel level, uint tag, ReadOnlySpan<char> term)
    {
        var writer = new KeyWriter(buffer);
        BeginTerm(ref writer, level, tag);
        writer.Text(term);
        return writer.Key;
    }

    /// <summary>Index: what all entities whose term begins with this text begin with.</summary>
    public static ReadOnlySpan<byte> TermPrefix(Span<byte> buffer, QueryLevel level, uint tag, ReadOnlySpan<char> text)
    {
        var writer = new KeyWriter(buffer);
        BeginTerm(ref writer, level, tag);
        writer.TextPrefix(text);
        return writer.Key;
    }

    /// <summary>The text of an index key's term, for messages.</summary>
    public static string Describe(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key).Replace('\0', ' ');

    private static ReadOnlySpan<byte> OfEntity(Span<byte> buffer, byte space, EntityId entity)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(space);
        Ids(ref writer, entity);
        return writer.Key;
    }

    private static void Ids(ref KeyWriter writer, EntityId entity)
    {
        if (entity.Level == QueryLevel.Patient)
        {
            writer.Id(entity.Patient);
            return;
        }

        writer.Id(entity.Study);
        if (entity.Level >= QueryLevel.Series)
        {
            writer.Id(entity.Series);
        }

        if (entity.Level >= QueryLevel.Image)
        {
            writer.Id(entity.Instance);
        }
    }

    private static void BeginTerm(ref KeyWriter writer, QueryLevel level, uint tag)
    {
        writer.Byte(TermSpace);
        writer.Byte(RowSpace(level));
        writer.UInt32(tag);
    }

    private static byte RowSpace(QueryLevel level) => level switch
    {
        QueryLevel.Patient => (byte)'P',
        QueryLevel.Study => (byte)'T',
        QueryLevel.Series => (byte)'S',
        _ => (byte)'I',
    };

    private static byte TallySpace(QueryLevel level) => level switch
    {
        QueryLevel.Patient => (byte)'p',
        QueryLevel.Study => (byte)'t',
        QueryLevel.Series => (byte)'s',
        _ => throw new ArgumentOutOfRangeException(nameof(level), level, "instances have no tally"),
    };
}
