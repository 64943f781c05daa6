using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// What stored values mean in physical terms: an item of Real World Value Mapping Sequence (0040,9096), PS3.3 C.7.6.16.2.11. It is for
/// reading values off an image, and has no part in how they are drawn.
/// </summary>
public sealed record RealWorldMapping
{
    private RealWorldMapping()
    {
    }

    /// <summary>The smallest stored value that is mapped.</summary>
    public double First { get; private init; }

    /// <summary>The largest stored value that is mapped.</summary>
    public double Last { get; private init; }

    /// <summary>Real World Value Slope (0040,9225). Not used when <see cref="Table"/> is there.</summary>
    public double Slope { get; private init; }

    /// <summary>Real World Value Intercept (0040,9224). Not used when <see cref="Table"/> is there.</summary>
    public double Intercept { get; private init; }

    /// <summary>Real World Value LUT Data (0040,9212): one value for each stored one from <see cref="First"/> on; null for a line. Not to be changed.</summary>
    public IReadOnlyList<double>? Table { get; private init; }

    /// <summary>LUT Label (0040,9210), or null.</summary>
    public string? Label { get; private init; }

    /// <summary>LUT Explanation (0028,3003), or null.</summary>
    public string? Explanation { get; private init; }

    /// <summary>The unit as its code value in UCUM says it ("[hnsf'U]" is told as "HU"); null when there is none, or the value has no dimension.</summary>
    public string? Unit { get; private init; }

    /// <summary>The unit in words (Code Meaning), or null.</summary>
    public string? UnitMeaning { get; private init; }

    /// <summary>The physical value of a stored one; null outside of what is mapped.</summary>
    public double? Apply(double stored)
    {
        if (!(stored >= First && stored <= Last))
        {
            return null;
        }

        return Table is not { } table ? (stored * Slope) + Intercept : stored - First < table.Count ? table[(int)(stored - First)] : null;
    }

    /// <summary>Reads an item; null when it maps nothing.</summary>
    /// <param name="item">The item.</param>
    /// <param name="signed">Whether stored values are two's complement.</param>
    internal static RealWorldMapping? Of(DicomDataset item, bool signed)
    {
        var table = item.GetDoubles(DicomTag.RealWorldValueLUTData);
        var (slope, intercept) = (item.GetDouble(DicomTag.RealWorldValueSlope), item.GetDouble(DicomTag.RealWorldValueIntercept));
        if (table.Count == 0 && (slope is not { } m || intercept is not { } b || !double.IsFinite(m) || !double.IsFinite(b)))
        {
            return null;
        }

        var unit = item.GetItems(DicomTag.MeasurementUnitsCodeSequence) is [var code, ..] ? code : null;
        return new RealWorldMapping
        {
            First = Border(item, DicomTag.RealWorldValueFirstValueMapped, DicomTag.DoubleFloatRealWorldValueFirstValueMapped, signed) ?? double.NegativeInfinity,
            Last = Border(item, DicomTag.RealWorldValueLastValueMapped, DicomTag.DoubleFloatRealWorldValueLastValueMapped, signed) ?? double.PositiveInfinity,
            Slope = slope ?? 0,
            Intercept = intercept ?? 0,
            Table = table.Count > 0 ? table : null,
            Label = item.GetString(DicomTag.LUTLabel),
            Explanation = item.GetString(DicomTag.LUTExplanation),
            Unit = UnitOf(unit?.GetString(DicomTag.CodeValue)),
            UnitMeaning = unit?.GetString(DicomTag.CodeMeaning),
        };
    }

    private static double? Border(DicomDataset item, DicomTag whole, DicomTag real, bool signed) =>
        item.GetDouble(real) ?? item.GetInt32(whole) switch
        {
            > short.MaxValue and <= ushort.MaxValue and var value when signed => value - 65536,
            < 0 and var value when !signed => value + 65536,
            var value => value,
        };

    // UCUM writes what has no dimension as 1, or as a remark in braces.
    private static string? UnitOf(string? code) => code switch
    {
        null or "1" => null,
        "[hnsf'U]" => "HU",
        ['{', ..] => null,
        _ => code,
    };
}
