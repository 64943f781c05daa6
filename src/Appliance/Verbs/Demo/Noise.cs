namespace Appliance;

/// <summary>Noise that is the same in every run: a hash of the place stands for a random generator, so that no state is carried along.</summary>
internal static class Noise
{
    /// <summary>A value of about normal distribution, mean 0 and deviation 1, of a place and a seed.</summary>
    public static double At(int x, int y, int z, uint seed)
    {
        var hash = seed;
        hash = Mix(hash ^ (uint)x);
        hash = Mix(hash ^ (uint)y);
        hash = Mix(hash ^ (uint)z);

        // The sum of four even values is near enough to normal, and never leaves -3.5 to 3.5.
        var sum = (hash & 0xFF) + ((hash >> 8) & 0xFF) + ((hash >> 16) & 0xFF) + (hash >> 24);
        return (sum - 510.0) / 147.8;
    }

    // The finaliser of MurmurHash3 over a value: every input bit reaches every output bit.
    private static uint Mix(uint value)
    {
        value = (value ^ (value >> 16)) * 0x85EBCA6B;
        value = (value ^ (value >> 13)) * 0xC2B2AE35;
        return value ^ (value >> 16);
    }
}
