using Appliance.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class CineClockTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void Due_AfterAFrameTimeEach_GoesFrameByFrameAndRound()
    {
        var clock = Started(CineTiming.Uniform(3, 40), 0);
        var seen = new List<int>();
        for (var i = 0; i < 7; i++)
        {
            seen.Add(clock.Due());
            _time.Advance(40);
        }

        Assert.Equal([0, 1, 2, 0, 1, 2, 0], seen);
    }

    [Fact]
    public void Due_AfterALongPause_DropsFramesAndKeepsTheSpeed()
    {
        var clock = Started(CineTiming.Uniform(100, 10), 0);
        _time.Advance(505);
        Assert.Equal(50, clock.Due());
    }

    [Fact]
    public void Due_WithFrameTimeVector_FollowsEachDuration()
    {
        var clock = Started(new CineTiming([100, 20, 20]), 0);
        _time.Advance(99);
        Assert.Equal(0, clock.Due());
        _time.Advance(2);
        Assert.Equal(1, clock.Due());
        _time.Advance(20);
        Assert.Equal(2, clock.Due());
    }

    [Fact]
    public void Due_Sweeping_TurnsRoundAtTheEnd()
    {
        var clock = Started(CineTiming.Uniform(4, 10, CinePlayback.Sweeping), 0);
        var seen = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            seen.Add(clock.Due());
            _time.Advance(10);
        }

        Assert.Equal([0, 1, 2, 3, 2, 1, 0, 1], seen);
    }

    [Fact]
    public void Start_InTheMiddle_BeginsThere() => Assert.Equal(7, Started(CineTiming.Uniform(10, 33), 7).Due());

    [Fact]
    public void UntilNext_PartOfAFrameGone_IsTheRest()
    {
        var clock = Started(CineTiming.Uniform(10, 40), 0);
        _time.Advance(30);
        Assert.InRange(clock.UntilNext().TotalMilliseconds, 9, 11.5);
    }

    [Fact]
    public void DueIn_AheadOfTheClock_IsTheFrameThen() => Assert.Equal(3, Started(CineTiming.Uniform(10, 40), 0).DueIn(TimeSpan.FromMilliseconds(130)));

    private CineClock Started(CineTiming timing, int frame)
    {
        var clock = new CineClock(timing, _time);
        clock.Start(frame);
        return clock;
    }
}
