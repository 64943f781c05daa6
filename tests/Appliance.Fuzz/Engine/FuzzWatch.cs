namespace Appliance.Fuzz;

/// <summary>Measures what a target uses, and keeps the extremes for the summary. One for each target; not for several threads.</summary>
internal sealed class FuzzWatch
{
    // Below this the fixed costs of a reading are all there is to see.
    private const int SmallestForRatio = 1024;

    /// <summary>Inputs that were taken rather than refused.</summary>
    public long Accepted { get; set; }

    /// <summary>The most bytes allocated for one byte given.</summary>
    public double WorstRatio { get; private set; }

    /// <summary>The most bytes allocated by one reading.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>Reads, and holds what that allocates against <paramref name="floor"/> plus <paramref name="multiple"/> times the bytes given.</summary>
    /// <exception cref="PromiseBrokenException">It takes more memory than that.</exception>
    public T Measured<T>(int given, int multiple, long floor, Func<T> read)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return read();
        }
        finally
        {
            Note(given, multiple, floor, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private void Note(int given, int multiple, long floor, long allocated)
    {
        MostAllocated = Math.Max(MostAllocated, allocated);
        if (given >= SmallestForRatio)
        {
            WorstRatio = Math.Max(WorstRatio, (double)allocated / given);
        }

        if (allocated > floor + ((long)multiple * given))
        {
            throw new PromiseBrokenException($"{given} bytes given took {allocated} bytes of memory; {floor} and {multiple} times what is given was promised");
        }
    }
}
