using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Frames among fragments, with tables that are right, missing, and wrong (PS3.5 A.4).</summary>
public sealed class FragmentMapTests
{
    private const int Frames = 4;

    // Frame k has k + 1 fragments, and holds the value 10 k.
    private static readonly byte[][] Fragments = [.. Enumerable.Range(0, Frames).SelectMany(k => Split(Rle((byte)(10 * k)), k + 1))];

    private static readonly long[] Starts = [.. Enumerable.Range(0, Frames).Select(k => Fragments.Take(k * (k + 1) / 2).Sum(fragment => fragment.Length + 8L))];

    public static TheoryData<string, string> Tables => new()
    {
        { "basic", "right" }, { "basic", "empty" }, { "basic", "too few" }, { "basic", "too many" }, { "basic", "off by padding" }, { "basic", "between fragments" },
        { "basic", "beyond the end" }, { "basic", "all zero" }, { "extended", "right" }, { "extended", "too few" }, { "extended", "between fragments" }, { "extended", "negative" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_RightOrLying_EveryFrameIsFound(string kind, string how)
    {
        long[] offsets = how switch
        {
            "right" => Starts,
            "empty" => [],
            "too few" => Starts[..2],
            "too many" => [.. Starts, Starts[^1] + 6, 99999],
            "off by padding" => [.. Starts.Select((start, k) => start - k)],
            "between fragments" => [0, Starts[1] + 20, Starts[2] + 12, Starts[3] + 4],
            "beyond the end" => [.. Starts.Select(start => start + 1_000_000)],
            "negative" => [0, -8, -16, -24],
            _ => new long[Frames],
        };
        var image = Image(Frames, kind == "basic" ? offsets : [], kind == "extended" ? offsets : null);
        for (var frame = Frames - 1; frame >= 0; frame--)
        {
            Assert.Equal(10 * frame, image.GetFrame(frame).Max);
            Assert.Null(image.GetFrame(frame).Note);
        }
    }

    [Fact]
    public void Frames_FewerThanAnnounced_AreShownAndTheOthersNamed()
    {
        var image = Image(9, [], null);
        Assert.Equal(30, image.GetFrame(3).Max);
        Assert.Contains("frame 9 of 9 is not there", Assert.Throws<DicomImageException>(() => image.GetFrame(8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_MoreThanAnnounced_TheFirstIsTheFirstAlone() => Assert.Null(Image(1, [], null).GetFrame(0).Note);

    [Fact]
    public void ExtendedLengths_EndAFrameBeforeItsPadding()
    {
        // Two bytes of pixels in fragments of two: with the length told, the second byte is padding and not a pixel.
        var dataset = MadeUp.Pixels(1, 8, 8, false, "MONOCHROME2", DicomTransferSyntax.EncapsulatedUncompressed)
            .Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 2).Set(DicomTag.NumberOfFrames, 2)
            .SetBytes(DicomTag.ExtendedOffsetTable, DicomVR.OV, Entries([0, 10], 8))
            .SetBytes(DicomTag.ExtendedOffsetTableLengths, DicomVR.OV, Entries([2, 1], 8));
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, new ReadOnlyMemory<byte>[] { new byte[] { 1, 2 }, new byte[] { 3, 4 } }));
        var image = DicomImage.Open(dataset);
        Assert.Null(image.GetFrame(0).Note);
        Assert.Contains("1 of 2 bytes", image.GetFrame(1).Note, StringComparison.Ordinal);
        Assert.Equal([3, 0], [image.GetFrame(1).ValueAt(0, 0), image.GetFrame(1).ValueAt(1, 0)]);
    }

    [Fact]
    public void PlainFrames_InSeveralFragmentsWithoutTable_AreFoundBySize()
    {
        var dataset = MadeUp.Pixels(1, 8, 8, false, "MONOCHROME2", DicomTransferSyntax.EncapsulatedUncompressed)
            .Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 4).Set(DicomTag.NumberOfFrames, 2);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, new ReadOnlyMemory<byte>[] { new byte[] { 1, 2 }, new byte[] { 3, 4 }, new byte[] { 5, 6, 7, 8 } }));
        var frame = DicomImage.Open(dataset).GetFrame(1);
        Assert.Equal((5.0, 8.0, (string?)null), (frame.Min, frame.Max, frame.Note));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LastFrame_OfALargeObject_IsReachedWithoutReadingTheOthers(bool withTable)
    {
        const int frames = 500;
        const int padding = 60_000;
        byte[] frame = [.. Rle(7), .. new byte[padding]];
        var dataset = Row(frames);
        var table = withTable ? Entries([.. Enumerable.Range(0, frames).Select(i => i * (frame.Length + 16L))], 4) : [];

        // Two fragments a frame, so that one for each frame is no answer.
        dataset.Add(new DicomFragmentSequence(
            DicomTag.PixelData, Enumerable.Range(0, frames).SelectMany(_ => new ReadOnlyMemory<byte>[] { frame.AsMemory(..100), frame.AsMemory(100..) }), table));
        using var source = new CountingSource(DicomDatasetWriter.Write(dataset, DicomTransferSyntax.RLELossless));
        var image = DicomImage.Open(DicomDatasetReader.Read(source, DicomTransferSyntax.RLELossless));
        source.BytesRead = 0;
        Assert.Equal(7, image.GetFrame(frames - 1).Max);

        // The frame itself, the table or the beginnings of the fragments, and no other frame.
        Assert.InRange(source.BytesRead, frame.Length, frame.Length + (withTable ? frames * 4 : frames * 2 * 16));
    }

    // Large enough for its fragments to be looked up one by one.
    [Theory]
    [InlineData("whole")]
    [InlineData("one begins like none")]
    [InlineData("one in two")]
    [InlineData("one too many")]
    public void LargeObject_WithoutTable_HasTheFramesThatASmallOneHas(string how)
    {
        const int frames = 120;
        const int odd = 70;
        var fragments = Enumerable.Range(0, frames + (how == "one too many" ? 1 : 0)).Select(i => (byte[])[.. Rle((byte)i), .. new byte[40_000]]).ToList();
        switch (how)
        {
            case "one begins like none":
                fragments[odd].AsSpan(0, 64).Fill(0xEE);
                break;
            case "one in two":
                fragments = [.. fragments[..odd], fragments[odd][..100], fragments[odd][100..], .. fragments[(odd + 1)..]];
                break;
        }

        var dataset = Row(frames);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, fragments.Select(bytes => (ReadOnlyMemory<byte>)bytes)));
        using var stream = new MemoryStream();
        using (var made = new DicomFile(dataset, DicomTransferSyntax.RLELossless))
        {
            made.Write(stream);
        }

        using var source = new CountingSource(stream.ToArray());
        using var file = DicomFile.Open(source);
        var image = DicomImage.Open(file.Dataset);
        Assert.Equal(0, image.GetFrame(0).Max);
        Assert.InRange(source.BytesRead, 1, 200_000);
        foreach (var frame in (int[])[1, odd - 2, odd - 1, odd + 1, odd, frames - 1, 0])
        {
            if (frame == odd && how == "one begins like none")
            {
                Assert.Throws<DicomImageException>(() => image.GetFrame(frame));
            }
            else
            {
                Assert.Equal(frame, image.GetFrame(frame).Max);
            }
        }
    }

    [Fact]
    public void Fragments_UnderASyntaxWithoutCompression_AreDecodedByTheirFirstBytes()
    {
        var dataset = Row(1, DicomTransferSyntax.ExplicitVRLittleEndian);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, new ReadOnlyMemory<byte>[] { Rle(9) }));
        var image = DicomImage.Open(dataset);
        Assert.Equal(9, image.GetFrame(0).Max);
        Assert.Contains(image.Notes, note => note.Contains("decoded as RLE", StringComparison.Ordinal));
    }

    [Fact]
    public void Fragments_UnderASyntaxWithoutCompressionAndWithoutDecoder_AreNamed()
    {
        var dataset = Row(1, DicomTransferSyntax.ExplicitVRLittleEndian);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, new ReadOnlyMemory<byte>[] { new byte[] { 0xFF, 0x4F, 0xFF, 0x51, 0, 41 } }));
        Assert.Contains("no decoder for JPEG 2000", Assert.Throws<DicomImageException>(() => DicomImage.Open(dataset)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PlainValue_UnderACompressingSyntax_IsShownWithANote()
    {
        var image = DicomImage.Open(Row(1, DicomTransferSyntax.JPEGBaseline1).SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 2, 3, 0 }));
        Assert.Equal(3, image.GetFrame(0).Max);
        Assert.Contains(image.Notes, note => note.Contains("not in fragments", StringComparison.Ordinal));
        var stream = Row(1).SetBytes(DicomTag.PixelData, DicomVR.OW, Rle(8)).Set(DicomTag.Columns, 200);
        Assert.Equal(8, DicomImage.Open(stream).GetFrame(0).Max);
    }

    [Fact]
    public void Fragments_ThatAreNone_AreNamed()
    {
        var dataset = Row(1);
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, []));
        Assert.Contains("no fragments", Assert.Throws<DicomImageException>(() => DicomImage.Open(dataset)).Message, StringComparison.Ordinal);
    }

    private static DicomImage Image(int frames, long[] basic, long[]? extended)
    {
        var dataset = Row(frames);
        if (extended is not null)
        {
            dataset.SetBytes(DicomTag.ExtendedOffsetTable, DicomVR.OV, Entries(extended, 8));
        }

        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, Fragments.Select(bytes => (ReadOnlyMemory<byte>)bytes), Entries(basic, 4)));
        return DicomImage.Open(dataset);
    }

    private static DicomDataset Row(int frames, DicomTransferSyntax? syntax = null) =>
        MadeUp.Pixels(1, 8, 8, false, "MONOCHROME2", syntax ?? DicomTransferSyntax.RLELossless)
            .Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 3).Set(DicomTag.NumberOfFrames, frames);

    private static byte[] Entries(long[] offsets, int size) => [.. offsets.SelectMany(offset => BitConverter.GetBytes(offset)[..size])];

    // One segment: a run of three times the value.
    private static byte[] Rle(byte value) => [1, 0, 0, 0, 64, .. new byte[59], 0xFE, value, .. new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 }];

    private static IEnumerable<byte[]> Split(byte[] frame, int parts) =>
        Enumerable.Range(0, parts).Select(i => frame[(i * 18)..(i == parts - 1 ? frame.Length : (i + 1) * 18)]);

    private sealed class CountingSource(ReadOnlyMemory<byte> bytes) : IByteSource
    {
        public long BytesRead { get; set; }

        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Clamp(Length - offset, 0, destination.Length);
            bytes.Span.Slice((int)offset, count).CopyTo(destination);
            BytesRead += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
