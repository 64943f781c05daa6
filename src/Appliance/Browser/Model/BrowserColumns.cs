namespace Appliance.Browser;

/// <summary>A column of a level's list. Widths are in terminal cells.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Width">What it needs to be worth showing.</param>
/// <param name="Rank">Lower ranks keep their place when room is short; rank 0 is never dropped and takes what room is left.</param>
/// <param name="AlignRight">For numbers.</param>
internal sealed record BrowserColumn(string Name, int Width, int Rank, bool AlignRight = false);

/// <summary>The columns of each level, in the order of the cells of its rows, and how wide each is in a given room.</summary>
internal static class BrowserColumns
{
    private static readonly IReadOnlyList<BrowserColumn> Patients =
    [
        new("Patient", 20, 0), new("ID", 12, 1), new("Born", 10, 2), new("Sex", 3, 4), new("Studies", 7, 3, AlignRight: true),
    ];

    private static readonly IReadOnlyList<BrowserColumn> Studies =
    [
        new("Date", 10, 1), new("Mod", 5, 2), new("Study", 16, 0), new("Accession", 12, 5), new("Series", 6, 4, AlignRight: true),
        new("Inst", 5, 3, AlignRight: true),
    ];

    private static readonly IReadOnlyList<BrowserColumn> Series =
    [
        new("No", 5, 1, AlignRight: true), new("Mod", 4, 2), new("Series", 20, 0), new("Inst", 5, 3, AlignRight: true),
    ];

    private static readonly IReadOnlyList<BrowserColumn> Instances =
    [
        new("No", 5, 1, AlignRight: true), new("Kind", 18, 0), new("Frames", 6, 2, AlignRight: true), new("Size", 10, 3),
    ];

    public static IReadOnlyList<BrowserColumn> Of(BrowserLevel level) => level switch
    {
        BrowserLevel.Patients => Patients,
        BrowserLevel.Studies => Studies,
        BrowserLevel.Series => Series,
        _ => Instances,
    };

    /// <summary>
    /// The width of each column in <paramref name="room"/> cells, with one cell between columns; 0 for a column that is left out. Columns are
    /// dropped by rank until the rest fit; the column of rank 0 takes what is left over.
    /// </summary>
    public static IReadOnlyList<int> Fit(IReadOnlyList<BrowserColumn> columns, int room)
    {
        var widths = columns.Select(column => column.Width).ToArray();
        foreach (var dropped in columns.Where(column => column.Rank > 0).OrderByDescending(column => column.Rank))
        {
            if (Total(widths) <= room)
            {
                break;
            }

            widths[columns.ToList().IndexOf(dropped)] = 0;
        }

        var main = columns.ToList().FindIndex(column => column.Rank == 0);
        widths[main] = Math.Max(widths[main] + room - Total(widths), 1);
        return widths;
    }

    private static int Total(int[] widths) => widths.Sum() + widths.Count(width => width > 0) - 1;
}
