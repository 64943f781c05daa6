namespace Appliance.Dicom;

/// <summary>
/// Sorts the rotations of a block (the Burrows-Wheeler transform) by doubling: each pass sorts, by the rank of what follows, only those that
/// are still equal. Its time is bounded by n log² n whatever the bytes are; sorters that compare byte by byte take minutes on periodic ones.
/// </summary>
internal sealed class BlockSorter(int capacity)
{
    private const int Pairs = 1 << 16;
    private readonly int[] _order = new int[capacity];
    private readonly int[] _rank = new int[capacity];
    private readonly int[] _keys = new int[capacity];

    /// <summary>Writes the last byte of each rotation, in sorted order, and returns the place of the block itself among them.</summary>
    /// <param name="block">1 to capacity bytes.</param>
    /// <param name="last">As many bytes.</param>
    public int Transform(ReadOnlySpan<byte> block, Span<byte> last)
    {
        Sort(block);
        var origin = 0;
        for (var i = 0; i < block.Length; i++)
        {
            var start = _order[i];
            if (start == 0)
            {
                origin = i;
            }

            last[i] = block[start == 0 ? block.Length - 1 : start - 1];
        }

        return origin;
    }

    private void Sort(ReadOnlySpan<byte> block)
    {
        var count = block.Length;
        SortByPairs(block);
        for (var step = 2; step < count; step *= 2)
        {
            var split = false;
            for (var from = 0; from < count;)
            {
                // A group of equals is known by its rank, which is the place of its last member.
                var to = _rank[_order[from]] + 1;
                if (to - from > 1)
                {
                    split |= SplitGroup(from, to, step, count);
                }

                from = to;
            }

            if (!split)
            {
                // What no pass can tell apart now is equal for good: the block is periodic.
                return;
            }
        }
    }

    private void SortByPairs(ReadOnlySpan<byte> block)
    {
        var count = block.Length;
        var ends = new int[Pairs];
        for (var i = 0; i < count; i++)
        {
            ends[Pair(block, i)]++;
        }

        for (int i = 0, sum = 0; i < Pairs; i++)
        {
            sum += ends[i];
            ends[i] = sum;
        }

        for (var i = 0; i < count; i++)
        {
            _rank[i] = ends[Pair(block, i)] - 1;
        }

        for (var i = count - 1; i >= 0; i--)
        {
            _order[--ends[Pair(block, i)]] = i;
        }
    }

    private static int Pair(ReadOnlySpan<byte> block, int at) => (block[at] << 8) | block[at + 1 == block.Length ? 0 : at + 1];

    /// <summary>Sorts one group by the rank of what follows <paramref name="step"/> bytes on; true when it fell apart.</summary>
    private bool SplitGroup(int from, int to, int step, int count)
    {
        var (least, most) = (int.MaxValue, int.MinValue);
        for (var i = from; i < to; i++)
        {
            var next = _order[i] + step;
            var key = _rank[next < count ? next : next - count];
            _keys[i] = key;
            (least, most) = (Math.Min(least, key), Math.Max(most, key));
        }

        if (least == most)
        {
            return false;
        }

        Array.Sort(_keys, _order, from, to - from);
        for (var end = to; end > from;)
        {
            var begin = end - 1;
            while (begin > from && _keys[begin - 1] == _keys[end - 1])
            {
                begin--;
            }

            for (var i = begin; i < end; i++)
            {
                _rank[_order[i]] = end - 1;
            }

            end = begin;
        }

        return true;
    }
}
