using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>Millimetres of a pixel, from each of the places that tell them.</summary>
public sealed class PixelScaleTests
{
    [Fact]
    public void Spacing_OfThePatient_HasNoCaveat() =>
        Assert.Equal(new PixelScale(0.5, 0.25), Scale(MadeUp.Gray(8, 8).Set(DicomTag.PixelSpacing, 0.5, 0.25)));

    [Fact]
    public void Spacing_OfTheDetector_SaysSo() =>
        Assert.Equal(new PixelScale(0.2, 0.2, "at the detector"), Scale(MadeUp.Gray(8, 8).Set(DicomTag.ImagerPixelSpacing, 0.2, 0.2)));

    [Fact]
    public void Spacing_OfTheDetectorCopied_SaysSoUnlessItIsCalibrated()
    {
        var dataset = MadeUp.Gray(8, 8).Set(DicomTag.ImagerPixelSpacing, 0.2, 0.2).Set(DicomTag.PixelSpacing, 0.2, 0.2);
        Assert.Equal("at the detector", Scale(dataset)!.Value.Caveat);
        Assert.Null(Scale(dataset.Set(DicomTag.PixelSpacingCalibrationType, "GEOMETRY"))!.Value.Caveat);
    }

    [Fact]
    public void Spacing_OfAPlaneOfThePatient_HasNoCaveat_WhateverStandsBesideIt() => Assert.Equal(
        new PixelScale(0.2, 0.2),
        Scale(MadeUp.Gray(8, 8).Set(DicomTag.ImagerPixelSpacing, 0.2, 0.2).Set(DicomTag.PixelSpacing, 0.2, 0.2).Set(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 1, 0)));

    [Fact]
    public void Spacing_OfTheDetectorWithAMagnification_IsBroughtToThePatient() => Assert.Equal(
        new PixelScale(0.1, 0.1, "estimated"), Scale(MadeUp.Gray(8, 8).Set(DicomTag.ImagerPixelSpacing, 0.2, 0.2).Set(DicomTag.EstimatedRadiographicMagnificationFactor, 2)));

    [Fact]
    public void Ultrasound_TakesItsLargestRegionInCentimetres()
    {
        var dataset = MadeUp.Gray(8, 8).SetSequence(DicomTag.SequenceOfUltrasoundRegions, Region(1, 3, 40, 0.01), Region(1, 3, 20, 0.05), Region(3, 4, 48, 0.5));
        Assert.Equal(new PixelScale(0.1, 0.1), Scale(dataset));
    }

    [Theory]
    [InlineData("0", "1")]
    [InlineData("-1", "1")]
    [InlineData("1", "")]
    public void Spacing_ThatIsNone_GivesNoScale(string row, string column) =>
        Assert.Null(Scale(MadeUp.Gray(8, 8).Set(DicomTag.PixelSpacing, row, column)));

    private static DicomDataset Region(int format, int units, int side, double delta) => new DicomDataset()
        .Set(DicomTag.RegionSpatialFormat, format).Set(DicomTag.PhysicalUnitsXDirection, units).Set(DicomTag.PhysicalUnitsYDirection, units)
        .Set(DicomTag.RegionLocationMinX0, 0).Set(DicomTag.RegionLocationMinY0, 0).Set(DicomTag.RegionLocationMaxX1, side - 1).Set(DicomTag.RegionLocationMaxY1, side - 1)
        .Set(DicomTag.PhysicalDeltaX, delta).Set(DicomTag.PhysicalDeltaY, delta);

    private static PixelScale? Scale(DicomDataset dataset) => PixelScale.Of(DicomImage.Open(dataset), 0);
}
