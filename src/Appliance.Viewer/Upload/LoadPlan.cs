namespace Appliance.Viewer;

/// <summary>What the loader should work on: pure arithmetic.</summary>
internal static class LoadPlan
{
    /// <summary>
    /// Frames in the order they are wanted: the one looked at, then those that come next, then those just passed. While cine runs only what
    /// comes matters, around the end of the loop too.
    /// </summary>
    /// <param name="count">Frames of the sequence.</param>
    /// <param name="focus">The frame looked at, or due when the next decode will be done.</param>
    /// <param name="direction">1 onwards, -1 backwards.</param>
    /// <param name="playing">Cine runs.</param>
    /// <param name="ahead">How many frames to plan for.</param>
    public static IEnumerable<int> Wanted(int count, int focus, int direction, bool playing, int ahead)
    {
        if (count == 0)
        {
            yield break;
        }

        yield return focus;
        var reach = Math.Min(ahead, count - 1);
        for (var i = 1; i <= reach; i++)
        {
            var next = focus + (i * direction);
            if (playing)
            {
                yield return ((next % count) + count) % count;
                continue;
            }

            if (next >= 0 && next < count)
            {
                yield return next;
            }

            // One frame behind for every four ahead: turning round is common when scrolling.
            var behind = focus - (i / 4 * direction);
            if (i % 4 == 0 && behind >= 0 && behind < count)
            {
                yield return behind;
            }
        }
    }

    /// <summary>
    /// How little a frame is wanted: frames ahead by their distance, frames behind four times theirs. While cine runs the one just passed
    /// is the one needed last, around the end of the loop.
    /// </summary>
    public static long Distance(int index, int count, int focus, int direction, bool playing)
    {
        var ahead = (long)(index - focus) * direction;
        return playing ? ((ahead % count) + count) % count : ahead >= 0 ? ahead : -4 * ahead;
    }
}
