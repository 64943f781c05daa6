using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;
using static Appliance.RenderTests.Imaging.MadeUpFrames;

namespace Appliance.RenderTests.Imaging;

public sealed class ArrangementTests
{
    [Fact]
    public void Concatenation_CutIntoParts_IsOneRunInItsOrder()
    {
        // A made-up object of 15 frames at x = 40, 34, ... as the demonstration's localizer, cut after 6 and 11 frames.
        var parts = new[] { (0, 6), (6, 5), (11, 4) }.Select((part, i) => Part(i + 1, 3, part.Item1, part.Item2)).ToList();
        List<SeriesObject> objects = [SeriesObject.Of(parts[2]), SeriesObject.Of(parts[0]), SeriesObject.Of(parts[1])];
        var arrangement = Arrangement.Of(objects);
        Assert.Equal([1, 2, 0], arrangement.Objects);
        Assert.Single(arrangement.Runs);
        Assert.Empty(arrangement.Notes);
        Assert.Equal(15, arrangement.Cine!.Durations.Count);
        Assert.Equal(
            Enumerable.Range(0, 15).Select(frame => 40 - (6.0 * frame)),
            arrangement.Objects.SelectMany(place => objects[place].Places).Select(place => place!.Plane.Position.X));
        Assert.Equal(["1:1", "1:8", "1:15"], arrangement.ReferencePlanes.Select(plane => plane.Label).Order(StringComparer.Ordinal).OrderBy(label => label.Length));
    }

    [Fact]
    public void Concatenation_WithPartsMissing_IsJoinedAndTheyAreNamed()
    {
        var arrangement = Arrangement.Of([SeriesObject.Of(Part(4, 4, 12, 3)), SeriesObject.Of(Part(1, 4, 0, 6))]);
        Assert.Equal([1, 0], arrangement.Objects);
        Assert.Equal("series 1: of a concatenation of 4 parts 2 are missing: part 2, part 3 (frames 7 to 12)", Assert.Single(arrangement.Notes));
    }

    [Fact]
    public void Concatenation_WithoutOffsets_GoesByItsNumbers_AndTwiceTheSamePartIsTold()
    {
        DicomImage Numbered(int number)
        {
            var dataset = Part(number, null, 0, 2).Dataset;
            dataset.Remove(DicomTag.ConcatenationFrameOffsetNumber);
            return DicomImage.Open(dataset);
        }

        var arrangement = Arrangement.Of([SeriesObject.Of(Numbered(3)), SeriesObject.Of(Numbered(1)), SeriesObject.Of(Numbered(2)), SeriesObject.Of(Numbered(2))]);
        Assert.Equal([1, 2, 3, 0], arrangement.Objects);
        Assert.Contains("a part is there more than once", Assert.Single(arrangement.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Concatenation_OfAbsurdNumbers_CostsNothing()
    {
        var arrangement = Arrangement.Of([SeriesObject.Of(Part(int.MaxValue, int.MaxValue, 0, 2)), SeriesObject.Of(Part(1, int.MaxValue, 0, 2))]);
        Assert.Contains("and others", Assert.Single(arrangement.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_OfSeveralSeries_GoByStudyAndSeriesNumber()
    {
        SeriesObject Report(string date, int series, int instance) => new()
        {
            Frames = 2,
            Cine = CineTiming.Uniform(2, 100),
            Study = (date, "", date),
            SeriesUid = $"2.25.{series}",
            SeriesNumber = series,
            InstanceNumber = instance,
        };
        var arrangement = Arrangement.Of([Report("20260102", 1, 1), Report("20260101", 10, 1), Report("20260101", 9, 2), Report("20260101", 9, 1)]);
        Assert.Equal([3, 2, 1, 0], arrangement.Objects);
        Assert.Null(arrangement.DimensionOrder);
    }

    [Fact]
    public void Objects_None_AreNothingToPlay()
    {
        var arrangement = Arrangement.Of([]);
        Assert.Empty(arrangement.Runs);
        Assert.Null(arrangement.Cine);
        Assert.Null(arrangement.DimensionOrder);
    }

    [Fact]
    public void Cine_OfAConcatenation_KeepsTheTimeOfEveryFrameAlsoInAnotherOrder()
    {
        SeriesObject Timed(int number, int offset, double[] vector)
        {
            var dataset = Part(number, 2, offset, vector.Length).Dataset.Set(DicomTag.FrameTimeVector, vector)
                .SetSequence(DicomTag.DimensionIndexSequence, Dimension(DicomTag.InStackPositionNumber, DicomTag.FrameContentSequence));
            for (var frame = 0; frame < vector.Length; frame++)
            {
                dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence)[frame].With(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.DimensionIndexValues, 100 - offset - frame));
            }

            return SeriesObject.Of(DicomImage.Open(dataset));
        }

        var arrangement = Arrangement.Of([Timed(2, 3, [0, 70, 80]), Timed(1, 0, [0, 10, 20])]);
        Assert.Equal([10, 20, 15, 70, 80, 75], arrangement.Cine!.Durations);
        Assert.Equal([5, 4, 3, 2, 1, 0], arrangement.DimensionOrder!);
        Assert.Equal([75, 80, 70, 15, 20, 10], arrangement.Cine.Reordered(arrangement.DimensionOrder!).Durations);
    }

    [Fact]
    public void Siemens_TimesInObjectsOfTheirOwn_AreInterleavedByDimension()
    {
        var objects = new[] { "enhanced-mr/6_2.dcm", "enhanced-mr/6_1.dcm" }.Select(Read).ToList();
        var arrangement = Arrangement.Of(objects);
        Assert.Equal([1, 0], arrangement.Objects);
        Assert.Equal([0, 6, 1, 7, 2, 8, 3, 9, 4, 10, 5, 11], arrangement.DimensionOrder!);
    }

    [Fact]
    public void ScInTimePoints_OfTwoSeries_KeepTheirSeries()
    {
        var objects = Corpus.Files("multiframe-sc-with-functional-groups").Select(Read).ToList();
        var arrangement = Arrangement.Of(objects);
        Assert.Equal(2, arrangement.Runs.Count);
        Assert.Equal(8, arrangement.Cine!.Durations.Count);
    }

    private static SeriesObject Read(string path)
    {
        using var file = DicomFile.Open(Corpus.PathOf(path));
        return SeriesObject.Of(DicomImage.Open(file.Dataset));
    }

    private static DicomImage Part(int number, int? total, int offset, int frames)
    {
        var groups = Enumerable.Range(offset, frames).Select(frame => Group(DicomTag.PlanePositionSequence, Position(40 - (6.0 * frame), -105, 105)));
        var shared = Group(DicomTag.PlaneOrientationSequence, Orientation(0, 1, 0, 0, 0, -1))
            .With(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, 0.82, 0.82));
        var dataset = Enhanced(frames, groups, shared)
            .Set(DicomTag.SeriesNumber, 1)
            .Set(DicomTag.InstanceNumber, number)
            .Set(DicomTag.SOPInstanceUID, $"2.25.9{number}")
            .Set(DicomTag.ConcatenationUID, "2.25.900")
            .Set(DicomTag.InConcatenationNumber, Math.Min(number, ushort.MaxValue))
            .Set(DicomTag.ConcatenationFrameOffsetNumber, offset);
        return DicomImage.Open(total is { } known ? dataset.Set(DicomTag.InConcatenationTotalNumber, Math.Min(known, ushort.MaxValue)) : dataset);
    }
}
