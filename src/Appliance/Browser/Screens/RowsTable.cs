using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>The list of one level as Terminal.Gui's table wants it: a mark column, then the level's columns.</summary>
internal sealed class RowsTable(BrowserState state, IReadOnlyList<BrowserColumn> columns, bool ascii) : ITableSource
{
    public string[] ColumnNames { get; } = ["", .. columns.Select(column => column.Name)];

    public int Columns => ColumnNames.Length;

    public int Rows => state.Rows.Count;

    public object this[int row, int col]
    {
        get
        {
            // The table may ask once more for a row that a reload has just taken away.
            if (row < 0 || row >= state.Rows.Count)
            {
                return "";
            }

            var line = state.Rows[row];
            return col == 0 ? (state.IsMarked(line) ? (ascii ? "*" : "●") : " ") : line.Cells[col - 1];
        }
    }
}
