using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;
using static Appliance.RenderTests.Imaging.MadeUpFrames;

namespace Appliance.RenderTests.Imaging;

public sealed class FrameDimensionsTests
{
    private static readonly DicomTag PrivateGroup = new(0x2005, 0x140F);
    private static readonly DicomTag PrivateIndex = new(0x2005, 0x1411);

    [Fact]
    public void Order_OfTheStandardsExample_IsTheOneItPrints()
    {
        // PS3.3 C.7.6.17: stacks of 2, 4 and 3 positions, each scanned with two echoes; stored here echo by echo.
        (int Stack, int Position, int Echo)[] printed =
        [
            (1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2),
            (2, 1, 1), (2, 1, 2), (2, 2, 1), (2, 2, 2), (2, 3, 1), (2, 3, 2), (2, 4, 1), (2, 4, 2),
            (3, 1, 1), (3, 1, 2), (3, 2, 1), (3, 2, 2), (3, 3, 1), (3, 3, 2),
        ];
        var stored = printed.OrderBy(index => index.Echo).ThenByDescending(index => index.Position).ToList();
        var image = DicomImage.Open(Enhanced(stored.Count, stored.Select(index => Content(index.Stack, index.Position, index.Echo))).SetSequence(
            DicomTag.DimensionIndexSequence,
            Dimension(DicomTag.StackID, DicomTag.FrameContentSequence),
            Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence),
            Dimension(DicomTag.EffectiveEchoTime, DicomTag.MREchoSequence)));
        Assert.Equal(printed, image.Dimensions.Order!.Select(frame => stored[frame]));
        Assert.Empty(image.Dimensions.Notes);
    }

    [Fact]
    public void Order_LeftOpenByTheDimensions_IsTheStoredOne()
    {
        var image = DicomImage.Open(Enhanced(5, [Content(2), Content(1), Content(2), Content(1), Content(1)])
            .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence)));
        Assert.Equal([1, 3, 4, 0, 2], image.Dimensions.Order!);
    }

    [Fact]
    public void Order_AsStored_OrWithoutDimensions_IsNone()
    {
        var sorted = Enhanced(3, [Content(1), Content(2), Content(3)]);
        Assert.Null(DicomImage.Open(sorted).Dimensions.Order);
        Assert.Null(DicomImage.Open(sorted.SetSequence(
            DicomTag.DimensionIndexSequence, Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence))).Dimensions.Order);
    }

    [Fact]
    public void Order_WithoutIndexValues_IsThatOfTheAttributes()
    {
        DicomDataset Diffusion(double b) => Group(DicomTag.MRDiffusionSequence, new DicomDataset().Set(DicomTag.DiffusionBValue, b));
        var image = DicomImage.Open(Enhanced(3, [Diffusion(1000), Diffusion(0), Diffusion(500)])
            .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.DiffusionBValue, DicomTag.MRDiffusionSequence)));
        Assert.Equal([1, 2, 0], image.Dimensions.Order!);
        Assert.Contains("Dimension Index Values (0020,9157): none", Assert.Single(image.Dimensions.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_WithSomeIndexValuesMissing_PutsThoseFramesLastAndSaysSo()
    {
        var image = DicomImage.Open(Enhanced(5, [Content(), Content(2), new DicomDataset(), Content(1)])
            .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence)));
        Assert.Equal([3, 1, 0, 2, 4], image.Dimensions.Order!);
        Assert.Contains("2 of 4 frames", Assert.Single(image.Dimensions.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfAFrame_NameDimensionsAndValues()
    {
        var groups = Group(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.StackID, "1").Set(DicomTag.InStackPositionNumber, 3).Set(DicomTag.DimensionIndexValues, 1, 3, 2))
            .With(DicomTag.MRDiffusionSequence, new DicomDataset().Set(DicomTag.DiffusionBValue, 1000.0));
        var image = DicomImage.Open(Enhanced(2, [groups, Content(1, 4, 2)]).SetSequence(
            DicomTag.DimensionIndexSequence,
            Dimension(DicomTag.StackID, DicomTag.FrameContentSequence),
            Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence),
            Dimension(DicomTag.DiffusionBValue, DicomTag.MRDiffusionSequence)));
        Assert.Equal("Stack 1, position 3, b-value 1000", image.Dimensions.Describe(0));
        Assert.Equal("Stack #1, position #4, b-value #2", image.Dimensions.Describe(1));
        Assert.Contains("Stack 1, position 3, b-value 1000", ImageFacts.LabelsOf(image, 0).BottomRight);
    }

    [Fact]
    public void Words_OfAPrivateDimension_AreFoundInTheBlockOfItsCreator()
    {
        // The pointers name block 14 and the item has reserved block 20 for the same creator (PS3.5 7.8.1).
        const string Creator = "ACME MR 1";
        DicomDataset Private(string value) => new DicomDataset()
            .Set(new DicomTag(0x2005, 0x0014), DicomVR.LO, Creator)
            .SetSequence(PrivateGroup, new DicomDataset().Set(new DicomTag(0x2005, 0x0020), DicomVR.LO, Creator).Set(new DicomTag(0x2005, 0x2011), DicomVR.CS, value))
            .With(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.DimensionIndexValues, value == "IN" ? 2 : 1));
        var image = DicomImage.Open(Enhanced(2, [Private("IN"), Private("OUT")]).SetSequence(
            DicomTag.DimensionIndexSequence,
            Dimension(PrivateIndex, PrivateGroup).Set(DicomTag.DimensionIndexPrivateCreator, Creator).Set(DicomTag.FunctionalGroupPrivateCreator, Creator)
                .Set(DicomTag.DimensionDescriptionLabel, "Phase of contrast")));
        Assert.Equal("Phase of contrast IN", image.Dimensions.Describe(0));
        Assert.Equal([1, 0], image.Dimensions.Order!);
    }

    [Fact]
    public void Order_OfObjectsOfOneOrganization_GoesThroughThemTogether()
    {
        // As Siemens XA stores them: each object one time, its frames the positions.
        DimensionKeys Time(int time, string organization) => DicomImage.Open(Enhanced(3, Enumerable.Range(1, 3).Select(position => Content(position, time))).SetSequence(
            DicomTag.DimensionIndexSequence,
            Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence, organization),
            Dimension(DicomTag.TemporalPositionIndex, DicomTag.FrameContentSequence, organization))).Dimensions.Keys;
        Assert.Equal([0, 3, 1, 4, 2, 5], DimensionKeys.OrderOf([Time(1, "2.25.7"), Time(2, "2.25.7")])!);
        Assert.Null(DimensionKeys.OrderOf([Time(1, "2.25.7"), Time(2, "2.25.8")]));
    }

    [Fact]
    public void Dimensions_OfMillionsOfFramesAnnounced_AreNotFollowed()
    {
        var dataset = Enhanced(2, [Content(2), Content(1)]).Set(DicomTag.NumberOfFrames, 8_000_000)
            .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence));
        Assert.Null(new FrameDimensions(new FunctionalGroups(dataset), 8_000_000).Order);
    }

    [Theory]
    [InlineData("enhanced-ct/eCT_Supplemental.dcm", new[] { 1, 0 }, "Stack 1, position 2")]
    [InlineData("enhanced-mr/6_1.dcm", null, "Stack 1, position 1, time 1")]
    [InlineData("enhanced-mr/IM_0027_fMAP.dcm", null, null)]
    [InlineData("enhanced-mr/MOVEKNEE.dcm", null, "Time 1")]
    [InlineData("enhanced-mr/BRTUM001", null, null)]
    public void Dimensions_OfTheCorpus_AreAsTheirIndexValuesSay(string path, int[]? order, string? first)
    {
        using var file = DicomFile.Open(Corpus.PathOf(path));
        var dimensions = DicomImage.Open(file.Dataset).Dimensions;
        if (!path.Contains("fMAP", StringComparison.Ordinal))
        {
            Assert.Equal(order, dimensions.Order);
            Assert.Equal(first, dimensions.Describe(0));
            return;
        }

        // Philips: two private dimensions after stack and position. Sorted by hand from Dimension Index Values.
        var groups = new FunctionalGroups(file.Dataset);
        var values = Enumerable.Range(0, 64).Select(frame => groups.Macro(DicomTag.FrameContentSequence, frame)!.GetDoubles(DicomTag.DimensionIndexValues)).ToList();
        Assert.Equal(
            Enumerable.Range(0, 64).OrderBy(f => values[f][0]).ThenBy(f => values[f][1]).ThenBy(f => values[f][2]).ThenBy(f => values[f][3]),
            dimensions.Order!);
        Assert.StartsWith("Stack 1, position 1, Private Scanning Sequence ", dimensions.Describe(0), StringComparison.Ordinal);
    }
}
