using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Network;

public sealed class DeadlineWatchTests
{
    private readonly ManualClock _clock = new();
    private readonly List<Deadline> _expired = [];

    [Fact]
    public void Deadline_Armed_FiresOnceWhenItsTimeIsUp()
    {
        using var watch = new DeadlineWatch(_clock, _expired.Add);
        watch.Arm(Deadline.Artim, TimeSpan.FromSeconds(5));

        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(_expired);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([Deadline.Artim], _expired);
    }

    [Fact]
    public void Deadline_RearmedAgainAndAgain_DoesNotFire()
    {
        using var watch = new DeadlineWatch(_clock, _expired.Add);
        for (var i = 0; i < 100; i++)
        {
            watch.Arm(Deadline.Receive, TimeSpan.FromSeconds(10));
            _clock.Advance(TimeSpan.FromSeconds(9));
        }
        Assert.Empty(_expired);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([Deadline.Receive], _expired);
    }

    [Fact]
    public void EarlierDeadline_ArmedAfterALaterOne_FiresFirst()
    {
        using var watch = new DeadlineWatch(_clock, _expired.Add);
        watch.Arm(Deadline.Receive, TimeSpan.FromMinutes(10));
        watch.Arm(Deadline.Send, TimeSpan.FromMinutes(1));

        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([Deadline.Send], _expired);
        _clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal([Deadline.Send, Deadline.Receive], _expired);
    }

    [Fact]
    public void Deadline_DisarmedOrDisposed_NeverFires()
    {
        var watch = new DeadlineWatch(_clock, _expired.Add);
        watch.Arm(Deadline.Receive, TimeSpan.FromSeconds(1));
        watch.Disarm(Deadline.Receive);
        watch.Arm(Deadline.Send, Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromDays(1));
        watch.Arm(Deadline.Artim, TimeSpan.FromSeconds(1));
        watch.Dispose();
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_expired);
    }
}
