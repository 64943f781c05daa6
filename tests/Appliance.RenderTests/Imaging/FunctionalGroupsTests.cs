using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;
using static Appliance.RenderTests.Imaging.MadeUpFrames;

namespace Appliance.RenderTests.Imaging;

public sealed class FunctionalGroupsTests
{
    private static readonly double[] Axial = [1, 0, 0, 0, 1, 0];

    [Fact]
    public void Macro_OfTheFrame_GoesBeforeTheSharedOneAndThatBeforeTheDataSet()
    {
        var shared = Group(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 2.0, 2.0));
        var image = DicomImage.Open(Enhanced(
            2,
            [Group(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 3.0, 4.0)), new DicomDataset().Set(DicomTag.InstanceNumber, 1)],
            shared).Set(DicomTag.PixelSpacing, 9.0, 9.0));
        Assert.Equal((3, 4), image.SpacingOf(0));
        Assert.Equal((2, 2), image.SpacingOf(1));
        Assert.Equal((9, 9), DicomImage.Open(Enhanced(1, []).Set(DicomTag.PixelSpacing, 9.0, 9.0)).SpacingOf(0));
    }

    [Fact]
    public void Macros_OfEveryKind_AreEachFramesOwn()
    {
        // Frame 0 axial, frame 1 sagittal, and nothing else alike either.
        DicomDataset Own(int frame) => Group(DicomTag.PixelValueTransformationSequence, new DicomDataset()
                .Set(DicomTag.RescaleSlope, frame + 1.5).Set(DicomTag.RescaleIntercept, frame - 1000.0).Set(DicomTag.RescaleType, frame == 0 ? "HU" : "OD"))
            .With(DicomTag.FrameVOILUTSequence, new DicomDataset().Set(DicomTag.WindowCenter, 40.0 + frame, 300.0).Set(DicomTag.WindowWidth, 400.0 + frame, 1500.0)
                .Set(DicomTag.WindowCenterWidthExplanation, "SOFT", "BONE").Set(DicomTag.VOILUTFunction, frame == 0 ? "SIGMOID" : "LINEAR_EXACT"))
            .With(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 0.5 + frame, 0.75 + frame).Set(DicomTag.SliceThickness, 3.0 + frame))
            .With(DicomTag.PlanePositionSequence, Position(1, 2, 3 + frame))
            .With(DicomTag.PlaneOrientationSequence, frame == 0 ? Orientation(Axial) : Orientation(0, 1, 0, 0, 0, -1))
            .With(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.StackID, "S").Set(DicomTag.InStackPositionNumber, 7 + frame)
                .Set(DicomTag.TemporalPositionIndex, 4 - frame).Set(DicomTag.DimensionIndexValues, 4 - frame));
        var image = DicomImage.Open(Enhanced(2, [Own(0), Own(1)])
            .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.TemporalPositionIndex, DicomTag.FrameContentSequence)));
        int[] frames = [0, 1];
        Assert.Equal([(1.5, -1000, "HU"), (2.5, -999, "OD")], frames.Select(image.PipelineOf).Select(own => (own.RescaleSlope, own.RescaleIntercept, own.ModalityUnit)));
        Assert.Equal(
            [new VoiWindow(40, 400, VoiFunction.Sigmoid, "SOFT"), new VoiWindow(41, 401, VoiFunction.LinearExact, "SOFT")],
            frames.Select(frame => image.PipelineOf(frame).Window!.Value));
        Assert.Equal(["SOFT", "BONE"], image.Windows(1).Select(window => window.Explanation));
        Assert.Equal([(0.5, 0.75), (1.5, 1.75)], frames.Select(frame => image.SpacingOf(frame)!.Value));
        Assert.Equal([new(1, 2, 3), new PatientVector(1, 2, 4)], frames.Select(frame => image.PlaneOf(frame)!.Value.Position));
        Assert.Equal(["AXIAL", "SAGITTAL"], frames.Select(frame => image.PlaneOf(frame)!.Value.Name));
        Assert.Equal([1, 0], image.Dimensions.Order!);
        Assert.All(frames, frame => Assert.Contains(ImageFacts.LabelsOf(image, frame).BottomLeft, line => line.Contains($"thick {3 + frame} mm", StringComparison.Ordinal)));
        Assert.Equal(["4", "3"], frames.Select(frame => FrameTable.Of(image) is var table ? table.Value(table.Varying.Single(column => column.Name == "TemporalPositionIndex"), frame) : ""));
    }

    [Fact]
    public void Macro_WithAnEmptyItem_SaysNothing()
    {
        var shared = Group(DicomTag.PlanePositionSequence, Position(1, 2, 3)).With(DicomTag.PlaneOrientationSequence, Orientation(Axial));
        var image = DicomImage.Open(Enhanced(2, [Group(DicomTag.PlanePositionSequence, new DicomDataset()), Group(DicomTag.PlanePositionSequence, Position(7, 8, 9))], shared));
        Assert.Equal(new PatientVector(1, 2, 3), image.PlaneOf(0)!.Value.Position);
        Assert.Equal(new PatientVector(7, 8, 9), image.PlaneOf(1)!.Value.Position);
    }

    [Theory]
    [InlineData(2, "2 items for 4 frames, frames without one have the shared groups alone")]
    [InlineData(6, "6 items for 4 frames, those beyond the last frame are not used")]
    public void Items_OfAnotherNumberThanFrames_AreToldAndTheFramesStayReachable(int items, string told)
    {
        var shared = Group(DicomTag.PlanePositionSequence, Position(0, 0, 0)).With(DicomTag.PlaneOrientationSequence, Orientation(Axial));
        var image = DicomImage.Open(Enhanced(4, Enumerable.Range(1, items).Select(z => Group(DicomTag.PlanePositionSequence, Position(0, 0, z))), shared));
        Assert.Contains(image.Notes, note => note.Contains(told, StringComparison.Ordinal));
        Assert.Equal(items < 4 ? 0 : 4, image.PlaneOf(3)!.Value.Position.Z);
        Assert.Equal(MadeUp.Side * MadeUp.Side, image.GetFrame(3).Data.Length);
    }

    [Fact]
    public void Items_ThatAreEmpty_AreToldByTheirFrames()
    {
        var image = DicomImage.Open(Enhanced(3, [Content(1), new DicomDataset(), Content(3)]));
        Assert.Contains(image.Notes, note => note.Contains("item of frame 2 is empty", StringComparison.Ordinal));
    }

    [Fact]
    public void Macro_BothSharedAndOfFrames_IsToldAndTheFramesIsTaken()
    {
        var both = Group(DicomTag.PixelValueTransformationSequence, new DicomDataset().Set(DicomTag.RescaleSlope, 2.0).Set(DicomTag.RescaleIntercept, 0.0));
        var own = Group(DicomTag.PixelValueTransformationSequence, new DicomDataset().Set(DicomTag.RescaleSlope, 5.0).Set(DicomTag.RescaleIntercept, 1.0));
        var image = DicomImage.Open(Enhanced(2, [own, Content(2)], both));
        Assert.Contains(image.Notes, note => note.Contains("Pixel Value Transformation Sequence (0028,9145): both shared and of frame 1", StringComparison.Ordinal));
        Assert.Equal([5, 2], Enumerable.Range(0, 2).Select(frame => image.PipelineOf(frame).RescaleSlope));
    }

    [Fact]
    public void Groups_AsTheStandardWantsThem_AreNotNoted() =>
        Assert.Empty(DicomImage.Open(Enhanced(2, [Content(1), Content(2)], Group(DicomTag.PlanePositionSequence, Position(0, 0, 0)))).Notes);

    [Fact]
    public void PrivateMacro_CountsOnlyWhereNothingElseTells()
    {
        // As makers do: a whole classic header in a private sequence, with an instance number of its own.
        DicomDataset Private(int number) => new DicomDataset().Set(new DicomTag(0x2005, 0x0014), DicomVR.LO, "Philips MR Imaging DD 005")
            .SetSequence(new DicomTag(0x2005, 0x140F), new DicomDataset().Set(DicomTag.InstanceNumber, number).Set(DicomTag.FlipAngle, 10.0 * number));
        var groups = new FunctionalGroups(Enhanced(2, [Private(1), Private(2)]).Set(DicomTag.InstanceNumber, 77));
        Assert.Equal(77, groups.Holder(DicomTag.InstanceNumber, 1).GetInt32(DicomTag.InstanceNumber));
        Assert.Equal(20, groups.Holder(DicomTag.FlipAngle, 1).GetDouble(DicomTag.FlipAngle));
    }

    [Fact]
    public void Plane_OfAVolume_IsOfItsSpaceAndHasNoLetters()
    {
        var groups = Group(DicomTag.PlanePositionVolumeSequence, new DicomDataset().Set(DicomTag.ImagePositionVolume, 1.0, 2.0, 3.0))
            .With(DicomTag.PlaneOrientationVolumeSequence, new DicomDataset().Set(DicomTag.ImageOrientationVolume, Axial));
        var image = DicomImage.Open(Enhanced(1, [groups]));
        Assert.Equal(new FramePlane(new(1, 2, 3), new(1, 0, 0), new(0, 1, 0), PlaneSpace.Volume), image.PlaneOf(0));
        var labels = ImageFacts.LabelsOf(image, 0);
        Assert.Equal("", labels.Left + labels.Right + labels.Top + labels.Bottom);
        Assert.Contains("(1, 2, 3) mm in the volume", labels.BottomLeft);
    }

    [Fact]
    public void Plane_OfASlide_TakesMicrometresOfDepth()
    {
        var offsets = new DicomDataset().Set(DicomTag.XOffsetInSlideCoordinateSystem, 20.0).Set(DicomTag.YOffsetInSlideCoordinateSystem, 40.0)
            .Set(DicomTag.ZOffsetInSlideCoordinateSystem, 1500.0);
        var image = DicomImage.Open(Enhanced(1, [Group(DicomTag.PlanePositionSlideSequence, offsets)]).Set(DicomTag.ImageOrientationSlide, 0.0, -1.0, 0.0, -1.0, 0.0, 0.0));
        Assert.Equal(new FramePlane(new(20, 40, 1.5), new(0, -1, 0), new(-1, 0, 0), PlaneSpace.Slide), image.PlaneOf(0));
    }

    [Theory]
    [InlineData(new double[] { 1, 0, 0, 1, 0, 0 })]
    [InlineData(new double[] { 0, 0, 0, 0, 1, 0 })]
    [InlineData(new double[] { 1, 0, 0, 0.95, 0.3, 0 })]
    public void Plane_OfDirectionsThatSpanNone_IsNotTold(double[] cosines) => Assert.Null(DicomImage.Open(
        Enhanced(1, [Group(DicomTag.PlanePositionSequence, Position(0, 0, 0)).With(DicomTag.PlaneOrientationSequence, Orientation(cosines))])).PlaneOf(0));

    [Fact]
    public void Plane_OfDirectionsThatAreTooLong_IsBroughtToUnitLength() => Assert.Equal(
        new PatientVector(1, 0, 0),
        DicomImage.Open(Enhanced(1, [Group(DicomTag.PlanePositionSequence, Position(0, 0, 0)).With(DicomTag.PlaneOrientationSequence, Orientation(2, 0, 0, 0, 0.5, 0))]))
            .PlaneOf(0)!.Value.RowDirection);
}
