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

    private static DicomDataset Frames(int count) => MadeUp.Gray(8, 8).Set(DicomTag.NumberOfFrames, count)
        .SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[count * MadeUp.Side * MadeUp.Side]);
}
