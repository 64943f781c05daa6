namespace Appliance.Tests;

/// <summary>Waits for what other threads do in their own time.</summary>
internal static class TestTimes
{
    /// <summary>Waits until it has come true, or so long that it never will; the test then asserts.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (var tries = 0; tries < 1000 && !condition(); tries++)
        {
            await Task.Delay(10);
        }
    }
}
