using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Objects;

/// <summary>Secondary Captures (PS3.3 A.8.1) in colour and in grey, each for one attribute of the pipeline.</summary>
internal static class Captures
{
    private const int Padded = 400;

    /// <summary>RGB of 16 bits, plane after plane.</summary>
    public static MadeObject PlanarRgb16()
    {
        var planes = Enumerable.Range(0, 3).SelectMany(sample => MadeUp.Cells(16, (x, y) => 257 * Colour(x, y, sample))).ToArray();
        var dataset = Begin("rgb-16-planar", "RGB", 16, 16).Set(DicomTag.PlanarConfiguration, 1).SetBytes(DicomTag.PixelData, DicomVR.OW, planes);
        return new MadeObject { Name = "rgb-16-planar", Dataset = dataset, Stored = (_, x, y, sample) => Colour(x, y, sample), Shown = (_, x, y, sample) => Colour(x, y, sample) };
    }

    /// <summary>YBR_FULL by pixel: the values are rounded, so that RGB comes back within one level of what it should be.</summary>
    public static MadeObject YbrFull()
    {
        var dataset = Begin("ybr-full-capture", "YBR_FULL", 8, 8)
            .Set(DicomTag.SamplesPerPixel, 3)
            .Set(DicomTag.PlanarConfiguration, 0)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, Places().SelectMany(place => Ybr(place.X, place.Y)).ToArray());
        return new MadeObject { Name = "ybr-full-capture", Dataset = dataset, Stored = (_, x, y, sample) => Back(x, y, sample), Shown = (_, x, y, sample) => Back(x, y, sample), Tolerance = 1 };
    }

    /// <summary>MONOCHROME1 with a range of padding values, which is background whatever the window says.</summary>
    public static MadeObject PaddedMonochrome1()
    {
        var dataset = Gray("padding-monochrome1", "MONOCHROME1").Window(2048, 4096).Set(DicomTag.PixelPaddingValue, 0).Set(DicomTag.PixelPaddingRangeLimit, Padded);
        return Of("padding-monochrome1", dataset, value => value <= Padded ? 0 : 255 - (value / 4095.0 * 255));
    }

    /// <summary>A VOI LUT that falls in eight steps.</summary>
    public static MadeObject VoiLut()
    {
        var lut = DemoModules.Item()
            .SetBytes(DicomTag.LUTDescriptor, DicomVR.US, MadeModules.Words([4096, 0, 16]))
            .SetBytes(DicomTag.LUTData, DicomVR.OW, MadeModules.Words(Enumerable.Range(0, 4096).Select(Step)));
        return Of("voi-lut-capture", Gray("voi-lut-capture", "MONOCHROME2").SetSequence(DicomTag.VOILUTSequence, lut), value => Step((int)value) / 65535.0 * 255);
    }

    /// <summary>A window of the SIGMOID function (C.11.2.1.3.1).</summary>
    public static MadeObject Sigmoid()
    {
        var dataset = Gray("sigmoid-capture", "MONOCHROME2").Window(2048, 1024).Set(DicomTag.VOILUTFunction, "SIGMOID");
        return Of("sigmoid-capture", dataset, value => 255 / (1 + Math.Exp(-4 * (value - 2048) / 1024)));
    }

    private static int Step(int value) => (4095 - (value / 512 * 512)) * 16;

    private static int Colour(int x, int y, int sample)
    {
        var (red, green, blue) = MadeUp.Colour(x, y);
        return sample switch { 0 => red, 1 => green, _ => blue };
    }

    // The equations of C.7.6.3.1.2, there and back.
    private static byte[] Ybr(int x, int y)
    {
        var (r, g, b) = MadeUp.Colour(x, y);
        return [Level((.2990 * r) + (.5870 * g) + (.1140 * b)), Level((-.1687 * r) - (.3313 * g) + (.5 * b) + 128), Level((.5 * r) - (.4187 * g) - (.0813 * b) + 128)];
    }

    private static double Back(int x, int y, int sample)
    {
        var ybr = Ybr(x, y);
        double cb = ybr[1] - 128, cr = ybr[2] - 128;
        return Level(ybr[0] + sample switch { 0 => 1.402 * cr, 1 => (-0.344136 * cb) - (0.714136 * cr), _ => 1.772 * cb });
    }

    private static byte Level(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    private static IEnumerable<(int X, int Y)> Places() =>
        Enumerable.Range(0, MadeObjects.Side * MadeObjects.Side).Select(i => (i % MadeObjects.Side, i / MadeObjects.Side));

    private static DicomDataset Begin(string name, string photometric, int allocated, int stored) =>
        MadeModules.Begin(DicomUID.SecondaryCaptureImageStorage, "OT", name)
            .Set(DicomTag.ConversionType, "WSD")
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Set(DicomTag.BodyPartExamined, "BRAIN")
            .Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Pixels(photometric, MadeObjects.Side, MadeObjects.Side, allocated, stored);

    private static DicomDataset Gray(string name, string photometric) =>
        Begin(name, photometric, 16, 12).SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, y) => MadeUp.Pattern(x, y, 4095)));

    private static MadeObject Of(string name, DicomDataset dataset, Func<double, double> level) => new()
    {
        Name = name,
        Dataset = dataset,
        Stored = (_, x, y, _) => MadeUp.Pattern(x, y, 4095),
        Shown = (_, x, y, _) => level(MadeUp.Pattern(x, y, 4095)),
    };
}
