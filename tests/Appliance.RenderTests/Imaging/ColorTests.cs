using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Luminance and colour differences of any depth and layout against the equations of PS3.3 C.7.6.3.1.2.</summary>
public sealed class ColorTests
{
    private const int Side = 4;

    // Y, Cb, Cr of 16 pixels: first greys, then whatever comes.
    private static readonly (int Y, int Cb, int Cr)[] Colours =
        [.. Enumerable.Range(0, Side * Side).Select(i => (i * 37 % 256, i < 4 ? 128 : i * 53 % 256, i < 4 ? 128 : i * 91 % 256))];

    public static TheoryData<string, int, int, bool> Layouts => new()
    {
        { "YBR_FULL", 8, 8, false }, { "YBR_FULL", 8, 8, true }, { "YBR_FULL", 16, 16, false }, { "YBR_FULL", 16, 12, true }, { "YBR_FULL", 16, 10, false },
        { "YBR_FULL", 32, 20, false }, { "YBR_FULL_422", 8, 8, false }, { "YBR_FULL_422", 16, 16, false }, { "YBR_FULL_422", 16, 12, false },
        { "YBR_FULL_422", 16, 8, false }, { "YBR_PARTIAL_422", 8, 8, false }, { "YBR_PARTIAL_422", 16, 12, false }, { "YBR_PARTIAL_420", 8, 8, false },
        { "YBR_PARTIAL_420", 16, 10, true },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Ybr_OfAnyDepth_IsTheRgbOfTheEquations(string photometric, int allocated, int stored, bool planar)
    {
        var halved = photometric.EndsWith("422", StringComparison.Ordinal);
        var frame = DicomImage.Open(Ybr(photometric, allocated, stored, planar, halved)).GetFrame(0);
        Assert.Equal(Expected(photometric, stored, halved), Pixels(frame));
        Assert.Null(frame.Note);
    }

    // RLE codes every sample of every pixel, whatever 4:2:2 the data set claims.
    [Theory]
    [InlineData("YBR_FULL_422")]
    [InlineData("YBR_PARTIAL_422")]
    [InlineData("YBR_PARTIAL_420")]
    public void Ybr_OutOfRle_HasFullSize(string photometric)
    {
        var dataset = Attributes(photometric, 8, 8, planar: true, DicomTransferSyntax.RLELossless);
        byte[][] planes = [[.. Colours.Select(c => (byte)c.Y)], [.. Colours.Select(c => (byte)c.Cb)], [.. Colours.Select(c => (byte)c.Cr)]];
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, [Rle(planes)]));
        Assert.Equal(Expected(photometric, 8, halved: false), Pixels(DicomImage.Open(dataset).GetFrame(0)));
    }

    [Fact]
    public void Ybr422_OfFullSize_IsTakenSoWithANote()
    {
        var dataset = Ybr("YBR_FULL_422", 16, 12, planar: false, halved: false);
        var image = DicomImage.Open(dataset);
        Assert.Equal(Expected("YBR_FULL", 12, halved: false), Pixels(image.GetFrame(0)));
        Assert.Contains(image.Notes, note => note.Contains("taken as 4:4:4", StringComparison.Ordinal));
    }

    // The transforms of JPEG 2000 have been undone where samples lie open: their names were left standing.
    [Theory]
    [InlineData("YBR_ICT")]
    [InlineData("YBR_RCT")]
    public void TransformOfJpeg2000_WithoutIt_IsRgbWithANote(string photometric)
    {
        var image = DicomImage.Open(Ybr(photometric, 8, 8, planar: false, halved: false));
        Assert.Equal(Colours.SelectMany(c => (int[])[c.Y, c.Cb, c.Cr]), Pixels(image.GetFrame(0)));
        Assert.Contains(image.Notes, note => note.Contains("Photometric Interpretation (0028,0004)", StringComparison.Ordinal) && note.Contains("RGB", StringComparison.Ordinal));
    }

    [Fact]
    public void Ybr420_WithoutALayout_IsRefusedByName()
    {
        var dataset = Attributes("YBR_PARTIAL_420", 8, 8, planar: false, null).SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[Side * Side * 3 / 2]);
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(dataset));
        Assert.Contains("YBR_PARTIAL_420", fault.Message, StringComparison.Ordinal);
        Assert.Contains("(0028,0004)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("YBR_FULL", 8, 8, false, 5)]
    [InlineData("YBR_FULL", 8, 8, true, 5)]
    [InlineData("YBR_FULL_422", 8, 8, false, 4)]
    [InlineData("YBR_FULL", 16, 12, false, 5)]
    public void Ybr_CutShort_EndsInBlackWithANote(string photometric, int allocated, int stored, bool planar, int whole)
    {
        var halved = photometric == "YBR_FULL_422";
        var bytes = allocated / 8 * (planar ? (Side * Side * 2) + whole : halved ? whole * 2 : whole * 3);
        var dataset = Ybr(photometric, allocated, stored, planar, halved);
        dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, dataset.GetBytes(DicomTag.PixelData)[..bytes]);
        var frame = DicomImage.Open(dataset).GetFrame(0);
        Assert.Equal(Expected(photometric, stored, halved).Take(whole * 3).Concat(Enumerable.Repeat(0, ((Side * Side) - whole) * 3)), Pixels(frame));
        Assert.Contains("too short", frame.Note, StringComparison.Ordinal);
    }

    private static IEnumerable<int> Pixels(PixelFrame frame) => frame.Data.ToArray().Select(value => (int)value);

    private static DicomDataset Attributes(string photometric, int allocated, int stored, bool planar, DicomTransferSyntax? syntax) =>
        MadeUp.Pixels(3, allocated, stored, false, photometric, syntax)
            .Set(DicomTag.Rows, Side).Set(DicomTag.Columns, Side).Set(DicomTag.PlanarConfiguration, planar ? 1 : 0);

    private static DicomDataset Ybr(string photometric, int allocated, int stored, bool planar, bool halved)
    {
        var cells = Cells(planar, halved).SelectMany(value => BitConverter.GetBytes(AtDepth(value, stored))[..(allocated / 8)]).ToArray();
        return Attributes(photometric, allocated, stored, planar, null).SetBytes(DicomTag.PixelData, DicomVR.OW, cells);
    }

    private static IEnumerable<int> Cells(bool planar, bool halved) =>
        halved ? Enumerable.Range(0, Side * Side / 2).SelectMany(pair => (int[])[Colours[pair * 2].Y, Colours[(pair * 2) + 1].Y, Colours[pair * 2].Cb, Colours[pair * 2].Cr])
        : planar ? Colours.Select(c => c.Y).Concat(Colours.Select(c => c.Cb)).Concat(Colours.Select(c => c.Cr))
        : Colours.SelectMany(c => (int[])[c.Y, c.Cb, c.Cr]);

    // The lower bits are not 0, so that cutting them before the equations shows.
    private static int AtDepth(int value, int stored) => stored == 8 ? value : (value << (stored - 8)) | (value * 11 % (1 << (stored - 8)));

    private static IEnumerable<int> Expected(string photometric, int stored, bool halved)
    {
        for (var i = 0; i < Colours.Length; i++)
        {
            var of = halved ? Colours[i / 2 * 2] : Colours[i];
            double half = 1 << (stored - 1), unit = half / 128;
            double y = AtDepth(Colours[i].Y, stored), cb = AtDepth(of.Cb, stored) - half, cr = AtDepth(of.Cr, stored) - half;
            if (photometric.Contains("PARTIAL", StringComparison.Ordinal))
            {
                (y, cb, cr) = ((y - (16 * unit)) * 255 / 219, cb * 255 / 224, cr * 255 / 224);
            }

            foreach (var value in (double[])[y + (1.402 * cr), y - (0.344136 * cb) - (0.714136 * cr), y + (1.772 * cb)])
            {
                yield return (int)Math.Clamp(Math.Floor(Math.Round(value, MidpointRounding.AwayFromZero) / unit), 0, 255);
            }
        }
    }

    // One segment a plane, in literals.
    private static byte[] Rle(byte[][] planes)
    {
        var frame = new byte[64 + (planes.Length * (planes[0].Length + 2))];
        BinaryPrimitives.WriteInt32LittleEndian(frame, planes.Length);
        for (var i = 0; i < planes.Length; i++)
        {
            var at = 64 + (i * (planes[i].Length + 2));
            BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(4 + (i * 4)), at);
            frame[at] = (byte)(planes[i].Length - 1);
            planes[i].CopyTo(frame, at + 1);
            frame[at + 1 + planes[i].Length] = 0x80;
        }

        return frame;
    }
}
