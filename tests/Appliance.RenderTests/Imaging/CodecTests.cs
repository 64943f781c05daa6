using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class CodecTests
{
    // Pairs that the corpus holds both compressed without loss and plain, made by other software: every stored value has to be the same.
    [Theory]
    [InlineData("transfer-syntax/rle/MR_small_RLE.dcm", "mr/MR_small.dcm")]
    [InlineData("transfer-syntax/rle/emri_small_RLE.dcm", "enhanced-mr/emri_small.dcm")]
    [InlineData("transfer-syntax/rle/rtdose_rle.dcm", "rt/rtdose.dcm")]
    [InlineData("transfer-syntax/rle/SC_rgb_rle.dcm", "color/SC_rgb.dcm")]
    [InlineData("transfer-syntax/rle/SC_rgb_rle_16bit.dcm", "color/SC_rgb_16bit.dcm")]
    [InlineData("transfer-syntax/rle/SC_rgb_rle_32bit.dcm", "color/SC_rgb_32bit.dcm")]
    [InlineData("transfer-syntax/jpeg/SC_rgb_jpeg_gdcm.dcm", "color/SC_rgb.dcm")]
    [InlineData("transfer-syntax/uncompressed/MR_small_bigendian.dcm", "mr/MR_small.dcm")]
    [InlineData("transfer-syntax/uncompressed/emri_small_big_endian.dcm", "enhanced-mr/emri_small.dcm")]
    [InlineData("color/SC_rgb_expb_16bit.dcm", "color/SC_rgb_16bit.dcm")]
    [InlineData("color/SC_rgb_small_odd_big_endian.dcm", "color/SC_rgb_small_odd.dcm")]
    [InlineData("color/color-pl.dcm", "color/color-px.dcm")]
    [InlineData("bits/liver_expb_1frame.dcm", "bits/liver_1frame.dcm")]
    public void Frames_OfTheSameImageEncodedTwice_AreTheSame(string encoded, string plain)
    {
        using var first = DicomFile.Open(Corpus.PathOf(encoded));
        using var second = DicomFile.Open(Corpus.PathOf(plain));
        var (one, other) = (DicomImage.Open(first.Dataset), DicomImage.Open(second.Dataset));
        Assert.Equal(other.NumberOfFrames, one.NumberOfFrames);
        for (var frame = 0; frame < one.NumberOfFrames; frame++)
        {
            var (a, b) = (one.GetFrame(frame), other.GetFrame(frame));
            Assert.Equal((b.Kind, b.Width, b.Height, b.Note), (a.Kind, a.Width, a.Height, a.Note));
            Assert.True(a.Data.Span.SequenceEqual(b.Data.Span), $"frame {frame + 1} of {encoded} differs from {plain}");
        }
    }

    [Fact]
    public void Fragments_WithoutTable_AreFoundByTheStartOfTheirFrames()
    {
        using var file = DicomFile.Open(Corpus.PathOf("enhanced-ct/CT0012.fragmented_no_bot_jpeg_lossless.57.dcm"));
        var image = DicomImage.Open(file.Dataset);
        Assert.Equal(2, image.NumberOfFrames);
        Assert.All([0, 1], frame => Assert.Null(image.GetFrame(frame).Note));
    }

    [Fact]
    public void OffsetTable_WithOneEntryTooMany_StillGivesEveryFrame()
    {
        using var file = DicomFile.Open(Corpus.PathOf("xa-xrf/00191113.dcm"));
        var image = DicomImage.Open(file.Dataset);
        var frames = Enumerable.Range(0, 4).Select(image.GetFrame).ToList();
        Assert.All(frames, frame => Assert.Null(frame.Note));
        Assert.False(frames[0].Data.Span.SequenceEqual(frames[3].Data.Span));
    }

    [Fact]
    public void OffsetTable_OverSeveralFragmentsAFrame_IsFollowed()
    {
        byte[] first = RleLiteral(1, 2, 3), second = RleLiteral(4, 5, 6);
        var table = BitConverter.GetBytes(0u).Concat(BitConverter.GetBytes((uint)(first.Length + 16))).ToArray();
        var dataset = RleRow(3).Set(DicomTag.NumberOfFrames, 2);
        dataset.Add(new DicomFragmentSequence(
            DicomTag.PixelData, new ReadOnlyMemory<byte>[] { first.AsMemory(..30), first.AsMemory(30..), second.AsMemory(..10), second.AsMemory(10..) }, table));
        var image = DicomImage.Open(dataset);
        Assert.Equal([4, 5, 6], Enumerable.Range(0, 3).Select(i => image.GetFrame(1).ValueAt(i, 0)));
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(i => image.GetFrame(0).ValueAt(i, 0)));
    }

    [Fact]
    public void Rle_OfTwoBytesASample_HasTheUpperByteFirst()
    {
        // Segment 1: one run of three 0x01; segment 2: literal 0x00 0x10 0x20.
        var dataset = RleRow(3, 16);
        dataset.SetFragments(DicomTag.PixelData, Rle(2, [0xFE, 0x01], [0x02, 0x00, 0x10, 0x20]));
        var frame = DicomImage.Open(dataset).GetFrame(0);
        Assert.Equal([0x100, 0x110, 0x120], Enumerable.Range(0, 3).Select(i => frame.ValueAt(i, 0)));
    }

    // Two frames of eleven pixels, each packed by itself: the second begins with a byte of its own.
    [Fact]
    public void Rle_OfSingleBits_HoldsThemPacked()
    {
        var dataset = RleRow(11, 1).Set(DicomTag.NumberOfFrames, 2);
        dataset.SetFragments(DicomTag.PixelData, Rle(1, [0x01, 0b1010_0101, 0b100]), Rle(1, [0xFF, 0xFF]));
        var image = DicomImage.Open(dataset);
        Assert.Equal([1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1], Enumerable.Range(0, 11).Select(i => image.GetFrame(0).ValueAt(i, 0)));
        Assert.Equal(Enumerable.Repeat(1.0, 11), Enumerable.Range(0, 11).Select(i => image.GetFrame(1).ValueAt(i, 0)));
    }

    [Fact]
    public void Rle_ThatBreaksOff_DrawsWhatIsThereAndSaysSo()
    {
        var dataset = RleRow(100);
        dataset.SetFragments(DicomTag.PixelData, Rle(1, [0xFD, 0x07, 0x05, 0x01]));
        var frame = DicomImage.Open(dataset).GetFrame(0);
        Assert.Equal([7, 7, 7, 7, 1, 0], Enumerable.Range(0, 6).Select(i => frame.ValueAt(i, 0)));
        Assert.Contains("ends after 5 of 100", frame.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(uint.MaxValue)]
    public void Rle_WithAWrongNumberOfSegments_IsRefused(uint segments)
    {
        var frame = Rle(1, [0x00, 0x07]);
        BitConverter.TryWriteBytes(frame, segments);
        var dataset = RleRow(1);
        dataset.SetFragments(DicomTag.PixelData, frame);
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(dataset).GetFrame(0));
        Assert.Contains("segments", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransferSyntax_WithoutDecoder_IsNamedInWords()
    {
        using var file = DicomFile.Open(Corpus.PathOf("transfer-syntax/jpeg-2000/693_J2KR.dcm"));
        var fault = Assert.Throws<DicomImageException>(() => DicomImage.Open(file.Dataset));
        Assert.Contains("JPEG 2000", fault.Message, StringComparison.Ordinal);
        Assert.Contains("1.2.840.10008.1.2.4.90", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transfer-syntax/jpeg/JPEG-LL.dcm")]
    [InlineData("transfer-syntax/jpeg/SC_rgb_dcmtk_+eb+cy+np.dcm")]
    [InlineData("transfer-syntax/jpeg/JPGExtended.dcm")]
    [InlineData("transfer-syntax/rle/MR_small_RLE.dcm")]
    public void Frame_CutAndFlippedAnywhere_IsDrawnOrRefusedButNeverCrashes(string name)
    {
        using var file = DicomFile.Open(Corpus.PathOf(name));
        var fragments = ((DicomFragmentSequence)file.Dataset[DicomTag.PixelData]!).Fragments;
        var whole = fragments.SelectMany(fragment => fragment.ToMemory().ToArray()).ToArray();
        var random = new Random(11);
        for (var round = 0; round < 60; round++)
        {
            var broken = round % 2 == 0 ? whole[..random.Next(whole.Length)] : (byte[])whole.Clone();
            for (var flip = 0; flip < 8 && broken.Length > 0; flip++)
            {
                broken[random.Next(broken.Length)] ^= (byte)(1 << random.Next(8));
            }

            file.Dataset.SetFragments(DicomTag.PixelData, broken);
            var fault = Record.Exception(() => MadeUp.Render(file.Dataset));
            Assert.True(fault is null or DicomImageException, $"round {round}: {fault}");
        }
    }

    private static DicomDataset RleRow(int columns, int allocated = 8) =>
        MadeUp.Pixels(1, allocated, allocated, false, "MONOCHROME2", DicomTransferSyntax.RLELossless).Set(DicomTag.Rows, 1).Set(DicomTag.Columns, columns);

    private static byte[] RleLiteral(params byte[] values) => Rle(1, [(byte)(values.Length - 1), .. values]);

    // PS3.5 G.5: the header, then the segments; offsets from the beginning of the header.
    private static byte[] Rle(int segments, params byte[][] packed)
    {
        var header = new byte[64];
        BitConverter.TryWriteBytes(header, (uint)segments);
        var offset = 64u;
        for (var i = 0; i < packed.Length; i++)
        {
            BitConverter.TryWriteBytes(header.AsSpan(4 + (i * 4)), offset);
            offset += (uint)packed[i].Length;
        }

        return [.. header, .. packed.SelectMany(bytes => bytes)];
    }
}
