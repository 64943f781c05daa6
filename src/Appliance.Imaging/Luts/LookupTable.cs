namespace Appliance.Imaging;

/// <summary>
/// A table from a LUT sequence: LUT Descriptor (0028,3002) and LUT Data (0028,3006), PS3.3 C.11.1.1 (modality) and C.11.2.1.1 (VOI).
/// Inputs below the first mapped value take the first entry, inputs above the last take the last.
/// </summary>
public sealed record LookupTable
{
    /// <summary>Makes a table.</summary>
    /// <param name="firstMapped">The input that the first entry belongs to.</param>
    /// <param name="bits">Bits of an entry: outputs go from 0 to <c>2^bits - 1</c>; 8 to 16 (PS3.3 C.11.1.1.1).</param>
    /// <param name="entries">At least one entry; owned by the table afterwards.</param>
    /// <param name="explanation">LUT Explanation (0028,3003).</param>
    public LookupTable(int firstMapped, int bits, ushort[] entries, string? explanation = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 16);
        FirstMapped = firstMapped;
        Bits = bits;
        Entries = entries;
        Explanation = explanation;
    }

    /// <summary>The input that the first entry belongs to.</summary>
    public int FirstMapped { get; }

    /// <summary>Bits of an entry; the output goes from 0 to <see cref="OutputMax"/>.</summary>
    public int Bits { get; }

    /// <summary>The outputs, one for each input from <see cref="FirstMapped"/> on. Not to be changed.</summary>
    public ushort[] Entries { get; }

    /// <summary>LUT Explanation (0028,3003), or null.</summary>
    public string? Explanation { get; }

    /// <summary>The largest output that <see cref="Bits"/> allow.</summary>
    public int OutputMax => (1 << Bits) - 1;

    /// <summary>The output for an input, which is first rounded to the nearest whole number.</summary>
    public int Apply(double value)
    {
        var index = Math.Floor(value + 0.5) - FirstMapped;
        return Entries[index <= 0 ? 0 : (int)Math.Min(index, Entries.Length - 1)];
    }
}
