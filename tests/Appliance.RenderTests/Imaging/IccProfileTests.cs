using System.Buffers.Binary;
using System.Text;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Profiles in real objects, made-up ones of both forms of description, and broken ones (ICC.1:2022 7.2, 9.2.41).</summary>
public sealed class IccProfileTests
{
    // What a text tool finds in these files.
    [Theory]
    [InlineData("color/palette-objects/spring.dcm", "sRGB IEC61966-2.1", "RGB", "input device")]
    [InlineData("segmentation-wsi/sm_image.dcm", "sRGB IEC61966-2.1", "RGB", "input device")]
    [InlineData("enhanced-mr-color/0001_1.3.12.2.1107.5.2.43.67093.2022071112123439621008676.dcm", "sRGB v4 ICC preference perceptual intent beta", "RGB", "input device")]
    public void Profile_OfARealObject_IsNamed(string path, string description, string space, string kind)
    {
        using var file = DicomFile.Open(Corpus.PathOf(path));
        var profile = IccProfile.Of(file.Dataset, out var fault);
        Assert.Null(fault);
        Assert.Equal((description, space, kind), (profile!.Description, profile.ColorSpace, profile.Class));
    }

    [Theory]
    [InlineData(false, "2.1")]
    [InlineData(true, "4.3")]
    public void Profile_OfEitherVersion_IsToldOverThePictureAsNotApplied(bool localized, string version)
    {
        var dataset = Picture(Profile("Bench Display", localized)).Set(DicomTag.ColorSpace, "SRGB");
        var image = DicomImage.Open(dataset);
        Assert.Equal(new IccProfile("Bench Display", "RGB", "display", version), image.ColorProfile);
        Assert.Empty(image.Notes);
        Assert.Contains("SRGB, ICC Bench Display (RGB), not applied", ImageFacts.LabelsOf(image, 0).BottomRight);
    }

    [Fact]
    public void Profile_OfAnOpticalPath_IsFound()
    {
        var dataset = MadeUp.Color("RGB", 0, new byte[MadeUp.Side * MadeUp.Side * 3]);
        dataset.SetSequence(DicomTag.OpticalPathSequence, new DicomDataset().SetBytes(DicomTag.ICCProfile, DicomVR.OB, Profile("Scanner", true)));
        Assert.Equal("Scanner (RGB)", DicomImage.Open(dataset).ColorProfile?.ToString());
    }

    [Theory]
    [InlineData(40, "40 bytes are no profile")]
    [InlineData(0, "'acsp'")]
    public void Profile_ThatIsNone_IsANoteAndNoFailure(int length, string words)
    {
        byte[] broken = length > 0 ? Profile("x", false)[..length] : new byte[400];
        var image = DicomImage.Open(Picture(broken));
        Assert.Null(image.ColorProfile);
        Assert.Contains(image.Notes, note => note.StartsWith("ICC Profile (0028,2000)", StringComparison.Ordinal) && note.Contains(words, StringComparison.Ordinal));
        Assert.Equal(PixelKind.Rgb8, image.GetFrame(0).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Profile_WithAnyBytesWrongOrCutAnywhere_IsReadOrRefused(bool localized)
    {
        var profile = Profile("Bench Display", localized);
        for (var at = 0; at < profile.Length; at++)
        {
            foreach (var wrong in (byte[])[0x00, 0x7F, 0x80, 0xFF])
            {
                var changed = profile.ToArray();
                changed[at] = wrong;
                changed[Math.Min(at + 1, changed.Length - 1)] ^= wrong;
                Assert.NotEqual(IccProfile.Parse(changed, out var fault) is null, fault is null);
            }

            Assert.NotEqual(IccProfile.Parse(profile.AsSpan(..at), out var cut) is null, cut is null);
        }
    }

    private static DicomDataset Picture(byte[] profile) =>
        MadeUp.Color("RGB", 0, new byte[MadeUp.Side * MadeUp.Side * 3]).SetBytes(DicomTag.ICCProfile, DicomVR.OB, profile);

    // A header, a table of two tags, and the description behind them.
    private static byte[] Profile(string name, bool localized)
    {
        byte[] text = localized
            ? [.. "mluc"u8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 12, .. "enUS"u8, .. Big(name.Length * 2), .. Big(28), .. Encoding.BigEndianUnicode.GetBytes(name)]
            : [.. "desc"u8, 0, 0, 0, 0, .. Big(name.Length + 1), .. Encoding.ASCII.GetBytes(name), 0, .. new byte[78]];
        var header = new byte[128];
        (header[8], header[9]) = localized ? ((byte)4, (byte)0x30) : ((byte)2, (byte)0x10);
        "mntr"u8.CopyTo(header.AsSpan(12));
        "RGB "u8.CopyTo(header.AsSpan(16));
        "XYZ "u8.CopyTo(header.AsSpan(20));
        "acsp"u8.CopyTo(header.AsSpan(36));
        return [.. header, .. Big(2), .. "cprt"u8, .. Big(156), .. Big(0), .. "desc"u8, .. Big(156), .. Big(text.Length), .. text];
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
