namespace Appliance.Dicom;

/// <summary>Turns a sorted block into symbols: moves to front, and writes runs of zero as numbers in bijective base 2.</summary>
internal static class RunCoder
{
    public const int RunA = 0;
    public const int RunB = 1;

    /// <summary>Symbols of a block.</summary>
    /// <param name="bytes">The block's last column.</param>
    /// <param name="symbols">Room for one more than there are bytes.</param>
    /// <param name="used">Tells which byte values occur.</param>
    /// <param name="alphabet">How many symbols there are: two for runs, one less than the bytes in use, and the end.</param>
    /// <returns>How many symbols were written, the end symbol being the last.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<ushort> symbols, Span<bool> used, out int alphabet)
    {
        used.Clear();
        foreach (var b in bytes)
        {
            used[b] = true;
        }

        Span<byte> recent = stackalloc byte[256];
        var distinct = 0;
        for (var value = 0; value < used.Length; value++)
        {
            if (used[value])
            {
                recent[distinct++] = (byte)value;
            }
        }

        alphabet = distinct + 2;
        var count = 0;
        var run = 0;
        foreach (var b in bytes)
        {
            if (recent[0] == b)
            {
                run++;
                continue;
            }

            count = EndRun(run, symbols, count);
            run = 0;
            var place = recent[..distinct].IndexOf(b);
            recent[..place].CopyTo(recent[1..]);
            recent[0] = b;
            symbols[count++] = (ushort)(place + 1);
        }

        count = EndRun(run, symbols, count);
        symbols[count++] = (ushort)(alphabet - 1);
        return count;
    }

    private static int EndRun(int run, Span<ushort> symbols, int count)
    {
        for (; run > 0; run = (run - 1) >> 1)
        {
            symbols[count++] = (run & 1) != 0 ? (ushort)RunA : (ushort)RunB;
        }

        return count;
    }
}
