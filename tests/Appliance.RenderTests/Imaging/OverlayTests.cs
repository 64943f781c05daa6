using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Overlay planes (PS3.3 C.9.2, C.9.3) against bits laid down by hand, and against what DCMTK draws.</summary>
public sealed class OverlayTests
{
    private const ushort Group = 0x6002;

    // Curves (50xx) are retired and drawn by nobody; they stay in the data set.
    [Fact]
    public void Curve_IsLeftAlone()
    {
        var dataset = MadeUp.Gray(8, 8).SetBytes(new DicomTag(0x5000, 0x0005), DicomVR.US, new byte[] { 2, 0 }).SetBytes(new DicomTag(0x5000, 0x0010), DicomVR.US, new byte[] { 3, 0 })
            .SetBytes(new DicomTag(0x5000, 0x3000), DicomVR.OW, new byte[12]);
        var image = DicomImage.Open(dataset);
        var way = FramePresentation.Own(image, 0, image.GetFrame(0));
        Assert.Empty(way.Graphics);
        Assert.Empty(way.Notes);
        Assert.Empty(image.Notes);
        Assert.True(image.Dataset.Contains(new DicomTag(0x5000, 0x3000)));
    }

    [Fact]
    public void Plane_OfOddWidth_RunsOnWithoutGapsBetweenRows()
    {
        // 3 columns, 3 rows: 101 010 111, the first bit lowest.
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 3, 3, [0b11_010_101, 0b1]));
        Assert.Equal(["#.#", ".#.", "###"], Rows(Bitmap(image), 3, 3));
    }

    [Theory]
    [InlineData(-1, 0, 0, 0, 2, 1)]
    [InlineData(47, 47, 46, 46, 2, 2)]
    [InlineData(48, 1, 0, 47, 3, 1)]
    public void Plane_ThatReachesBeyondTheImage_IsCutToIt(int originRow, int originColumn, int left, int top, int columns, int rows)
    {
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 3, 3, [0xFF, 0x01]).SetBytes(new DicomTag(Group, 0x50), DicomVR.SS, Words(originRow, originColumn)));
        var bitmap = Bitmap(image);
        Assert.Equal((left, top, columns, rows), (bitmap.Left, bitmap.Top, bitmap.Columns, bitmap.Rows));
        Assert.Equal(columns * rows, bitmap.Coverage.ToArray().Count(value => value == 255));
    }

    [Fact]
    public void Plane_BesideTheImage_CoversNothing()
    {
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 3, 3, [0xFF, 0x01]).SetBytes(new DicomTag(Group, 0x50), DicomVR.SS, Words(704, 409)));
        Assert.Equal(0, Bitmap(image).Columns);
        Assert.Empty(FramePresentation.Own(image, 0, image.GetFrame(0)).Graphics);
    }

    [Fact]
    public void Plane_LargerThanTheImage_TakesTheLongRowsApartRightly()
    {
        // 64 columns of which only the 17th, counted from 0, is set; the image sees columns 0 to 47.
        var row = new byte[] { 0, 0, 2, 0, 0, 0, 0, 0 };
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 100, 64, [.. Enumerable.Repeat(row, 100).SelectMany(bytes => bytes)]));
        var bitmap = Bitmap(image);
        Assert.Equal((48, 48), (bitmap.Columns, bitmap.Rows));
        Assert.All(Enumerable.Range(0, 48), y => Assert.Equal(17, Assert.Single(Enumerable.Range(0, 48), x => bitmap.IsSet(x, y))));
    }

    [Fact]
    public void Plane_InBigEndianWords_IsSwapped()
    {
        var dataset = With(MadeUp.Gray(16, 12, syntax: DicomTransferSyntax.ExplicitVRBigEndian), 3, 3, [0b1, 0b11_010_101]);
        Assert.Equal(["#.#", ".#.", "###"], Rows(Bitmap(DicomImage.Open(dataset)), 3, 3));
    }

    [Fact]
    public void Plane_WithFrames_BelongsToTheFramesFromItsOriginOn()
    {
        // Two frames of 3x3 from image frame 2 on: 18 bits, the second frame begins within a byte.
        var dataset = With(Frames(4), 3, 3, [0b0000_0001, 0b0000_0000, 0b10]).Set(new DicomTag(Group, 0x15), DicomVR.IS, "2")
            .SetBytes(new DicomTag(Group, 0x51), DicomVR.US, Words(2));
        var image = DicomImage.Open(dataset);
        var plane = Assert.Single(image.Overlays);
        Assert.Null(image.GetOverlay(plane, 0));
        Assert.Equal(["#..", "...", "..."], Rows(image.GetOverlay(plane, 1)!, 3, 3));
        Assert.Equal(["...", "...", "..#"], Rows(image.GetOverlay(plane, 2)!, 3, 3));
        Assert.Null(image.GetOverlay(plane, 3));
    }

    [Fact]
    public void Plane_WithoutFrames_IsForEveryFrame()
    {
        var image = DicomImage.Open(With(Frames(3), 3, 3, [1, 0]));
        Assert.All(Enumerable.Range(0, 3), frame => Assert.True(image.GetOverlay(image.Overlays[0], frame)!.IsSet(0, 0)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plane_InAFreeBitOfThePixelCells_IsFoundAndLeavesTheValuesAlone(bool bigEndian)
    {
        var syntax = bigEndian ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian;
        var dataset = MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", syntax)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, y) => 0x123 | (x == y ? 0x4000 : 0), 16, bigEndian))
            .SetBytes(new DicomTag(Group, 0x10), DicomVR.US, Word(48, bigEndian)).SetBytes(new DicomTag(Group, 0x11), DicomVR.US, Word(48, bigEndian))
            .SetBytes(new DicomTag(Group, 0x100), DicomVR.US, Word(16, bigEndian)).SetBytes(new DicomTag(Group, 0x102), DicomVR.US, Word(14, bigEndian));
        var image = DicomImage.Open(dataset);
        var bitmap = Bitmap(image);
        Assert.True(image.Overlays[0].IsEmbedded);
        Assert.All(Enumerable.Range(0, 48), y => Assert.Equal(y, Assert.Single(Enumerable.Range(0, 48), x => bitmap.IsSet(x, y))));
        Assert.Equal((0x123, 0x123), ((int)image.GetFrame(0).Min, (int)image.GetFrame(0).Max));
    }

    [Fact]
    public void Plane_InAFreeBitOfCompressedCells_IsFound()
    {
        // RLE of one row of 16-bit cells: high bytes, then low bytes.
        var dataset = MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.RLELossless).Set(DicomTag.Rows, 1).Set(DicomTag.Columns, 4)
            .SetBytes(new DicomTag(Group, 0x102), DicomVR.US, Words(15));
        var frame = new byte[64 + 6 + 6];
        (frame[0], frame[4], frame[8]) = (2, 64, 70);
        byte[] high = [3, 0x80, 0, 0x80, 0, 0];
        high.CopyTo(frame, 64);
        new byte[] { 3, 1, 2, 3, 4, 0 }.CopyTo(frame, 70);
        dataset.SetFragments(DicomTag.PixelData, frame);
        var image = DicomImage.Open(dataset);
        Assert.Equal(["#.#."], Rows(Bitmap(image), 4, 1));
        Assert.Equal(4, image.GetFrame(0).ValueAt(3, 0));
    }

    [Fact]
    public void Plane_WithACellForEachBit_IsReadAtItsPosition()
    {
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 1, 3, [4, 0, 251, 255, 4, 0]).SetBytes(new DicomTag(Group, 0x100), DicomVR.US, Words(16))
            .SetBytes(new DicomTag(Group, 0x102), DicomVR.US, Words(2)));
        Assert.Equal(["#.#"], Rows(Bitmap(image), 3, 1));
    }

    [Fact]
    public void Plane_CutShort_IsClearAtItsEndAndSaysSo()
    {
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 4, 4, [0xFF]));
        Assert.Equal(8, Bitmap(image).Coverage.ToArray().Count(value => value != 0));
        Assert.Contains(image.Notes, note => note.Contains("(6002,3000)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 12)]
    [InlineData(11, 12)]
    [InlineData(16, 12)]
    [InlineData(99, 12)]
    public void Plane_InABitThatIsNotFree_IsLeftOutWithANote(int position, int stored)
    {
        var dataset = MadeUp.Gray(16, stored).SetBytes(new DicomTag(Group, 0x10), DicomVR.US, Words(48)).SetBytes(new DicomTag(Group, 0x11), DicomVR.US, Words(48))
            .SetBytes(new DicomTag(Group, 0x102), DicomVR.US, Words(position));
        var image = DicomImage.Open(dataset);
        Assert.Empty(image.Overlays);
        Assert.Contains(image.Notes, note => note.Contains("(6002,", StringComparison.Ordinal) && note.Contains("left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Plane_OfAbsurdSize_CostsNoMoreThanTheImage()
    {
        var image = DicomImage.Open(With(MadeUp.Gray(8, 8), 65535, 65535, [0xFF, 0xFF]).Set(new DicomTag(Group, 0x15), DicomVR.IS, "2000000000"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(16, Bitmap(image).Coverage.ToArray().Count(value => value != 0));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Planes_OfAllSixteenGroups_AreReadWithTheirWords()
    {
        var dataset = MadeUp.Gray(8, 8);
        for (var group = 0x6000; group <= 0x6020; group += 2)
        {
            With(dataset, 3, 3, [1, 0], (ushort)group).Set(new DicomTag((ushort)group, 0x1500), DicomVR.LO, $"plane {group:X}")
                .Set(new DicomTag((ushort)group, 0x40), DicomVR.CS, group == 0x6000 ? "R" : "G");
        }

        var image = DicomImage.Open(dataset);
        Assert.Equal(16, image.Overlays.Count);
        Assert.Equal(("plane 601E", false, true), (image.Overlays[15].Label, image.Overlays[15].IsRegion, image.Overlays[0].IsRegion));
    }

    // The planes are set apart by what they change: DCMTK draws one at a time in white over a picture, and the picture without any.
    [Theory]
    [InlineData("overlay/examples_overlay.dcm")]
    [InlineData("overlay/ovly_p01.dcm")]
    [InlineData("overlay/GH1728.dcm")]
    [InlineData("cr-dx-mg/OutOfBoundsOverlay.dcm")]
    public void Planes_OfTheCorpus_AreWhereDcmtkDrawsThem(string name)
    {
        var path = Corpus.PathOf(name);
        using var file = DicomFile.Open(path);
        var image = DicomImage.Open(file.Dataset);
        Assert.NotEmpty(image.Overlays);

        // A window far above every value makes the picture black, so that white is overlay.
        string[] dark = ["+Ww", "100000", "1"];
        for (var i = 0; i < image.Overlays.Count; i++)
        {
            var theirs = Dcmtk.DrawOverlay(path, i + 1, dark, out var error);
            Assert.True(theirs is not null, error);
            var bitmap = image.GetOverlay(image.Overlays[i], 0)!;
            for (var at = 0; at < image.Rows * image.Columns; at++)
            {
                Assert.Equal(theirs.Value.Pixels[at] != 0, bitmap.IsSet(at % image.Columns, at / image.Columns));
            }
        }
    }

    [Theory]
    [InlineData("overlay/IM-0001-0001-0001.dcm", 1)]
    [InlineData("lut/JPEGLosslessP14SV1_1s_1f_u_16_16.dcm", 0)]
    public void Planes_DeclaredWithoutData_AreNoneAndNotedWhereTheySaySomething(string name, int notes)
    {
        using var file = DicomFile.Open(Corpus.PathOf(name));
        var image = DicomImage.Open(file.Dataset);
        Assert.Empty(image.Overlays);
        Assert.Equal(notes, image.Notes.Count(note => note.Contains("(6000,", StringComparison.Ordinal)));
    }

    private static OverlayBitmap Bitmap(DicomImage image) => image.GetOverlay(Assert.Single(image.Overlays), 0)!;

    private static string[] Rows(OverlayBitmap bitmap, int columns, int rows) =>
        [.. Enumerable.Range(0, rows).Select(y => string.Concat(Enumerable.Range(0, columns).Select(x => bitmap.IsSet(x, y) ? '#' : '.')))];

    private static DicomDataset Frames(int count) => MadeUp.Pixels(1, 8, 8, false, "MONOCHROME2", null).Set(DicomTag.NumberOfFrames, count)
        .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[MadeUp.Side * MadeUp.Side * count]);

    private static DicomDataset With(DicomDataset dataset, int rows, int columns, byte[] data, ushort group = Group)
    {
        var bigEndian = dataset.TransferSyntax.IsBigEndian;
        return dataset.SetBytes(new DicomTag(group, 0x10), DicomVR.US, Word(rows, bigEndian)).SetBytes(new DicomTag(group, 0x11), DicomVR.US, Word(columns, bigEndian))
            .Set(new DicomTag(group, 0x40), DicomVR.CS, "G").SetBytes(new DicomTag(group, 0x3000), DicomVR.OW, data);
    }

    private static byte[] Word(int value, bool bigEndian) => bigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((short)value))];
}
