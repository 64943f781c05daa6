namespace Appliance.Viewer;

/// <summary>The values of a spectrum that are drawn, so that the lowest and highest of any stretch are found without going through all of it. Immutable.</summary>
internal sealed class VoxelValues
{
    private const int BlockLength = 32;
    private readonly float[] _values;
    private readonly (int Low, int High)[] _blocks;

    /// <summary>Takes values over.</summary>
    public VoxelValues(double[] values)
    {
        _values = Array.ConvertAll(values, value => (float)value);
        _blocks = new (int, int)[(_values.Length + BlockLength - 1) / BlockLength];
        for (var block = 0; block < _blocks.Length; block++)
        {
            var first = block * BlockLength;
            _blocks[block] = Among((first, first), first, Math.Min(_values.Length, first + BlockLength) - 1);
        }
    }

    /// <summary>Bytes that a value takes, with its share of what finds it.</summary>
    public static double BytesPerValue => sizeof(float) + (2.0 * sizeof(int) / BlockLength);

    /// <summary>How many.</summary>
    public int Count => _values.Length;

    /// <summary>A value.</summary>
    public double this[int index] => _values[index];

    /// <summary>The places of the lowest and the highest value from one place to another, both included: the first of each.</summary>
    public (int Low, int High) ExtremesOf(int first, int last)
    {
        var (firstBlock, lastBlock) = ((first + BlockLength - 1) / BlockLength, (last + 1) / BlockLength);
        if (firstBlock >= lastBlock)
        {
            return Among((first, first), first, last);
        }

        var extremes = Among((first, first), first, (firstBlock * BlockLength) - 1);
        for (var block = firstBlock; block < lastBlock; block++)
        {
            var (low, high) = _blocks[block];
            extremes = (_values[low] < _values[extremes.Low] ? low : extremes.Low, _values[high] > _values[extremes.High] ? high : extremes.High);
        }

        return Among(extremes, lastBlock * BlockLength, last);
    }

    private (int Low, int High) Among((int Low, int High) extremes, int first, int last)
    {
        var (low, high) = extremes;
        for (var i = first; i <= last; i++)
        {
            low = _values[i] < _values[low] ? i : low;
            high = _values[i] > _values[high] ? i : high;
        }

        return (low, high);
    }
}
