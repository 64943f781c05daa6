using System.Runtime.CompilerServices;
using System.Text;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>
/// Sequential DCT streams written by cjpeg of libjpeg-turbo, beside what its djpeg makes of them (both with <c>-dct int</c>): sampling factors, restart
/// intervals, scans of their own. They lie in <c>Jpeg/</c>, a made-up picture of 35 by 19 pixels each. Colour differences of half height, and of mixed
/// factors, are enlarged by repetition (<c>-nosmooth</c>), as the libjpeg of 1998 does that DCMTK and GDCM have.
/// </summary>
public sealed class DctJpegTests
{
    private const int Width = 35;
    private const int Height = 19;

    public static TheoryData<string> Streams => new(
        "full", "half-width", "half-both", "half-height", "quarter-width", "mixed", "restart-each-unit", "restart-odd", "scans-apart", "scans-two-restart", "rgb",
        "gray-restart", "gray-coarse-extended");

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_OfAnotherProgram_IsDecodedAsThatDoes(string name)
    {
        var expected = Decoded(name);
        var frame = Open(StreamOf(name), expected.Length).GetFrame(0);
        Assert.Null(frame.Note);
        var differences = expected.Select((value, i) => Math.Abs(value - frame.Data.Span[i])).ToList();
        Assert.True(differences.Max() <= 1, $"{name}: {differences.Max()} at most, {differences.Count(difference => difference > 1)} of {differences.Count} above 1");
    }

    [Fact]
    public void RestartInterval_ThatIsLost_LeavesTheOthersWithANote()
    {
        var (expected, stream) = (Decoded("gray-restart"), StreamOf("gray-restart"));
        var second = MarkerAt(stream, 0xD1);

        // The data between the first and the second restart marker are gone: three blocks of eight by eight pixels.
        byte[] cut = [.. stream[..(MarkerAt(stream, 0xD0) + 2)], .. stream[second..]];
        var frame = Open(cut, expected.Length).GetFrame(0);
        Assert.Contains("12 of 15", frame.Note, StringComparison.Ordinal);
        Assert.Equal(expected[..8], frame.Data.ToArray()[..8]);
        Assert.Equal(expected[^8..], frame.Data.ToArray()[^8..]);
    }

    [Fact]
    public void Stream_CutAnywhereInItsData_IsAPictureWithANoteOrAnErrorInWords()
    {
        foreach (var name in (string[])["half-both", "scans-apart", "restart-odd"])
        {
            var (stream, length) = (StreamOf(name), Decoded(name).Length);
            for (var cut = 2; cut < stream.Length - 2; cut++)
            {
                Assert.True(Try(stream[..cut], length) is { } words && words.Length > 0, $"{name} cut after {cut} bytes is shown without a word");
            }
        }
    }

    // Any byte wrong in any way: never another exception, never more memory than the picture takes.
    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_WithAnyByteWrong_IsAPictureOrAnErrorInWords(string name)
    {
        var (stream, length) = (StreamOf(name), Decoded(name).Length);
        byte[] values = [0x00, 0x01, 0x7F, 0x80, 0xC4, 0xD0, 0xD9, 0xDA, 0xFF];
        for (var at = 2; at < stream.Length; at++)
        {
            var value = values[at % values.Length];
            foreach (var wrong in (byte[])[value, (byte)(stream[at] ^ (1 << (at % 8)))])
            {
                var changed = stream.ToArray();
                changed[at] = wrong;
                var before = GC.GetAllocatedBytesForCurrentThread();
                Try(changed, length);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 28);
            }
        }
    }

    // The note of a picture, or the words of the error; null for a picture without a note.
    private static string? Try(byte[] stream, int length)
    {
        try
        {
            return Open(stream, length).GetFrame(0).Note;
        }
        catch (DicomImageException refused)
        {
            return refused.Message;
        }
    }

    private static int MarkerAt(byte[] stream, byte marker) => stream.AsSpan().IndexOf((byte[])[0xFF, marker]);

    /// <summary>An object with one of the streams.</summary>
    internal static DicomDataset DatasetOf(string name) => DatasetOf(StreamOf(name), Decoded(name).Length / (Width * Height));

    private static DicomImage Open(byte[] stream, int length) => DicomImage.Open(DatasetOf(stream, length / (Width * Height)));

    private static DicomDataset DatasetOf(byte[] stream, int components)
    {
        var dataset = MadeUp.Pixels(components, 8, 8, false, components == 3 ? "YBR_FULL_422" : "MONOCHROME2", DicomTransferSyntax.JPEGBaseline1)
            .Set(DicomTag.Rows, Height).Set(DicomTag.Columns, Width);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, [stream]));
        return dataset;
    }

    private static byte[] StreamOf(string name) => File.ReadAllBytes(PathOf(name + ".jpg"));

    // Behind the three lines of a PGM or PPM.
    private static byte[] Decoded(string name)
    {
        var file = File.ReadAllBytes(PathOf(name + ".pnm"));
        var head = Encoding.ASCII.GetBytes($"{Width} {Height}\n255\n");
        return file[(file.AsSpan().IndexOf(head) + head.Length)..];
    }

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "Jpeg", name);
}
