using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class FrameTests
{
    // 12 bits stored below high bit 13: the two bits above and below are noise that must not be seen.
    [Theory]
    [InlineData(false, 0xF00D, 0xC03)]
    [InlineData(true, 0xF00D, -1021)]
    [InlineData(true, 0x1FFC, 2047)]
    [InlineData(false, 0xC003, 0)]
    public void Cell_WithOddHighBit_IsMaskedAndSignExtended(bool signed, int cell, int value)
    {
        var dataset = Row(16, 12, 13, signed, BitConverter.GetBytes((ushort)cell).Concat(new byte[40]).ToArray(), 21);
        Assert.Equal(value, DicomImage.Open(dataset).GetFrame(0).ValueAt(0, 0));
    }

    [Fact]
    public void Cells_ByVectorAndOneByOne_AreTheSame()
    {
        var data = new byte[2 * 77];
        new Random(3).NextBytes(data);
        var frame = DicomImage.Open(Row(16, 9, 8, true, data, 77)).GetFrame(0);
        Assert.Equal(
            Enumerable.Range(0, 77).Select(i => (double)((short)(BitConverter.ToUInt16(data, i * 2) << 7) >> 7)),
            Enumerable.Range(0, 77).Select(i => frame.ValueAt(i, 0)));
    }

    [Fact]
    public void Cells_OfSignedBytes_AreWidened()
    {
        var frame = DicomImage.Open(Row(8, 8, 7, true, [0x80, 0xFF, 0x00, 0x7F], 4)).GetFrame(0);
        Assert.Equal(PixelKind.GrayS16, frame.Kind);
        Assert.Equal([-128, -1, 0, 127], Enumerable.Range(0, 4).Select(i => frame.ValueAt(i, 0)));
    }

    [Fact]
    public void Cells_OfTwelveBitsPacked_RunAcrossBytes()
    {
        var frame = DicomImage.Open(Row(12, 12, 11, false, [0x21, 0x43, 0x65, 0x00], 2)).GetFrame(0);
        Assert.Equal([0x321, 0x654], Enumerable.Range(0, 2).Select(i => frame.ValueAt(i, 0)));
    }

    [Fact]
    public void SingleBitFrames_ThatBeginWithinAByte_AreFound()
    {
        // Two frames of 3 pixels: 101 110, lowest bit first.
        var image = DicomImage.Open(Row(1, 1, 0, false, [0b011_101, 0], 3).Set(DicomTag.NumberOfFrames, 2));
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(i => image.GetFrame(0).ValueAt(i, 0)));
        Assert.Equal([1, 1, 0], Enumerable.Range(0, 3).Select(i => image.GetFrame(1).ValueAt(i, 0)));
    }

    [Fact]
    public void BytesInBigEndianWords_AreSwappedAlsoInFramesOfOddLength()
    {
        var dataset = Row(8, 8, 7, false, [], 3, DicomTransferSyntax.ExplicitVRBigEndian).Set(DicomTag.NumberOfFrames, 2)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 2, 1, 4, 3, 6, 5 });
        var image = DicomImage.Open(dataset);
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(i => image.GetFrame(0).ValueAt(i, 0)));
        Assert.Equal([4, 5, 6], Enumerable.Range(0, 3).Select(i => image.GetFrame(1).ValueAt(i, 0)));
    }

    [Fact]
    public void PixelDataTooShort_DrawsWhatIsThereAndSaysSo()
    {
        var frame = DicomImage.Open(Row(8, 8, 7, false, [9, 8], 4)).GetFrame(0);
        Assert.Equal([9, 8, 0, 0], Enumerable.Range(0, 4).Select(i => frame.ValueAt(i, 0)));
        Assert.Contains("2 of 4 bytes", frame.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void LastFrameOfAHugeObject_CostsItsOwnBytesOnly()
    {
        const int frames = 8000;
        using var source = new CountingSource(new byte[1024], (long)frames * 512 * 512 * 2);
        var header = MadeUp.Pixels(1, 16, 16, false, "MONOCHROME2", null).Set(DicomTag.Rows, 512).Set(DicomTag.Columns, 512).Set(DicomTag.NumberOfFrames, frames);
        source.Head = [.. DicomDatasetWriter.Write(header, DicomTransferSyntax.ImplicitVRLittleEndian), 0xE0, 0x7F, 0x10, 0x00, .. BitConverter.GetBytes((uint)(frames * 512L * 512 * 2))];
        var dataset = DicomDatasetReader.Read(source, DicomTransferSyntax.ImplicitVRLittleEndian);
        var image = DicomImage.Open(dataset);
        source.BytesRead = 0;
        Assert.Null(image.GetFrame(frames - 1).Note);
        Assert.InRange(source.BytesRead, 512 * 512 * 2, (512 * 512 * 2) + 4096);
    }

    private static DicomDataset Row(int allocated, int stored, int high, bool signed, byte[] data, int columns, DicomTransferSyntax? syntax = null) =>
        MadeUp.Pixels(1, allocated, stored, signed, "MONOCHROME2", syntax).Set(DicomTag.HighBit, high).Set(DicomTag.Rows, 1).Set(DicomTag.Columns, columns)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, data);

    /// <summary>A few real bytes and then zeros without end, which counts what is read.</summary>
    private sealed class CountingSource(byte[] head, long zeros) : IByteSource
    {
        public byte[] Head { get; set; } = head;

        public long BytesRead { get; set; }

        public long Length => Head.Length + zeros;

        public int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Clamp(Length - offset, 0, destination.Length);
            destination = destination[..count];
            destination.Clear();
            if (offset < Head.Length)
            {
                Head.AsSpan((int)offset, Math.Min(count, Head.Length - (int)offset)).CopyTo(destination);
            }

            BytesRead += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
