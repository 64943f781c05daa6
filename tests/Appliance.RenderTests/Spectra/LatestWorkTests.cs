using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Spectra;

public sealed class LatestWorkTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void SmallWork_IsThereAtOnceAndKept()
    {
        var done = 0;
        var work = new LatestWork<int, int[]>(key => [key], (result, _, _) => { result[0] *= 2; done++; });
        Assert.True(work.Ask(21, isSmall: true, Never));
        Assert.True(work.Ask(21, isSmall: true, Never));
        Assert.Equal((42, 1), (work.Result![0], done));
        Assert.Null(work.Running);
    }

    [Fact]
    public void LargeWork_IsDoneByAnotherThreadAndSeenMeanwhile()
    {
        var (here, there) = (Environment.CurrentManagedThreadId, 0);
        var gate = new ManualResetEventSlim();
        var work = new LatestWork<int, int[]>(_ => new int[2], (result, progressed, _) =>
        {
            there = Environment.CurrentManagedThreadId;
            result[0] = 1;
            progressed();
            gate.Wait(Soon);
            result[1] = 2;
        });
        var news = new SemaphoreSlim(0);
        Assert.False(work.Ask(1, isSmall: false, () => news.Release()));
        Assert.True(news.Wait(Soon, TestContext.Current.CancellationToken));
        Assert.Equal([1, 0], work.Result!);
        Assert.Same(work.Result, work.Running);
        Assert.False(work.Ask(1, isSmall: false, Never));
        gate.Set();
        Assert.True(news.Wait(Soon, TestContext.Current.CancellationToken));
        Assert.True(work.Ask(1, isSmall: false, Never));
        Assert.Equal([1, 2], work.Result!);
        Assert.NotEqual(here, there);
    }

    [Fact]
    public void WorkAskedForMeanwhile_FollowsAndOfSeveralOnlyTheLast()
    {
        var begun = new List<int>();
        var gate = new ManualResetEventSlim();
        var work = new LatestWork<int, int[]>(key =>
        {
            begun.Add(key);
            return [key];
        }, (_, _, _) => gate.Wait(Soon));
        Assert.False(work.Ask(0, isSmall: false, () => { }));
        Assert.False(work.Ask(1, isSmall: false, () => { }));
        Assert.False(work.Ask(2, isSmall: false, () => { }));
        gate.Set();

        // What was begun is shown until the last is there.
        Assert.True(SpinWait.SpinUntil(() => work.Ask(3, isSmall: false, () => { }), Soon));
        Assert.Equal([0, 3], begun);
        Assert.Equal([3], work.Result!);
    }

    [Fact]
    public void Failure_IsToldOnceAndEndsWithTheNextKey()
    {
        var tries = 0;
        var work = new LatestWork<int, int[]>(key => [key], (result, _, _) =>
        {
            tries++;
            if (result[0] == 1)
            {
                throw new InvalidOperationException("no room");
            }
        });
        Assert.True(work.Ask(1, isSmall: true, Never));
        Assert.True(work.Ask(1, isSmall: true, Never));
        Assert.Equal(("no room", 1), (work.Error, tries));
        Assert.True(work.Ask(2, isSmall: true, Never));
        Assert.Null(work.Error);
    }

    [Fact]
    public void Rest_GivesUpAndAskingAgainBeginsAnew()
    {
        var tries = 0;
        var work = new LatestWork<int, int[]>(key => [key], (_, _, cancellation) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                cancellation.WaitHandle.WaitOne(Soon);
                cancellation.ThrowIfCancellationRequested();
            }
        });
        Assert.False(work.Ask(1, isSmall: false, () => { }));
        work.Rest();
        Assert.True(SpinWait.SpinUntil(() => work.Ask(1, isSmall: false, () => { }), Soon));
        Assert.Equal(2, tries);
    }

    private static void Never() => Assert.Fail("nothing is to be told");
}
