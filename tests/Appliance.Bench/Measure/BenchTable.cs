using System.Globalization;

namespace Appliance.Bench;

/// <summary>Figures of one layer beside what they are compared with.</summary>
internal sealed class BenchTable(string layer)
{
    private readonly List<string[]> _rows = [["figure", "ours", "beside", "ratio", "aim", ""]];
    private readonly List<string> _notes = [];

    /// <summary>Runs the benches of a layer and prints their table; what is under way is told on the error stream.</summary>
    /// <returns>The exit code: 0.</returns>
    public static int Fill(string layer, IReadOnlyList<IBench> benches)
    {
        using var place = new BenchPlace();
        var table = new BenchTable(layer);
        foreach (var bench in benches)
        {
            Console.Error.WriteLine($"{layer}: {bench.What} ...");
            bench.Run(table, place);
        }

        table.Print(Console.Out);
        return 0;
    }

    /// <summary>Adds a figure.</summary>
    /// <param name="figure">What it is.</param>
    /// <param name="ours">With its unit.</param>
    /// <param name="beside">What it is compared with, with its unit; empty for nothing.</param>
    /// <param name="ratio">How many times better ours is; null for none.</param>
    /// <param name="aim">What it should be; empty where it only informs.</param>
    /// <param name="met">Whether it is; null where there is no aim.</param>
    public void Add(string figure, string ours, string beside = "", double? ratio = null, string aim = "", bool? met = null) =>
        _rows.Add([figure, ours, beside, ratio is { } r ? Number(r, "") + "x" : "", aim, met switch { true => "met", false => "MISSED", null => "" }]);

    /// <summary>Adds a line below the table.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>Prints the figures for another process to take: one to a line, parted by tabs.</summary>
    public void PrintBare(TextWriter to) => _rows.Skip(1).ToList().ForEach(row => to.WriteLine(string.Join('\t', row)));

    /// <summary>Takes a figure that <see cref="PrintBare"/> printed; false when the line is none.</summary>
    public bool TakeBare(string line)
    {
        var cells = line.Split('\t');
        if (cells.Length == _rows[0].Length)
        {
            _rows.Add(cells);
            return true;
        }

        return false;
    }

    public void Print(TextWriter to)
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        to.WriteLine($"\n{layer}");
        foreach (var row in _rows)
        {
            to.WriteLine(string.Join("  ", row.Select((cell, column) => column is 0 or 4 or 5 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))).TrimEnd());
        }

        foreach (var note in _notes)
        {
            to.WriteLine($"  {note}");
        }
    }

    /// <summary>A number with three digits that count.</summary>
    public static string Number(double value, string unit)
    {
        var digits = Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", _ => "N2" };
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)}{(unit.Length > 0 ? " " : "")}{unit}";
    }

    /// <summary>Bytes, in the unit that fits.</summary>
    public static string Size(double bytes) => Math.Abs(bytes) switch
    {
        >= 1e9 => Number(bytes / 1e9, "GB"),
        >= 1e6 => Number(bytes / 1e6, "MB"),
        >= 1e3 => Number(bytes / 1e3, "kB"),
        _ => Number(bytes, "B"),
    };
}
