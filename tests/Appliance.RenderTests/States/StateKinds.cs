using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.States;

/// <summary>One state of each kind on an image that shows at a glance how it is turned and how its greys run.</summary>
internal static class StateKinds
{
    public const int Columns = 160;
    public const int Rows = 120;
    private const int White = 4095;

    public static IReadOnlyList<StateKind> All { get; } =
    [
        new("state-annotated", () => Image(), Annotated) { Words = [(84, 78, 160, 118)] },
        new("state-turned", () => Image(), Turned) { Words = [(16, 96, 90, 122)] },
        new("state-area", () => Image(), Area),
        new("state-monochrome1-inverse", () => Image("MONOCHROME1"), () => State().Set(DicomTag.PresentationLUTShape, "INVERSE")),
        new("state-presentation-lut", () => Image(), PresentationLut),
        new("state-bitmap-shutter", () => Image(), BitmapShutter),
        new("state-polygonal-shutter", () => Image(), PolygonalShutter),
        new("state-color", ColorImage, ColorState) { Words = [(56, 4, 140, 24)] },
        new("state-pseudo-color", () => Image(), PseudoColorState),
    ];

    /// <summary>Greys from black at the left to white at the right, darker downwards, with a bright F in the upper left and a ring.</summary>
    public static DicomDataset Image(string photometric = "MONOCHROME2")
    {
        var dataset = MadeUpState.Common(MadeUp.Pixels(1, 16, 12, false, photometric, null), DicomUID.SecondaryCaptureImageStorage, MadeUpState.ImageUid, MadeUpState.ImageSeriesUid, "OT")
            .Set(DicomTag.ConversionType, "WSD").Set(DicomTag.PatientOrientation, "L", "P").Set(DicomTag.Rows, Rows).Set(DicomTag.Columns, Columns);
        return dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUpState.Words([.. Enumerable.Range(0, Columns * Rows).Select(i => Grey(i % Columns, i / Columns))]));
    }

    private static int Grey(int x, int y)
    {
        var slope = (int)(White * (double)x / (Columns - 1) * (1 - (0.5 * y / (Rows - 1))));
        var ring = Math.Abs(Math.Sqrt(((x - 110) * (x - 110)) + ((y - 60) * (y - 60))) - 30) < 1.5;
        return IsLetter(x - 8, y - 8) ? White : ring ? White - slope : slope;
    }

    // An F of 18 by 28.
    private static bool IsLetter(int x, int y) => x is >= 0 and < 18 && y is >= 0 and < 28 && (x < 5 || y < 5 || (y is >= 11 and < 16 && x < 13));

    private static DicomDataset State(DicomUID? kind = null) =>
        MadeUpState.State(kind).SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(1, 1, Columns, Rows));

    private static DicomDataset Annotated() => State()
        .SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(2048, 3000))
        .Set(DicomTag.ShutterShape, "RECTANGULAR", "CIRCULAR").Set(DicomTag.ShutterLeftVerticalEdge, 5).Set(DicomTag.ShutterRightVerticalEdge, 156)
        .Set(DicomTag.ShutterUpperHorizontalEdge, 5).Set(DicomTag.ShutterLowerHorizontalEdge, 116).Set(DicomTag.CenterOfCircularShutter, 60, 80)
        .Set(DicomTag.RadiusOfCircularShutter, 88).Set(DicomTag.ShutterPresentationValue, 20000)
        .Annotate(
            [
                MadeUpState.Figure("POLYLINE", false, "PIXEL", 30, 10, 60, 10, 60, 30, 45, 40),
                MadeUpState.Figure("POLYLINE", true, "PIXEL", 20, 60, 40, 60, 30, 80, 20, 60),
                MadeUpState.Figure("CIRCLE", false, "PIXEL", 110, 60, 130, 60),
                MadeUpState.Figure("CIRCLE", true, "PIXEL", 110, 60, 116, 60),
                MadeUpState.Figure("ELLIPSE", false, "PIXEL", 44, 84, 84, 104, 69, 84, 59, 104),
                MadeUpState.Figure("INTERPOLATED", false, "PIXEL", 66, 20, 76, 40, 86, 20, 96, 40, 106, 20),
                MadeUpState.Figure("POINT", false, "PIXEL", 70, 60),
            ],
            [MadeUpState.Text("mark\r\ntwo", [88, 80, 156, 116], [70, 60])]);

    private static DicomDataset Turned() => State()
        .Set(DicomTag.ImageRotation, 90).Set(DicomTag.ImageHorizontalFlip, "Y")
        .SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(1, 1, Columns, Rows))
        .Annotate(
            [MadeUpState.Figure("POLYLINE", false, "DISPLAY", 0.05, 0.95, 0.95, 0.95), MadeUpState.Figure("POLYLINE", false, "PIXEL", 8, 40, 60, 40)],
            [MadeUpState.Text("upright", [100, 20, 130, 80], [30, 40]).Set(DicomTag.AnchorPointVisibility, "N")]);

    private static DicomDataset Area() => State()
        .Set(DicomTag.ImageRotation, 270).Set(DicomTag.ImageHorizontalFlip, "N")
        .SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(90, 5, 5, 80))
        .Annotate([MadeUpState.Figure("POLYLINE", false, "DISPLAY", 0, 0, 1, 1), MadeUpState.Figure("CIRCLE", false, "DISPLAY", 0.5, 0.5, 0.75, 0.5)], []);

    private static DicomDataset PresentationLut()
    {
        var state = State();
        state.Remove(DicomTag.PresentationLUTShape);
        return state.SetSequence(DicomTag.PresentationLUTSequence, MadeUpState.Lut(0, 12, [.. Enumerable.Range(0, 4096).Select(i => i / 512 * 512)]));
    }

    private static DicomDataset BitmapShutter()
    {
        var bits = new byte[Columns * Rows / 8];
        for (var i = 0; i < Columns * Rows; i++)
        {
            var (x, y) = (i % Columns, i / Columns);
            bits[i / 8] |= (byte)((((x + y) / 20 % 2) == 0 && y > 60 ? 1 : 0) << (i % 8));
        }

        return State()
            .Set(DicomTag.ShutterShape, "BITMAP").Set(DicomTag.ShutterOverlayGroup, 0x6000).Set(DicomTag.ShutterPresentationValue, 45000)
            .SetBytes(new DicomTag(0x6000, 0x10), DicomVR.US, MadeUpState.Words(Rows)).SetBytes(new DicomTag(0x6000, 0x11), DicomVR.US, MadeUpState.Words(Columns))
            .Set(new DicomTag(0x6000, 0x40), DicomVR.CS, "G").SetBytes(new DicomTag(0x6000, 0x50), DicomVR.SS, MadeUpState.Words(1, 1))
            .SetBytes(new DicomTag(0x6000, 0x100), DicomVR.US, MadeUpState.Words(1)).SetBytes(new DicomTag(0x6000, 0x102), DicomVR.US, MadeUpState.Words(0))
            .SetBytes(new DicomTag(0x6000, 0x3000), DicomVR.OW, bits);
    }

    // Vertices are told as row and column.
    private static DicomDataset PolygonalShutter() => State()
        .Set(DicomTag.ShutterShape, "POLYGONAL").Set(DicomTag.VerticesOfThePolygonalShutter, 4, 4, 4, 150, 60, 110, 116, 150, 116, 4)
        .Set(DicomTag.ShutterPresentationValue, 0);

    /// <summary>The same in colours.</summary>
    public static DicomDataset ColorImage()
    {
        var dataset = MadeUpState.Common(MadeUp.Pixels(3, 8, 8, false, "RGB", null), DicomUID.SecondaryCaptureImageStorage, MadeUpState.ImageUid, MadeUpState.ImageSeriesUid, "OT")
            .Set(DicomTag.ConversionType, "WSD").Set(DicomTag.PatientOrientation, "L", "P").Set(DicomTag.Rows, Rows).Set(DicomTag.Columns, Columns).Set(DicomTag.PlanarConfiguration, 0);
        return dataset.SetBytes(DicomTag.PixelData, DicomVR.OB, Enumerable.Range(0, Columns * Rows).SelectMany(i =>
        {
            var grey = Grey(i % Columns, i / Columns) / 16;
            return new[] { (byte)grey, (byte)(grey * grey / 255), (byte)(255 - grey) };
        }).ToArray());
    }

    // sRGB red and yellow for the white of D50 are L* 54.3 a* 80.8 b* 69.9 and L* 97.6 a* -15.7 b* 93.4.
    private static DicomDataset ColorState() => State(DicomUID.ColorSoftcopyPresentationStateStorage)
        .Set(DicomTag.ImageRotation, 0).Set(DicomTag.ImageHorizontalFlip, "Y")
        .SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(Columns, 1, 1, Rows)).Set(DicomTag.ShutterPresentationValue, 0)
        .Set(DicomTag.ShutterShape, "RECTANGULAR").Set(DicomTag.ShutterLeftVerticalEdge, 4).Set(DicomTag.ShutterRightVerticalEdge, 150)
        .Set(DicomTag.ShutterUpperHorizontalEdge, 4).Set(DicomTag.ShutterLowerHorizontalEdge, 116).Set(DicomTag.ShutterPresentationColorCIELabValue, CieLab(54.3, 80.8, 69.9))
        .Annotate([MadeUpState.Figure("ELLIPSE", false, "PIXEL", 80, 60, 140, 60, 110, 45, 110, 75)], [MadeUpState.Text("colour", [24, 6, 100, 22], [110, 60]).Set(DicomTag.AnchorPointVisibility, "N")])
        .SetSequence(DicomTag.GraphicLayerSequence, new DicomDataset().Set(DicomTag.GraphicLayer, "MARKS").Set(DicomTag.GraphicLayerOrder, 1)
            .Set(DicomTag.GraphicLayerRecommendedDisplayCIELabValue, CieLab(97.6, -15.7, 93.4)))
        .SetBytes(DicomTag.ICCProfile, DicomVR.OB, IccProfile.Srgb());

    private static DicomDataset PseudoColorState()
    {
        var state = State(DicomUID.PseudoColorSoftcopyPresentationStateStorage).SetSequence(DicomTag.SoftcopyVOILUTSequence, MadeUpState.Window(2048, 4096));
        void Add(DicomTag descriptor, DicomTag data, Func<int, int> level) => state
            .SetBytes(descriptor, DicomVR.US, MadeUpState.Words(256, 0, 16))
            .SetBytes(data, DicomVR.OW, MadeUpState.Words([.. Enumerable.Range(0, 256).Select(i => Math.Clamp(level(i), 0, 255) * 257)]));

        // Hot metal: black, red, yellow, white.
        Add(DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, i => i * 3);
        Add(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, i => (i * 3) - 255);
        Add(DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, i => (i * 3) - 510);
        return state.SetBytes(DicomTag.ICCProfile, DicomVR.OB, IccProfile.Srgb());
    }

    private static int[] CieLab(double lightness, double a, double b) =>
        [(int)Math.Round(lightness * 65535 / 100), (int)Math.Round((a + 128) * 65535 / 255), (int)Math.Round((b + 128) * 65535 / 255)];
}
