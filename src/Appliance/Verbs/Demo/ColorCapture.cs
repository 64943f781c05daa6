using Appliance.Dicom;

namespace Appliance;

/// <summary>A secondary capture in colour (PS3.3 A.8): a perfusion map over a grey slice with a colour bar, RGB by pixel.</summary>
internal static class ColorCapture
{
    private const int Rows = 256;
    private const int Columns = 320;
    private const int BarFrom = 284;
    private const int BarTo = 304;

    public static DemoStudy Study { get; } = new("DEMO-SC", "OT", "120500", "Perfusion map", "A260302-4");

    public static DicomDataset Make(DemoPatient patient) =>
        DemoModules.Begin(patient, Study)
            .Identify(DicomUID.SecondaryCaptureImageStorage, Study, series: 1, "Colour map", number: 1)
            .Set(DicomTag.ConversionType, "WSD")
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Set(DicomTag.BodyPartExamined, "BRAIN")
            .Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Pixels("RGB", Rows, Columns, bitsAllocated: 8, bitsStored: 8)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, Draw());

    private static byte[] Draw()
    {
        var bytes = new byte[Rows * Columns * 3];
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                var (red, green, blue) = ColorAt(column, row);
                var at = ((row * Columns) + column) * 3;
                bytes[at] = red;
                bytes[at + 1] = green;
                bytes[at + 2] = blue;
            }
        }

        return bytes;
    }

    private static (byte Red, byte Green, byte Blue) ColorAt(int column, int row)
    {
        if (column is >= BarFrom and < BarTo && row is >= 24 and < Rows - 24)
        {
            return Rainbow(1 - ((row - 24.0) / (Rows - 48)));
        }

        double x = ((column + 0.5) * 2 / Rows) - 1, y = ((row + 0.5) * 2 / Rows) - 1;
        var grey = x > 1 ? 0 : MrPhantom.At(x, y, 0.1, 20);
        var flow = Math.Exp(-3 * (((x + 0.2) * (x + 0.2)) + ((y - 0.1) * (y - 0.1)))) + (0.08 * Noise.At(column / 3, row / 3, 0, 5));
        if (grey > 0.4 && flow > 0.25)
        {
            return Rainbow(Math.Min(1, flow));
        }

        var level = (byte)Math.Clamp(grey * 220, 0, 255);
        return (level, level, level);
    }

    /// <summary>Blue through green to red, for 0 to 1.</summary>
    private static (byte Red, byte Green, byte Blue) Rainbow(double value)
    {
        return (Channel(value - 0.75), Channel(value - 0.5), Channel(value - 0.25));

        static byte Channel(double distance) => (byte)Math.Round(255 * Math.Clamp(1.5 - (4 * Math.Abs(distance)), 0, 1));
    }
}
