using System.Text;

namespace Appliance.Archive;

/// <summary>
/// What lies below a patient, a study, a series, or in the whole archive. Modalities and SOP classes are counted by instance, so that deleting the last one of a
/// kind makes it vanish; only studies keep those two.
/// </summary>
internal sealed class Tally
{
    private readonly SortedList<string, long> _modalities = new(StringComparer.Ordinal);
    private readonly SortedList<string, long> _sopClasses = new(StringComparer.Ordinal);

    /// <summary>Patients: of the whole archive only.</summary>
    public long Patients { get; set; }

    public long Studies { get; set; }

    public long Series { get; set; }

    public long Instances { get; set; }

    public long Bytes { get; set; }

    /// <summary>The modalities of the instances, sorted.</summary>
    public IReadOnlyCollection<string> Modalities => _modalities.Keys.AsReadOnly();

    /// <summary>The SOP Class UIDs of the instances, sorted.</summary>
    public IReadOnlyCollection<string> SopClasses => _sopClasses.Keys.AsReadOnly();

    /// <summary>Reads a stored tally; an empty value is an empty tally.</summary>
    public static Tally Parse(ReadOnlySpan<byte> value)
    {
        var tally = new Tally();
        if (value.IsEmpty)
        {
            return tally;
        }

        tally.Patients = (long)Varint.Read(ref value);
        tally.Studies = (long)Varint.Read(ref value);
        tally.Series = (long)Varint.Read(ref value);
        tally.Instances = (long)Varint.Read(ref value);
        tally.Bytes = (long)Varint.Read(ref value);
        ParseCounts(ref value, tally._modalities);
        ParseCounts(ref value, tally._sopClasses);
        return tally;
    }

    /// <summary>Adds (or with -1 removes) one instance of a kind.</summary>
    public void Count(string modality, string sopClass, int sign)
    {
        Count(_modalities, modality, sign);
        Count(_sopClasses, sopClass, sign);
    }

    /// <summary>A copy that changes on its own.</summary>
    public Tally Clone() => Parse(ToBytes());

    /// <summary>The stored form.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream(64);
        Write(stream, (ulong)Patients);
        Write(stream, (ulong)Studies);
        Write(stream, (ulong)Series);
        Write(stream, (ulong)Instances);
        Write(stream, (ulong)Bytes);
        WriteCounts(stream, _modalities);
        WriteCounts(stream, _sopClasses);
        return stream.ToArray();
    }

    private static void Count(SortedList<string, long> counts, string key, int sign)
    {
        if (key.Length == 0)
        {
            return;
        }

        counts.TryGetValue(key, out var count);
        count += sign;
        if (count > 0)
        {
            counts[key] = count;
        }
        else
        {
            counts.Remove(key);
        }
    }

    private static void ParseCounts(ref ReadOnlySpan<byte> value, SortedList<string, long> counts)
    {
        var kinds = Varint.Read(ref value);
        for (ulong i = 0; i < kinds; i++)
        {
            var length = Varint.Read(ref value);
            if (length > (ulong)value.Length)
            {
                throw Varint.Damaged("a tally runs over the end");
            }

            var key = Encoding.UTF8.GetString(value[..(int)length]);
            value = value[(int)length..];
            counts[key] = (long)Varint.Read(ref value);
        }
    }

    private static void WriteCounts(MemoryStream stream, SortedList<string, long> counts)
    {
        Write(stream, (ulong)counts.Count);
        foreach (var (key, count) in counts)
        {
            var utf8 = Encoding.UTF8.GetBytes(key);
            Write(stream, (ulong)utf8.Length);
            stream.Write(utf8);
            Write(stream, (ulong)count);
        }
    }

    private static void Write(MemoryStream stream, ulong number)
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxLength];
        stream.Write(bytes[..Varint.Write(bytes, number)]);
    }
}
