using System.Buffers;

namespace Appliance.Tests;

/// <summary>
/// A pool that knows what is out: arrays not yet given back, ones given back twice, and, because it spoils what it gets back, ones used
/// after that.
/// </summary>
internal sealed class CountingPool : ArrayPool<byte>
{
    private const byte Spoiled = 0xDD;
    private readonly Lock _gate = new();
    private readonly HashSet<byte[]> _out = new(ReferenceEqualityComparer.Instance);

    /// <summary>Arrays rented so far.</summary>
    public long Rented { get; private set; }

    /// <summary>What was done wrong, if anything.</summary>
    public string? Misuse { get; private set; }

    /// <summary>Arrays that are out.</summary>
    public int Out
    {
        get
        {
            lock (_gate)
            {
                return _out.Count;
            }
        }
    }

    /// <summary>Octets of the arrays that are out.</summary>
    public long OctetsOut
    {
        get
        {
            lock (_gate)
            {
                return _out.Sum(array => (long)array.Length);
            }
        }
    }

    public override byte[] Rent(int minimumLength)
    {
        var array = new byte[minimumLength];
        lock (_gate)
        {
            Rented++;
            _out.Add(array);
        }
        return array;
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        lock (_gate)
        {
            if (!_out.Remove(array))
            {
                Misuse = $"an array of {array.Length} octets was given back twice, or never came from here";
            }
        }
        Array.Fill(array, Spoiled);
    }
}
