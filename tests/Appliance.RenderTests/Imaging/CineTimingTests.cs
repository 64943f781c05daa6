using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class CineTimingTests
{
    [Fact]
    public void Cine_FrameTime_SkipsFramesRatherThanSlowDown()
    {
        var timing = CineTiming.Uniform(4, 40);
        Assert.Equal([0, 0, 1, 3, 0, 2], new double[] { 0, 39, 40, 159, 160, 250 }.Select(ms => timing.FrameAt(TimeSpan.FromMilliseconds(ms))));
        Assert.Equal(25, timing.FramesPerSecond, 6);
    }

    [Fact]
    public void Cine_Sweeping_GoesThereAndBack()
    {
        var timing = CineTiming.Uniform(4, 10, CinePlayback.Sweeping);
        Assert.Equal([0, 1, 2, 3, 2, 1, 0, 1], Enumerable.Range(0, 8).Select(i => timing.FrameAt(TimeSpan.FromMilliseconds((i * 10) + 5))));
    }

    [Fact]
    public void Cine_Trimmed_PlaysThePartOnly()
    {
        var timing = CineTiming.Uniform(10, 10, CinePlayback.Looping, 3, 5);
        Assert.Equal([3, 4, 5, 3], Enumerable.Range(0, 4).Select(i => timing.FrameAt(TimeSpan.FromMilliseconds((i * 10) + 5))));
    }

    [Fact]
    public void Cine_FrameTimeVector_ShowsAFrameUntilTheNextIsDue()
    {
        var image = DicomImage.Open(Frames(3).Set(DicomTag.FrameTimeVector, 0.0, 20.0, 60.0));
        Assert.Equal("Frame Time Vector", image.Cine.Source);
        Assert.Equal([20, 60, 40], image.Cine.Durations);
    }

    [Fact]
    public void Cine_RecommendedRate_GoesBeforeFrameTime() =>
        Assert.Equal(50, DicomImage.Open(Frames(2).Set(DicomTag.RecommendedDisplayFrameRate, 20).Set(DicomTag.FrameTime, 100.0)).Cine.Durations[0]);

    [Fact]
    public void Cine_NothingSaid_PlaysAtTheDefaultRate()
    {
        var cine = DicomImage.Open(Frames(2)).Cine;
        Assert.Null(cine.Source);
        Assert.Equal(CineTiming.DefaultRate, cine.FramesPerSecond, 6);
    }

    [Fact]
    public void Cine_OfMillionsOfFramesAnnounced_CostsNothing()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var timing = CineTiming.Uniform(8_000_000, 40, CinePlayback.Sweeping);
        Assert.Equal(7_999_999, timing.FrameAt(timing.StartOf(7_999_999)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-5.0)]
    public void Cine_ImpossibleFrameTime_IsPassedOver(double time) =>
        Assert.Null(DicomImage.Open(Frames(2).Set(DicomTag.FrameTime, time)).Cine.Source);

    [Fact]
    public void Cine_OfFramesTakenAtOnePlace_RunsAsTheyWereTaken()
    {
        var moments = new[] { "20260101120000.000", "20260101120000.040", "20260101120000.120", "20260101120000.160" };
        var image = DicomImage.Open(MadeUpFrames.Enhanced(4, moments.Select(moment => MadeUpFrames.Group(
            DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.FrameReferenceDateTime, moment)))));
        Assert.Equal("Frame Reference DateTime", image.Cine.Source);
        Assert.Equal([40, 80, 40, 160 / 3.0], image.Cine.Durations.Select(duration => Math.Round(duration, 3)), (a, b) => Math.Abs(a - b) < 0.01);
    }

    [Theory]
    [InlineData(120_000, false, null)]
    [InlineData(50, true, null)]
    [InlineData(50, false, "Frame Acquisition Duration")]
    public void Cine_OfFramesThatOnlyTellHowLongTheyTook_NeedsOnePlaceAndAPlayableTime(double duration, bool moves, string? source)
    {
        var frames = Enumerable.Range(0, 3).Select(frame => MadeUpFrames.Group(DicomTag.FrameContentSequence, new DicomDataset().Set(DicomTag.FrameAcquisitionDuration, duration))
            .With(DicomTag.PlanePositionSequence, MadeUpFrames.Position(0, 0, moves ? frame : 0)));
        var image = DicomImage.Open(MadeUpFrames.Enhanced(3, frames, MadeUpFrames.Group(DicomTag.PlaneOrientationSequence, MadeUpFrames.Orientation(1, 0, 0, 0, 1, 0))));
        Assert.Equal(source, image.Cine.Source);
    }

    [Fact]
    public void Cine_Joined_KeepsSweepingAndSourceWhereAllAgree()
    {
        var joined = CineTiming.Joined([CineTiming.Uniform(2, 40, CinePlayback.Sweeping, source: "Frame Time"), CineTiming.Uniform(3, 40, CinePlayback.Sweeping, source: "Frame Time")]);
        Assert.Equal((5, CinePlayback.Sweeping, "Frame Time"), (joined.Durations.Count, joined.Playback, joined.Source));
        var mixed = CineTiming.Joined([CineTiming.Uniform(2, 40), CineTiming.Uniform(1, 10, CinePlayback.Sweeping)]);
        Assert.Equal([40, 40, 10], mixed.Durations);
        Assert.Equal(CinePlayback.Looping, mixed.Playback);
    }

    [Fact]
    public void Cine_Reordered_RunsOverAllFramesAgain()
    {
        var timing = new CineTiming([10, 20, 30, 40], CinePlayback.Looping, 1, 2).Reordered([3, 1, 0, 2]);
        Assert.Equal([40, 20, 10, 30], timing.Durations);
        Assert.Equal((0, 3), (timing.FirstFrame, timing.LastFrame));
    }

    private static DicomDataset Frames(int count) => MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, count)
        .SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[count * MadeUp.Side * MadeUp.Side]);
}
