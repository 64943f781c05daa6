using Appliance.Dicom;

namespace Appliance;

/// <summary>An ultrasound cine of a beating chamber (Ultrasound Multi-frame Image IOD, PS3.3 A.7): 8-bit, one beat, to be looped.</summary>
internal static class UltrasoundCine
{
    public const int Frames = 30;

    private const int Rows = 240;
    private const int Columns = 320;
    private const double FrameTime = 33.33;
    private const double MillimetresPerPixel = 0.55;

    public static DemoStudy Study { get; } = new("DEMO-US", "US", "112000", "US heart", "A260302-3");

    public static DicomDataset Make(DemoPatient patient) =>
        DemoModules.Begin(patient, Study)
            .Identify(DicomUID.UltrasoundMultiFrameImageStorage, Study, series: 1, "Apical view", number: 1)
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "", "0001")
            .Set(DicomTag.BodyPartExamined, "HEART")
            .Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.UltrasoundColorDataPresent, 0)
            .SetSequence(DicomTag.SequenceOfUltrasoundRegions, Region())
            .Set(DicomTag.FrameTime, DemoModules.Decimal(FrameTime))
            .Set(DicomTag.CineRate, 30)
            .Set(DicomTag.RecommendedDisplayFrameRate, 30)
            .Set(DicomTag.StartTrim, 1)
            .Set(DicomTag.StopTrim, Frames)
            .Set(DicomTag.PreferredPlaybackSequencing, 0)
            .Set(DicomTag.HeartRate, 60)
            .Set(DicomTag.NumberOfFrames, Frames)
            .Set(DicomTag.FrameIncrementPointer, DicomTag.FrameTime)
            .Pixels("MONOCHROME2", Rows, Columns, bitsAllocated: 8, bitsStored: 8)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, Draw());

    // US Region Calibration module, C.8.5.5: the sector is measured in centimetres.
    private static DicomDataset Region() =>
        DemoModules.Item()
            .Set(DicomTag.RegionSpatialFormat, 1)
            .Set(DicomTag.RegionDataType, 1)
            .Set(DicomTag.RegionFlags, 0)
            .Set(DicomTag.RegionLocationMinX0, 0)
            .Set(DicomTag.RegionLocationMinY0, 0)
            .Set(DicomTag.RegionLocationMaxX1, Columns - 1)
            .Set(DicomTag.RegionLocationMaxY1, Rows - 1)
            .Set(DicomTag.PhysicalUnitsXDirection, 3)
            .Set(DicomTag.PhysicalUnitsYDirection, 3)
            .Set(DicomTag.PhysicalDeltaX, MillimetresPerPixel / 10)
            .Set(DicomTag.PhysicalDeltaY, MillimetresPerPixel / 10);

    private static byte[] Draw()
    {
        var bytes = new byte[Frames * Rows * Columns];
        for (var frame = 0; frame < Frames; frame++)
        {
            // A beat: a quick contraction, then a slow filling.
            var phase = (double)frame / Frames;
            var squeeze = phase < 0.35 ? Math.Sin(Math.PI * phase / 0.7) : Math.Cos(Math.PI * (phase - 0.35) / 1.3);
            for (var row = 0; row < Rows; row++)
            {
                for (var column = 0; column < Columns; column++)
                {
                    bytes[(((frame * Rows) + row) * Columns) + column] = Echo(column, row, frame, squeeze);
                }
            }
        }

        return bytes;
    }

    // The probe stands at the middle of the upper edge; what is outside its sector stays black.
    private static byte Echo(int column, int row, int frame, double squeeze)
    {
        double dx = column - (Columns / 2.0), dy = row + 12.0;
        double depth = Math.Sqrt((dx * dx) + (dy * dy)), angle = Math.Atan2(dx, dy);
        if (Math.Abs(angle) > 0.72 || depth is < 18 or > 245)
        {
            return 0;
        }

        // A chamber with a bright wall that thickens as the chamber shrinks.
        double a = 46 - (14 * squeeze), b = 72 - (16 * squeeze);
        double ex = dx / a, ey = (dy - 122) / b;
        var radius = Math.Sqrt((ex * ex) + (ey * ey));
        var wall = 1.16 + (0.12 * squeeze);
        var tissue = radius < 1 ? 10 : radius < wall ? 150 : radius < wall + 0.07 ? 215 : 62;

        // Speckle lies along the arcs and moves with the tissue; echoes weaken with depth.
        var speckle = 1 + (0.34 * Noise.At((int)(depth / 1.5), (int)((angle + 2) * 90), radius < 1 ? frame : frame / 3, 4));
        return (byte)Math.Clamp(tissue * speckle * (1.12 - (depth / 420)), 0, 255);
    }
}
