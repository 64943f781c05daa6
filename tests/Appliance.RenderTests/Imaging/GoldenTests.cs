using System.Runtime.CompilerServices;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Objects;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>
/// One picture for each kind of image, compared with the file in Golden/ pixel by pixel. Look at the files: they show what a person should
/// see. Set APPLIANCE_RECORD_GOLDEN=1 to write them anew, and look again.
/// </summary>
public sealed class GoldenTests
{
    private const string RecordSwitch = "APPLIANCE_RECORD_GOLDEN";

    public static TheoryData<string> Kinds => [.. Pictures.Keys, .. MadeObjects.Rare.Select(made => made.Name)];

    private static readonly Dictionary<string, Func<DicomDataset>> Pictures = new()
    {
        ["gray-8"] = () => MadeUp.Gray(8, 8),
        ["gray-8-monochrome1"] = () => MadeUp.Gray(8, 8, photometric: "MONOCHROME1"),
        ["gray-12-window"] = () => Window(MadeUp.Gray(16, 12), 2048, 2048),
        ["gray-12-window-big-endian"] = () => Window(MadeUp.Gray(16, 12, syntax: DicomTransferSyntax.ExplicitVRBigEndian), 2048, 2048),
        ["gray-16-signed-rescale"] = () => Window(MadeUp.Gray(16, 12, signed: true).Set(DicomTag.RescaleSlope, 0.5).Set(DicomTag.RescaleIntercept, -100.0), -100, 1000),
        ["gray-12-sigmoid"] = () => Window(MadeUp.Gray(16, 12), 2048, 1024).Set(DicomTag.VOILUTFunction, "SIGMOID"),
        ["gray-12-voi-lut"] = () => MadeUp.Gray(16, 12).SetSequence(DicomTag.VOILUTSequence, Lut(0, 4096, 12, i => 4095 - (i / 512 * 512))),
        ["gray-8-modality-lut"] = () => MadeUp.Gray(8, 8).SetSequence(DicomTag.ModalityLUTSequence, Lut(64, 128, 16, i => i * i)),
        ["gray-12-padding-monochrome1"] = () => MadeUp.Gray(16, 12, photometric: "MONOCHROME1").Set(DicomTag.PixelPaddingValue, 0).Set(DicomTag.PixelPaddingRangeLimit, 400),
        ["gray-32"] = () => MadeUp.Pixels(1, 32, 32, false, "MONOCHROME2", null).SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(32, (x, y) => MadeUp.Pattern(x, y, 0x7FFFFFF0))),
        ["single-bit"] = SingleBit,
        ["palette-8"] = () => Palette(MadeUp.Gray(8, 8, photometric: "PALETTE COLOR"), 0, 256, 16),
        ["palette-16-offset"] = () => Palette(MadeUp.Gray(16, 10, photometric: "PALETTE COLOR"), 256, 512, 16),
        ["rgb"] = () => MadeUp.Color("RGB", 0, Interleaved(MadeUp.Colour)),
        ["rgb-planar"] = () => MadeUp.Color("RGB", 1, Planar(MadeUp.Colour)),
        ["ybr-full"] = () => MadeUp.Color("YBR_FULL", 0, Interleaved((x, y) => ToYbr(MadeUp.Colour(x, y)))),
        ["ybr-full-422"] = () => MadeUp.Color("YBR_FULL_422", 0, Subsampled()),
        ["ybr-full-12"] = () => MadeUp.Pixels(3, 16, 12, false, "YBR_FULL", null)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Interleaved((x, y) => ToYbr(MadeUp.Colour(x, y))).SelectMany(value => BitConverter.GetBytes((ushort)(value << 4))).ToArray()),
        ["rle-12-window"] = () => Window(Compressed(MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.RLELossless), RunLengths()), 2048, 2048),
        ["jpeg-lossless-12-window"] = () => Window(
            Compressed(MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.JPEGLossless14SV1), new LosslessJpegWriter(MadeUp.Side, MadeUp.Side, 1, 12).Write(Values())), 2048, 2048),
        ["jpeg-baseline-420"] = () => DctJpegTests.DatasetOf("half-both"),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MadeUpImage_OfThisKind_IsDrawnAsInItsGoldenFile(string kind)
    {
        var drawn = Draw(kind);
        if (Environment.GetEnvironmentVariable(RecordSwitch) == "1")
        {
            PictureWriter.Save(drawn, Path.Combine(SourceFolder(), $"{kind}.png"));
        }

        using var golden = SKBitmap.Decode(Path.Combine(SourceFolder(), $"{kind}.png"));
        Assert.NotNull(golden);
        Assert.Equal((golden.Width, golden.Height), (drawn.Width, drawn.Height));
        var differing = 0;
        for (var i = 0; i < drawn.Width * drawn.Height; i++)
        {
            var wanted = golden.GetPixel(i % drawn.Width, i / drawn.Width);
            var (r, g, b) = drawn.IsColor ? (drawn.Pixels[i * 3], drawn.Pixels[(i * 3) + 1], drawn.Pixels[(i * 3) + 2])
                : (drawn.Pixels[i], drawn.Pixels[i], drawn.Pixels[i]);
            differing += (wanted.Red, wanted.Green, wanted.Blue) == (r, g, b) ? 0 : 1;
        }

        Assert.True(differing == 0, $"{differing} pixels differ from Golden/{kind}.png");
    }

    // Of objects with several frames the last, which is not found by beginning at the first byte.
    private static RenderedImage Draw(string kind)
    {
        var dataset = Pictures.TryGetValue(kind, out var make) ? make() : MadeObjects.Rare.Single(made => made.Name == kind).Dataset;
        return MadeUp.Render(dataset, DicomImage.Open(dataset).NumberOfFrames - 1);
    }

    private static int[] Values() => [.. Enumerable.Range(0, MadeUp.Side * MadeUp.Side).Select(i => MadeUp.Pattern(i % MadeUp.Side, i / MadeUp.Side, 4095))];

    private static DicomDataset Compressed(DicomDataset pixels, byte[] frame) => pixels.SetFragments(DicomTag.PixelData, frame);

    // PS3.5 G: the upper bytes, then the lower, as literals of a row each.
    private static byte[] RunLengths()
    {
        var planes = new[] { 8, 0 }.Select(shift => Values().Chunk(MadeUp.Side).SelectMany(row => (byte[])[(byte)(row.Length - 1), .. row.Select(value => (byte)(value >> shift))]).ToArray()).ToArray();
        return [2, 0, 0, 0, 64, 0, 0, 0, .. BitConverter.GetBytes(64 + planes[0].Length), .. new byte[52], .. planes[0], .. planes[1]];
    }

    private static DicomDataset Window(DicomDataset dataset, double center, double width) =>
        dataset.Set(DicomTag.WindowCenter, center).Set(DicomTag.WindowWidth, width);

    private static DicomDataset Lut(int first, int count, int bits, Func<int, int> entry)
    {
        var data = new byte[count * 2];
        for (var i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(data.AsSpan(i * 2), (ushort)entry(i));
        }

        return new DicomDataset().SetBytes(DicomTag.LUTDescriptor, DicomVR.US, Words(count, first, bits)).SetBytes(DicomTag.LUTData, DicomVR.OW, data);
    }

    private static DicomDataset Palette(DicomDataset dataset, int first, int count, int bits)
    {
        void Add(DicomTag descriptor, DicomTag data, Func<int, int> level) => dataset
            .SetBytes(descriptor, DicomVR.US, Words(count, first, bits))
            .SetBytes(data, DicomVR.OW, Words([.. Enumerable.Range(0, count).Select(i => level(i * 255 / (count - 1)) * 257)]));

        Add(DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, level => level);
        Add(DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, level => Math.Max(0, (2 * level) - 255));
        Add(DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, level => 255 - level);
        return dataset;
    }

    private static byte[] Words(params int[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (ushort)values[i]);
        }

        return bytes;
    }

    private static DicomDataset SingleBit()
    {
        var bits = new byte[MadeUp.Side * MadeUp.Side / 8];
        for (var i = 0; i < bits.Length * 8; i++)
        {
            bits[i / 8] |= (byte)((MadeUp.Pattern(i % MadeUp.Side, i / MadeUp.Side, 255) > 127 ? 1 : 0) << (i % 8));
        }

        return MadeUp.Pixels(1, 1, 1, false, "MONOCHROME2", null).SetBytes(DicomTag.PixelData, DicomVR.OW, bits);
    }

    private static byte[] Interleaved(Func<int, int, (byte A, byte B, byte C)> colour)
    {
        var data = new byte[MadeUp.Side * MadeUp.Side * 3];
        for (var i = 0; i < MadeUp.Side * MadeUp.Side; i++)
        {
            (data[i * 3], data[(i * 3) + 1], data[(i * 3) + 2]) = colour(i % MadeUp.Side, i / MadeUp.Side);
        }

        return data;
    }

    private static byte[] Planar(Func<int, int, (byte A, byte B, byte C)> colour)
    {
        const int plane = MadeUp.Side * MadeUp.Side;
        var data = new byte[plane * 3];
        for (var i = 0; i < plane; i++)
        {
            (data[i], data[plane + i], data[(2 * plane) + i]) = colour(i % MadeUp.Side, i / MadeUp.Side);
        }

        return data;
    }

    private static byte[] Subsampled()
    {
        var data = new byte[MadeUp.Side * MadeUp.Side * 2];
        for (var pair = 0; pair < data.Length / 4; pair++)
        {
            var (x, y) = (pair * 2 % MadeUp.Side, pair * 2 / MadeUp.Side);
            var (first, second) = (ToYbr(MadeUp.Colour(x, y)), ToYbr(MadeUp.Colour(x + 1, y)));
            (data[pair * 4], data[(pair * 4) + 1], data[(pair * 4) + 2], data[(pair * 4) + 3]) = (first.Y, second.Y, first.Cb, first.Cr);
        }

        return data;
    }

    // The equations of PS3.3 C.7.6.3.1.2 as they stand there.
    private static (byte Y, byte Cb, byte Cr) ToYbr((byte R, byte G, byte B) c) =>
        ((byte)Math.Round((.2990 * c.R) + (.5870 * c.G) + (.1140 * c.B)),
        (byte)Math.Clamp(Math.Round((-.1687 * c.R) - (.3313 * c.G) + (.5000 * c.B) + 128), 0, 255),
        (byte)Math.Clamp(Math.Round((.5000 * c.R) - (.4187 * c.G) - (.0813 * c.B) + 128), 0, 255));

    // The files beside this source, so that recording changes what is committed.
    private static string SourceFolder([CallerFilePath] string here = "") =>
        Path.Combine(FolderOf(here), "..", "Golden");

    private static string FolderOf(string source)
    {
        var folder = Path.GetDirectoryName(source)!;
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"the golden files lie beside the source, but {folder} is not here");
    }
}
