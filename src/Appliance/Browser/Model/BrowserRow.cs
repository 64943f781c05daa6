namespace Appliance.Browser;

/// <summary>
/// One entity of a level: the cells of its list line, in the order of the level's columns, and the facts of its detail pane.
/// </summary>
/// <param name="Key">What tells it from its neighbours across reloads: the UID, or the patient's key.</param>
/// <param name="Title">Its name in the breadcrumb.</param>
/// <param name="Cells">One text per column.</param>
/// <param name="Details">Label and value, in the order shown.</param>
internal sealed record BrowserRow(string Key, string Title, IReadOnlyList<string> Cells, IReadOnlyList<BrowserDetail> Details)
{
    /// <summary>True when any cell contains the text, letter case aside.</summary>
    public bool Matches(string filter) =>
        filter.Length == 0 || Cells.Any(cell => cell.Contains(filter, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A labelled fact of the detail pane.</summary>
internal sealed record BrowserDetail(string Label, string Value);

/// <summary>The rows of one place, at most <see cref="Limit"/> of them; <paramref name="More"/> tells that there are others.</summary>
internal sealed record BrowserPage(IReadOnlyList<BrowserRow> Rows, bool More)
{
    /// <summary>A list longer than this is read by nobody; the filter and the query keys narrow it.</summary>
    public const int Limit = 5000;

    public static BrowserPage Empty { get; } = new([], More: false);
}
