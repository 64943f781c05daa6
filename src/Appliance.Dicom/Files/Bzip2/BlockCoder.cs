namespace Appliance.Dicom;

/// <summary>Writes the symbols of one block with two to six prefix codes, whichever suits each stretch of fifty symbols best.</summary>
internal sealed class BlockCoder(int capacity)
{
    private const int Stretch = 50;
    private const int MaxTables = 6;
    private const int Rounds = 4;

    private readonly ushort[] _symbols = new ushort[capacity + 1];
    private readonly byte[] _choices = new byte[(capacity / Stretch) + 1];
    private readonly bool[] _used = new bool[256];

    /// <summary>Writes symbol map, tables, choices and symbols of a block's last column.</summary>
    public void Write(ReadOnlySpan<byte> last, BitSink sink)
    {
        var count = RunCoder.Encode(last, _symbols, _used, out var alphabet);
        var symbols = _symbols.AsSpan(0, count);
        var tables = Start(alphabet, symbols);
        var choices = _choices.AsSpan(0, (count + Stretch - 1) / Stretch);
        for (var round = 0; round < Rounds; round++)
        {
            Refine(tables, alphabet, symbols, choices);
        }

        WriteMap(sink);
        sink.Write((uint)tables.Length, 3);
        sink.Write((uint)choices.Length, 15);
        WriteChoices(choices, tables.Length, sink);
        foreach (var table in tables)
        {
            WriteLengths(table.Lengths, sink);
        }

        for (var i = 0; i < count; i++)
        {
            var table = tables[choices[i / Stretch]];
            sink.Write(table.Codes[symbols[i]], table.Lengths[symbols[i]]);
        }
    }

    /// <summary>Tables that each favour a range of symbols with an equal share of the occurrences.</summary>
    private static PrefixCode[] Start(int alphabet, ReadOnlySpan<ushort> symbols)
    {
        var number = symbols.Length switch { < 200 => 2, < 600 => 3, < 1200 => 4, < 2400 => 5, _ => MaxTables };
        var counts = new int[alphabet];
        foreach (var symbol in symbols)
        {
            counts[symbol]++;
        }

        var tables = new PrefixCode[number];
        var (left, from) = (symbols.Length, 0);
        for (var t = 0; t < number; t++)
        {
            var (share, to) = (0, from);
            while (to < alphabet && share < left / (number - t))
            {
                share += counts[to++];
            }

            tables[t] = new PrefixCode(alphabet);
            for (var i = 0; i < alphabet; i++)
            {
                tables[t].Guess(i, i >= from && i < to ? (byte)0 : (byte)15);
            }

            (left, from) = (left - share, to);
        }

        return tables;
    }

    private static void Refine(PrefixCode[] tables, int alphabet, ReadOnlySpan<ushort> symbols, Span<byte> choices)
    {
        var counts = new int[tables.Length][];
        for (var t = 0; t < counts.Length; t++)
        {
            counts[t] = new int[alphabet];
        }

        for (var s = 0; s < choices.Length; s++)
        {
            var stretch = symbols.Slice(s * Stretch, Math.Min(Stretch, symbols.Length - (s * Stretch)));
            var best = Cheapest(tables, stretch);
            choices[s] = (byte)best;
            foreach (var symbol in stretch)
            {
                counts[best][symbol]++;
            }
        }

        for (var t = 0; t < tables.Length; t++)
        {
            tables[t].Fit(counts[t]);
        }
    }

    private static int Cheapest(PrefixCode[] tables, ReadOnlySpan<ushort> stretch)
    {
        var (best, least) = (0, int.MaxValue);
        for (var t = 0; t < tables.Length; t++)
        {
            var lengths = tables[t].Lengths;
            var cost = 0;
            foreach (var symbol in stretch)
            {
                cost += lengths[symbol];
            }

            if (cost < least)
            {
                (best, least) = (t, cost);
            }
        }

        return best;
    }

    private void WriteMap(BitSink sink)
    {
        for (var row = 0; row < 16; row++)
        {
            sink.Write(_used.AsSpan(row * 16, 16).Contains(true) ? 1u : 0u, 1);
        }

        for (var row = 0; row < 16; row++)
        {
            var cells = _used.AsSpan(row * 16, 16);
            for (var i = 0; i < 16 && cells.Contains(true); i++)
            {
                sink.Write(cells[i] ? 1u : 0u, 1);
            }
        }
    }

    /// <summary>Choices as places in a list that moves the last chosen to its front, in unary.</summary>
    private static void WriteChoices(ReadOnlySpan<byte> choices, int tables, BitSink sink)
    {
        Span<byte> recent = stackalloc byte[MaxTables];
        for (var t = 0; t < tables; t++)
        {
            recent[t] = (byte)t;
        }

        foreach (var choice in choices)
        {
            var place = recent.IndexOf(choice);
            for (var i = 0; i < place; i++)
            {
                sink.Write(1, 1);
            }

            sink.Write(0, 1);
            recent[..place].CopyTo(recent[1..]);
            recent[0] = choice;
        }
    }

    /// <summary>The first length, then for each symbol steps up (10) or down (11) to its own, and a 0.</summary>
    private static void WriteLengths(ReadOnlySpan<byte> lengths, BitSink sink)
    {
        var current = lengths[0];
        sink.Write(current, 5);
        foreach (var length in lengths)
        {
            for (; current < length; current++)
            {
                sink.Write(0b10, 2);
            }

            for (; current > length; current--)
            {
                sink.Write(0b11, 2);
            }

            sink.Write(0, 1);
        }
    }
}
