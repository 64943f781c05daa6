using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

public sealed class LoadPlanTests
{
    [Fact]
    public void Wanted_Playing_GoesRoundTheEnd() => Assert.Equal([8, 9, 0, 1], LoadPlan.Wanted(10, 8, 1, playing: true, 3));

    [Fact]
    public void Wanted_Scrolling_StaysInsideAndLooksBackALittle() =>
        Assert.Equal([5, 6, 7, 8, 9, 4], LoadPlan.Wanted(10, 5, 1, playing: false, 9).Take(6));

    [Fact]
    public void Wanted_ScrollingBack_GoesDown() => Assert.Equal([5, 4, 3, 2], LoadPlan.Wanted(10, 5, -1, playing: false, 3));

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void Wanted_ShortSequence_NamesNoFrameTwiceAndNoneOutside(int count, bool playing)
    {
        var wanted = LoadPlan.Wanted(count, 0, 1, playing, 100).ToArray();
        Assert.Equal(wanted.Distinct(), wanted);
        Assert.All(wanted, index => Assert.InRange(index, 0, Math.Max(0, count - 1)));
    }

    [Fact]
    public void Distance_FrameJustPassed_IsNeededLastInCineOnly()
    {
        Assert.Equal(9, LoadPlan.Distance(4, 10, 5, 1, playing: true));
        Assert.Equal(4, LoadPlan.Distance(4, 10, 5, 1, playing: false));
    }
}
