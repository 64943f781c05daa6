namespace Appliance.Dicom;

/// <summary>A Huffman code whose lengths stay under a limit; codes are in canonical order.</summary>
internal sealed class PrefixCode(int alphabet)
{
    /// <summary>What decoders may be counted on to take; the format allows 20.</summary>
    private const int MaxLength = 17;

    private readonly byte[] _lengths = new byte[alphabet];
    private readonly uint[] _codes = new uint[alphabet];
    private readonly long[] _weights = new long[alphabet];
    private readonly int[] _parents = new int[alphabet * 2];

    /// <summary>Bits of each symbol.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>The code of each symbol.</summary>
    public ReadOnlySpan<uint> Codes => _codes;

    /// <summary>Sets a starting length, before anything was counted.</summary>
    public void Guess(int symbol, byte length) => _lengths[symbol] = length;

    /// <summary>Makes the best code for how often each symbol occurs. Every symbol gets one, also those that do not occur.</summary>
    public void Fit(ReadOnlySpan<int> counts)
    {
        for (var i = 0; i < alphabet; i++)
        {
            _weights[i] = Math.Max(1, counts[i]);
        }

        while (!TryAssign())
        {
            // Too deep: flatten the differences and try again.
            for (var i = 0; i < alphabet; i++)
            {
                _weights[i] = (_weights[i] / 2) + 1;
            }
        }

        uint code = 0;
        for (var length = 1; length <= MaxLength; length++)
        {
            for (var i = 0; i < alphabet; i++)
            {
                if (_lengths[i] == length)
                {
                    _codes[i] = code++;
                }
            }

            code <<= 1;
        }
    }

    private bool TryAssign()
    {
        var queue = new PriorityQueue<int, long>(alphabet);
        for (var i = 0; i < alphabet; i++)
        {
            queue.Enqueue(i, _weights[i]);
        }

        var node = alphabet;
        while (queue.Count > 1)
        {
            queue.TryDequeue(out var left, out var leftWeight);
            queue.TryDequeue(out var right, out var rightWeight);
            _parents[left] = _parents[right] = node;
            queue.Enqueue(node++, leftWeight + rightWeight);
        }

        var root = node - 1;
        for (var i = 0; i < alphabet; i++)
        {
            var depth = 0;
            for (var at = i; at != root; at = _parents[at])
            {
                depth++;
            }

            if (depth > MaxLength)
            {
                return false;
            }

            _lengths[i] = (byte)depth;
        }

        return true;
    }
}
