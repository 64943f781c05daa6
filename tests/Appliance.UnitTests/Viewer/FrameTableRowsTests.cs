using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

/// <summary>Cells of the table of frames as far as a window has room for them.</summary>
public sealed class FrameTableRowsTests
{
    [Theory]
    [InlineData(@"-127.24561238288\-119.77660465240\57.645", @"-127.246\-119.777\57.645")]
    [InlineData(@"0.99939082702\-0.0348994967\0\0.00000001\0.99939\0.03489", @"0.999\-0.0349\0\1E-08\0.999\…")]
    [InlineData(@"40\300\-600", @"40\300\-600")]
    [InlineData(@"ORIGINAL\PRIMARY\PERFUSION\NONE", @"ORIGINAL\PRIMARY\PERFUSION\N…")]
    [InlineData("1.234567890123456789012345678901", "1.23456789012345678901234567…")]
    [InlineData(@"-127.24561238288\\57.64512345678901", @"-127.24561238288\\57.6451234…")]
    public void Cell_WithMoreDigitsThanThereIsRoom_IsRounded_AndKeepsItsNumberOfValues(string value, string shown)
    {
        var frame = PictureFrame.Of(Image(value), 1);
        var table = new FrameTableRows().Around(frame, FrameOrder.Stored, 0, 10)!;
        Assert.Equal(["2", shown], table.Rows[table.Marked]);
    }

    private static DicomImage Image(string value)
    {
        var groups = new[] { "0", value }.Select(own => new DicomDataset().SetSequence(
            DicomTag.FrameContentSequence, new DicomDataset().SetBytes(DicomTag.FrameComments, DicomVR.LO, System.Text.Encoding.ASCII.GetBytes(own))));
        return DicomImage.Open(new DicomDataset()
            .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.Rows, 2).Set(DicomTag.Columns, 2)
            .Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7).Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.NumberOfFrames, 2)
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. groups])
            .SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[8]));
    }
}
