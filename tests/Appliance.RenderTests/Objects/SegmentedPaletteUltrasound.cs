using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>
/// An Ultrasound Image (PS3.3 A.6) whose palette lies in segments of all three types (C.7.9.2.2): red runs up, blue runs down, and green goes
/// up and down once in linear segments, and again by an indirect one.
/// </summary>
internal static class SegmentedPaletteUltrasound
{
    private const int Run = 63;
    private const int GreenStep = 4 * 257;

    public static MadeObject Make()
    {
        const string name = "segmented-palette";
        int[] up = [0, 1, 0, 1, 255, 255 * 257];
        int[] down = [0, 1, 255 * 257, 1, 255, 0];
        const int bytesOfFirstSegment = 6;
        int[] upAndDownTwice = [0, 1, 0, 1, Run, Run * GreenStep, 1, Run, 0, 2, 2, bytesOfFirstSegment, 0, 0, 3, 0, 0, 0];
        var dataset = MadeModules.Begin(DicomUID.UltrasoundImageStorage, "US", name)
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY")
            .Set(DicomTag.BodyPartExamined, "HEART")
            .Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.LossyImageCompression, "00")
            .Set(DicomTag.UltrasoundColorDataPresent, 1)
            .Pixels("PALETTE COLOR", MadeObjects.Side, MadeObjects.Side, bitsAllocated: 8, bitsStored: 8)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, MadeUp.Cells(8, Index));
        Add(DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.SegmentedRedPaletteColorLookupTableData, up);
        Add(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.SegmentedGreenPaletteColorLookupTableData, upAndDownTwice);
        Add(DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.SegmentedBluePaletteColorLookupTableData, down);
        return new MadeObject { Name = name, Dataset = dataset, Stored = (_, x, y, _) => Index(x, y), Shown = (_, x, y, sample) => Color(Index(x, y), sample) };

        void Add(DicomTag descriptor, DicomTag data, int[] segments) => dataset
            .SetBytes(descriptor, DicomVR.US, MadeModules.Words([256, 0, 16]))
            .SetBytes(data, DicomVR.OW, MadeModules.Words(segments));
    }

    // Every index once in the first rows, then the pattern.
    private static int Index(int x, int y) => y < 6 ? Math.Min(255, (y * MadeObjects.Side) + x) : MadeUp.Pattern(x, y, 255);

    private static double Color(int index, int sample) => sample switch
    {
        0 => index,
        2 => 255 - index,

        // 0, 63 up, 63 down, and the same 126 again; the last three are 0.
        _ => index is 0 or > 4 * Run ? 0 : Green((index - 1) % (2 * Run)) / 257.0,
    };

    private static int Green(int step) => GreenStep * (step < Run ? step + 1 : (2 * Run) - 1 - step);
}
