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
    public void FramesOfTwelvePackedBits_ThatBeginWithinAByte_AreFound()
    {
        // Two frames of three cells, 36 bits each: the second begins in the middle of byte 4.
        var image = DicomImage.Open(Row(12, 12, 11, false, [0x21, 0x43, 0x65, 0x87, 0xC9, 0xAB, 0xEF, 0x3D, 0x12, 0x00], 3).Set(DicomTag.NumberOfFrames, 2));
        Assert.Equal([0x321, 0x654, 0x987], Enumerable.Range(0, 3).Select(i => image.GetFrame(0).ValueAt(i, 0)));
        Assert.Equal([0xABC, 0xDEF, 0x123], Enumerable.Range(0, 3).Select(i => image.GetFrame(1).ValueAt(i, 0)));
    }

    [Theory]
    [InlineData(24, 20, 21, false, 0x2AAAA8, 0xAAAAA)]
    [InlineData(24, 20, 21, true, 0x2AAAA8, 0xAAAAA - 0x100000)]
    [InlineData(40, 33, 32, false, 0x1_0000_0001, 0x1_0000_0001)]
    [InlineData(64, 32, 31, false, 0x7_FFFF_FFFF, 0xFFFF_FFFF)]
    [InlineData(64, 32, 35, true, 0x8_0000_0010, int.MinValue + 1)]
    [InlineData(64, 64, 63, true, long.MinValue, long.MinValue)]
    [InlineData(64, 64, 63, false, long.MinValue, 9223372036854775808.0)]
    [InlineData(64, 53, 52, false, 0x1F_FFFF_FFFF_FFFF, 0x1F_FFFF_FFFF_FFFF)]
    [InlineData(32, 32, 31, false, 0xFFFF_FFFF, 0xFFFF_FFFF)]
    [InlineData(32, 30, 30, true, 0xFFFF_FFFE, -1)]
    [InlineData(7, 5, 5, false, 0x7E, 0x1F)]
    public void Cell_OfAnySize_IsMaskedAndSignExtended(int allocated, int stored, int high, bool signed, long cell, double value)
    {
        // The same cell twice, so that the second does not begin where bytes do.
        UInt128 twice = (ulong)cell & (allocated == 64 ? ulong.MaxValue : (1UL << allocated) - 1);
        twice |= twice << allocated;
        var data = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(data, twice);
        var frame = DicomImage.Open(Row(allocated, stored, high, signed, data, 2)).GetFrame(0);
        Assert.Equal([value, value], [frame.ValueAt(0, 0), frame.ValueAt(1, 0)]);
    }

    private static DicomVR VROf(string name) => name switch { "OB" => DicomVR.OB, "OW" => DicomVR.OW, "OL" => DicomVR.OL, _ => DicomVR.OV };

    // A big endian data set swaps units of the VR (PS3.5 7.3): bytes, words of 16, 32 and 64 bits.
    [Theory]
    [InlineData("OB", 8, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData("OW", 8, new byte[] { 2, 1, 4, 3, 6, 5, 8, 7 })]
    [InlineData("OL", 8, new byte[] { 4, 3, 2, 1, 8, 7, 6, 5 })]
    [InlineData("OV", 8, new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData("OW", 16, new byte[] { 2, 1, 4, 3, 6, 5, 8, 7 })]
    [InlineData("OL", 32, new byte[] { 4, 3, 2, 1, 8, 7, 6, 5 })]
    [InlineData("OV", 64, new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 })]
    public void Cells_OfEitherByteOrder_AreTheSame(string vr, int allocated, byte[] bigEndian)
    {
        var columns = 64 / allocated;
        var little = Row(allocated, allocated, allocated - 1, false, [], columns)
            .SetBytes(DicomTag.PixelData, VROf(vr), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        var big = Row(allocated, allocated, allocated - 1, false, [], columns, DicomTransferSyntax.ExplicitVRBigEndian)
            .SetBytes(DicomTag.PixelData, VROf(vr), bigEndian);
        Assert.Equal(DicomImage.Open(little).GetFrame(0).Data.ToArray(), DicomImage.Open(big).GetFrame(0).Data.ToArray());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(32)]
    public void Planes_OfAnyDepth_AreInterleaved(int allocated)
    {
        // Four pixels: red 1 to 4, green 5 to 8, blue 9 to 12, in the upper eight bits of each cell.
        var (packed, planar) = (new System.Numerics.BigInteger(0), new System.Numerics.BigInteger(0));
        for (var i = 0; i < 12; i++)
        {
            packed |= new System.Numerics.BigInteger((i % 3 * 4) + (i / 3) + 1) << ((i * allocated) + allocated - 8);
            planar |= new System.Numerics.BigInteger(i + 1) << ((i * allocated) + allocated - 8);
        }

        foreach (var (bits, planes) in new[] { (packed, 0), (planar, 1) })
        {
            var data = bits.ToByteArray();
            Array.Resize(ref data, (12 * allocated / 8) + 1 & ~1);
            var dataset = MadeUp.Pixels(3, allocated, allocated, false, "RGB", null).Set(DicomTag.PlanarConfiguration, planes).Set(DicomTag.Rows, 2).Set(DicomTag.Columns, 2)
                .SetBytes(DicomTag.PixelData, DicomVR.OW, data);
            Assert.Equal([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12], DicomImage.Open(dataset).GetFrame(0).Data.ToArray().Select(value => (int)value));
        }
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
