using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads the frequency axis of an object; what it does not tell, or cannot be so, is made good for with a note.</summary>
internal static class SpectralAxisReader
{
    /// <summary>MHz per tesla of nuclei that are looked at in patients: the gyromagnetic ratio over 2 pi.</summary>
    private static readonly (string Nucleus, double MegahertzPerTesla)[] Ratios =
        [("1H", 42.577), ("3HE", 32.434), ("7LI", 16.546), ("13C", 10.708), ("19F", 40.078), ("23NA", 11.262), ("31P", 17.235), ("129XE", 11.777)];

    /// <summary>The axis along a row of data points, or along a column of them.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="value">0 for the sampling axis along a row, 1 for the evolution axis along a column (PS3.3 C.8.14.1.1).</param>
    /// <param name="points">Data points along the axis.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public static SpectralAxis Read(DicomDataset dataset, int value, int points, List<string> notes)
    {
        var nucleus = dataset.GetStrings(DicomTag.ResonantNucleus) is { Count: > 0 } nuclei ? nuclei[Math.Min(value, nuclei.Count - 1)] : null;
        if (Positive(dataset, DicomTag.SpectralWidth, value, notes) is not { } width)
        {
            return new SpectralAxis { Width = points, Unit = SpectralUnit.Points, Nucleus = nucleus };
        }

        if ((Positive(dataset, DicomTag.TransmitterFrequency, value, notes) ?? FromField(dataset, nucleus, notes)) is not { } transmitter)
        {
            return new SpectralAxis { Width = width, Unit = SpectralUnit.Hertz, Nucleus = nucleus };
        }

        return new SpectralAxis
        {
            Width = width,
            TransmitterFrequency = transmitter,
            ChemicalShiftReference = Reference(dataset, nucleus, value, notes),
            Unit = SpectralUnit.Ppm,
            Nucleus = nucleus,
        };
    }

    private static double? Positive(DicomDataset dataset, DicomTag tag, int value, List<string> notes)
    {
        var stated = dataset.GetDouble(tag, value);
        if (stated is > 0 && double.IsFinite(stated.Value))
        {
            return stated;
        }

        notes.Add($"{ImageLayoutReader.Name(tag)}: {(stated is null ? "missing" : FormattableString.Invariant($"{stated} is not greater than 0"))}");
        return null;
    }

    private static double Reference(DicomDataset dataset, string? nucleus, int value, List<string> notes)
    {
        if (dataset.GetDouble(DicomTag.ChemicalShiftReference, value) is { } reference && double.IsFinite(reference))
        {
            // The transmitter stands at water; 0 is what is written where nobody cared.
            if (reference == 0 && nucleus == "1H")
            {
                notes.Add($"{ImageLayoutReader.Name(DicomTag.ChemicalShiftReference)}: 0 ppm at the transmitter frequency of 1H, where about 4.7 is usual: the scale may be displaced");
            }

            return reference;
        }

        notes.Add($"{ImageLayoutReader.Name(DicomTag.ChemicalShiftReference)}: missing, taken as 0 ppm");
        return 0;
    }

    private static double? FromField(DicomDataset dataset, string? nucleus, List<string> notes)
    {
        var ratio = Array.Find(Ratios, known => known.Nucleus.Equals(nucleus, StringComparison.OrdinalIgnoreCase));
        if (ratio.Nucleus is null || dataset.GetDouble(DicomTag.MagneticFieldStrength) is not { } tesla || !(tesla > 0) || !double.IsFinite(tesla))
        {
            return null;
        }

        notes.Add($"{ImageLayoutReader.Name(DicomTag.TransmitterFrequency)}: worked out for {ratio.Nucleus} from {ImageLayoutReader.Name(DicomTag.MagneticFieldStrength)}");
        return ratio.MegahertzPerTesla * tesla;
    }
}
