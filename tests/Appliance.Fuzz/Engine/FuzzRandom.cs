namespace Appliance.Fuzz;

/// <summary>
/// SplitMix64: the same numbers from the same seed on every machine and every runtime, and no cost to begin anew for each case.
/// </summary>
internal sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The numbers of one case: they depend on nothing but these three.</summary>
    public static FuzzRandom Of(long seed, string target, long index)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in target)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return new FuzzRandom(new FuzzRandom(hash ^ (ulong)seed).Next64() ^ (ulong)index);
    }

    public ulong Next64()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="end"/>; 0 where that leaves no choice.</summary>
    public int Next(int end) => end <= 1 ? 0 : (int)(Next64() % (ulong)end);

    public bool Chance(int oneIn) => Next(oneIn) == 0;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Next(choices.Length)];
}
