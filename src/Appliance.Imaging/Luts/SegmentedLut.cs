namespace Appliance.Imaging;

/// <summary>
/// Expands Segmented Palette Color Lookup Table Data (PS3.3 C.7.9.2): discrete segments are copied, linear segments run to an end point,
/// indirect segments repeat earlier ones.
/// </summary>
internal static class SegmentedLut
{
    private const int Discrete = 0;
    private const int Linear = 1;
    private const int Indirect = 2;

    /// <summary>Expands segments to at most as many entries as announced; broken segments end the table.</summary>
    /// <param name="data">The segments in units of an entry: bytes or words, as numbers.</param>
    /// <param name="count">The number of entries that the descriptor announces.</param>
    /// <param name="bytesPerUnit">1 or 2: offsets of indirect segments count bytes.</param>
    /// <param name="fault">Takes what ended the table before its time, in words.</param>
    public static ushort[] Expand(ReadOnlySpan<ushort> data, int count, int bytesPerUnit, Action<string>? fault = null)
    {
        var entries = new List<ushort>(Math.Min(count, data.Length));
        for (var at = 0; at + 1 < data.Length && entries.Count < count;)
        {
            var next = data[at] == Indirect ? CopyIndirect(data, at, entries, count, bytesPerUnit) : Segment(data, at, entries, count);
            if (next < 0)
            {
                fault?.Invoke($"the segment at byte {at * bytesPerUnit} {Wrong(data, at, entries.Count)}");
                break;
            }

            at = next;
        }

        return [.. entries];
    }

    private static string Wrong(ReadOnlySpan<ushort> data, int at, int before) => data[at] switch
    {
        Discrete => $"announces {data[at + 1]} entries, and {data.Length - at - 2} are there",
        Linear when before == 0 => "is linear and has no entry to begin from",
        Linear => "has no end point",
        Indirect => "copies segments that are not there, lie behind it, or are indirect themselves",
        var opcode => $"has the opcode {opcode}, and there are only 0, 1 and 2",
    };

    // Returns where the next segment begins; -1 when this one is none.
    private static int Segment(ReadOnlySpan<ushort> data, int at, List<ushort> entries, int count)
    {
        var (kind, length) = (data[at], data[at + 1]);
        var values = data[(at + 2)..];
        switch (kind)
        {
            case Discrete when values.Length >= length:
                entries.AddRange(values[..Math.Min(length, count - entries.Count)]);
                return at + 2 + length;
            case Linear when values.Length >= 1 && entries.Count > 0:
                double start = entries[^1], end = values[0];
                for (var i = 1; i <= length && entries.Count < count; i++)
                {
                    entries.Add((ushort)Math.Round(start + ((end - start) * i / length)));
                }

                return at + 3;
            default:
                return -1;
        }
    }

    // Opcode, number of segments, offset of the first of them from the beginning of the data, lower half first. The segments copied are
    // discrete or linear: an indirect one inside would allow loops, and is forbidden.
    private static int CopyIndirect(ReadOnlySpan<ushort> data, int at, List<ushort> entries, int count, int bytesPerUnit)
    {
        var words = sizeof(uint) / bytesPerUnit;
        if (at + 2 + words > data.Length)
        {
            return -1;
        }

        var offset = 0L;
        for (var i = 0; i < words; i++)
        {
            offset |= (long)data[at + 2 + i] << (8 * bytesPerUnit * i);
        }

        var from = offset / bytesPerUnit;
        for (var i = 0; i < data[at + 1]; i++)
        {
            if (from < 0 || from >= at || data[(int)from] == Indirect || entries.Count >= count)
            {
                return entries.Count >= count ? at + 2 + words : -1;
            }

            from = Segment(data, (int)from, entries, count);
        }

        return at + 2 + words;
    }
}
