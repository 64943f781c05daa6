using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class StackSorterTests
{
    private static readonly PatientVector Left = new(1, 0, 0);
    private static readonly PatientVector Back = new(0, 1, 0);
    private static readonly PatientVector Feet = new(0, 0, -1);

    [Fact]
    public void Slices_OfAnyInstanceNumbers_AreSortedAlongTheNormal()
    {
        var (stack, notes) = Single([Axial(10, 1), Axial(-5, 2), Axial(5, 3), Axial(0, 4)]);
        Assert.Equal([-5, 0, 5, 10], stack.Slices.Select(slice => slice.Plane!.Value.Position.Z));
        Assert.Equal((4, 5.0), (stack.Positions, stack.Spacing!.Value));
        Assert.Empty(notes);
        Assert.Empty(stack.Notes);
    }

    [Fact]
    public void Slices_ThatAreOblique_AreSortedAlongTheirOwnNormal()
    {
        // Columns to the feet and 30 degrees to the back: the normal is (0, cos 30, sin 30). Each slice is moved 4 mm along it and 8 mm up its own
        // columns, so that Z alone would sort them the other way.
        var (cos, sin) = (Math.Cos(Math.PI / 6), Math.Sin(Math.PI / 6));
        var plane = new FramePlane(default, Left, new(0, sin, -cos));
        var slices = Enumerable.Range(0, 5).Select(i => Made(plane with { Position = (plane.Normal * (i * 4)) + (plane.ColumnDirection * (i * 8)) }, i)).ToList();
        Assert.True(slices[4].Plane!.Value.Position.Z < slices[0].Plane!.Value.Position.Z);
        var (stack, _) = Single([.. slices.AsEnumerable().Reverse()]);
        Assert.Equal(slices, stack.Slices);
        Assert.Equal(4, stack.Spacing!.Value, 9);
    }

    [Fact]
    public void Slices_WithTimesAndEchoesAtOnePosition_StayTogetherInTheirOrder()
    {
        List<Slice> slices = [];
        for (var position = 0; position < 2; position++)
        {
            for (var time = 0; time < 2; time++)
            {
                for (var echo = 0; echo < 2; echo++)
                {
                    slices.Add(Axial(position * 3, 100 - slices.Count) with { TemporalPosition = time, EchoNumber = echo });
                }
            }
        }

        var (stack, _) = Single([.. slices.OrderBy(slice => slice.InstanceNumber)]);
        Assert.Equal(slices, stack.Slices);
        Assert.Empty(stack.Notes);
    }

    [Fact]
    public void Slices_WithAcquisitionsAtOnePosition_GoByAcquisitionThenInstance()
    {
        var (stack, _) = Single(
        [
            Axial(0, 9) with { AcquisitionNumber = 1 }, Axial(0, 2) with { AcquisitionNumber = 2 }, Axial(0, 5) with { AcquisitionNumber = 1, BValue = 0 },
            Axial(0, 1) with { AcquisitionNumber = 1, BValue = 1000 },
        ]);
        Assert.Equal([9, 2, 5, 1], stack.Slices.Select(slice => slice.InstanceNumber!.Value));
    }

    [Fact]
    public void Slices_WithoutAPlace_GoByInstanceNumberThenUid()
    {
        var (stack, _) = Single([Nowhere(null, "2.25.1"), Nowhere(7, "2.25.3"), Nowhere(7, "2.25.2"), Nowhere(1, "2.25.9")]);
        Assert.Equal(["2.25.9", "2.25.2", "2.25.3", "2.25.1"], stack.Slices.Select(slice => slice.SopInstanceUid));
        Assert.Equal((0, null), (stack.Positions, stack.Spacing));
    }

    [Fact]
    public void Slices_SomeWithoutAPlace_AreStackedApartAndTold()
    {
        var notes = new List<string>();
        var stacks = StackSorter.Sort([Axial(1, 1), Nowhere(2, "2.25.2"), Axial(0, 3)], notes);
        Assert.Equal([2, 1], stacks.Select(stack => stack.Slices.Count));
        Assert.Contains("1 of 3 images do not tell where they lie", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_OfDifferentKinds_AreSplitAndTheDifferenceIsTold()
    {
        var notes = new List<string>();
        var sagittal = Made(new FramePlane(new(0, 0, 0), Back, Feet), 5);
        var stacks = StackSorter.Sort([Axial(0, 1), sagittal, Axial(1, 2), Axial(2, 3) with { Rows = 128 }, Axial(3, 4) with { FrameOfReference = "2.25.8" }, Axial(4, 6) with { Spacing = (2, 2) }], notes);
        Assert.Equal([2, 1, 1, 1, 1], stacks.Select(stack => stack.Slices.Count));
        var told = Assert.Single(notes);
        Assert.All(
            ["5 stacks", "different orientations (AXIAL, SAGITTAL)", "different sizes (64x64, 64x128)", "different pixel spacing (1x1 mm, 2x2 mm)", "2 frames of reference"],
            part => Assert.Contains(part, told, StringComparison.Ordinal));
    }

    [Fact]
    public void Slices_ThatTurnAboutAnAxis_KeepTheirNumbers()
    {
        var notes = new List<string>();
        var turning = Enumerable.Range(0, 90).Select(i =>
        {
            var angle = i * 2 * Math.PI / 180;
            return Made(new FramePlane(default, new(Math.Cos(angle), Math.Sin(angle), 0), Feet), 90 - i);
        }).ToList();
        var stack = Assert.Single(StackSorter.Sort(turning, notes));
        Assert.Equal(Enumerable.Range(1, 90), stack.Slices.Select(slice => slice.InstanceNumber!.Value));
        Assert.Contains("ever other directions", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Gap_OfMissingSlices_IsToldWithItsPlace()
    {
        var (stack, _) = Single([.. new[] { 0, 2, 4, 10, 12, 14, 18 }.Select((z, i) => Axial(z, i))]);
        Assert.Equal("slices are missing: 2 between 4 and 10 mm; 1 between 14 and 18 mm", Assert.Single(stack.Notes));
    }

    [Fact]
    public void Spacing_ThatIsUneven_IsTold()
    {
        var (stack, _) = Single([.. new[] { 0, 2, 4.3, 6, 8 }.Select((z, i) => Axial(z, i))]);
        Assert.Equal("uneven spacing: 1.7 to 2.3 mm from slice to slice, mostly 2 mm", Assert.Single(stack.Notes));
    }

    [Fact]
    public void Duplicates_ThatNothingTellsApart_AreTold()
    {
        var (stack, _) = Single([Axial(0, 1), Axial(2, 2), Axial(2, 7), Axial(4, 3), Axial(4, 8) with { EchoTime = 80 }]);
        Assert.Contains(stack.Notes, note => note == "images at the same place that nothing tells apart: 2 and 7 at 2 mm");
        Assert.Contains(stack.Notes, note => note == "1 of 3 positions have fewer than 2 images");
    }

    [Fact]
    public void Gantry_ThatIsTilted_IsToldWithItsAngle()
    {
        // Axial cosines tilted by 15 degrees about the left-right axis, while the table moves along the body.
        var (cos, sin) = (Math.Cos(Math.PI / 12), Math.Sin(Math.PI / 12));
        var (stack, _) = Single([.. Enumerable.Range(0, 6).Select(i => Made(new FramePlane(new(0, 0, i * 5), Left, new(0, cos, sin)), i))]);
        Assert.Contains("tilted gantry, 15 degrees", Assert.Single(stack.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_OfAStackThatMovesAtOnePlace_AreTheTimesBetweenItsImages()
    {
        var (stack, _) = Single([.. Enumerable.Range(0, 8).Select(i => Axial(i / 4 * 10, i) with { TemporalPosition = i % 4, Moment = (i % 4) * 40 })]);
        Assert.Equal(Enumerable.Repeat(40.0, 8), stack.Durations!);
        var (still, _) = Single([.. Enumerable.Range(0, 8).Select(i => Axial(i, i) with { Moment = i * 40 })]);
        Assert.Null(still.Durations);
    }

    [Fact]
    public void Series_OfTenThousandSlices_IsSortedOnce()
    {
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 10_000).ToArray();
        random.Shuffle(numbers);
        var (stack, _) = Single([.. numbers.Select(i => Axial(i * 0.5, i))]);
        Assert.Equal(Enumerable.Range(0, 10_000), stack.Slices.Select(slice => slice.InstanceNumber!.Value));
    }

    [Theory]
    [InlineData("ct/series-head-axial", 93, 1.5)]
    [InlineData("mr/series-dcm4che", 16, 2.0)]
    public void Series_OfTheCorpus_IsOneEvenStack(string folder, int count, double spacing)
    {
        var slices = Corpus.Files(folder).Select(path =>
        {
            using var file = DicomFile.Open(path);
            return Slice.Of(DicomImage.Open(file.Dataset));
        }).ToList();
        var notes = new List<string>();
        var stack = Assert.Single(StackSorter.Sort(slices, notes));
        Assert.Equal((count, count), (stack.Slices.Count, stack.Positions));
        Assert.Equal(spacing, stack.Spacing!.Value, 3);
        Assert.Equal(Enumerable.Range(1, count), stack.Slices.Select(slice => slice.InstanceNumber!.Value));
        Assert.Empty(notes);
        Assert.Empty(stack.Notes);
    }

    private static (SliceStack Stack, List<string> Notes) Single(IReadOnlyList<Slice> slices)
    {
        var notes = new List<string>();
        return (Assert.Single(StackSorter.Sort(slices, notes)), notes);
    }

    private static Slice Axial(double z, int number) => Made(new FramePlane(new(-30, -30, z), Left, Back), number);

    private static Slice Made(FramePlane plane, int number) => new()
    {
        Plane = plane,
        FrameOfReference = "2.25.1",
        Rows = 64,
        Columns = 64,
        Spacing = (1, 1),
        InstanceNumber = number,
        SopInstanceUid = $"2.25.{number}",
    };

    private static Slice Nowhere(int? number, string uid) => new() { Rows = 64, Columns = 64, InstanceNumber = number, SopInstanceUid = uid };
}
