using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>Who is connected to the node, and who was, live. Enter shows one with its contexts; Esc leaves.</summary>
internal sealed class AssociationScreen : Runnable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    private readonly IBrowserSource _source;
    private readonly BrowserOptions _options;
    private readonly Label _head = new() { X = 0, Y = 0, Width = Dim.Fill(), Height = 1 };
    private readonly Label _title = new() { X = 0, Y = 1, Width = Dim.Fill(), Height = 1 };
    private readonly Label _says = new() { X = 0, Y = Pos.AnchorEnd(2), Width = Dim.Fill(), Height = 1 };
    private readonly Label _keys = new() { X = 0, Y = Pos.AnchorEnd(1), Width = Dim.Fill(), Height = 1, Text = "Enter contexts  F5 read again  Esc back" };
    private readonly TableView _list;
    private IReadOnlyList<BrowserRow> _rows = [];
    private string? _selected;
    private bool _isFilling;
    private object? _polling;

    public AssociationScreen(IBrowserSource source, BrowserOptions options)
    {
        _source = source;
        _options = options;
        BorderStyle = LineStyle.None;
        _list = new TableView { X = 0, Y = 2, Width = Dim.Fill(), Height = Dim.Fill(2), FullRowSelect = true, MultiSelect = false };
        _list.Style.ShowVerticalCellLines = false;
        _list.Style.ShowVerticalHeaderLines = false;
        _list.Style.ShowHorizontalHeaderOverline = false;
        _list.Style.ShowHorizontalHeaderUnderline = false;
        _list.Style.AlwaysShowHeaders = true;
        _list.Table = new Table(this);
        Add(_head, _title, _list, _says, _keys);
        _list.KeyDown += (_, key) => key.Handled = OnListKey(key);
        _list.ViewportChanged += (_, _) => FitColumns();
        _list.ValueChanged += (_, _) => OnRowChanged();
        _list.Accepting += (_, args) =>
        {
            args.Handled = true;
            ShowDetails();
        };
        Initialized += (_, _) => Start();
    }

    private int SelectedIndex => _rows.ToList().FindIndex(row => row.Key == _selected) is >= 0 and var found ? found : _rows.Count > 0 ? 0 : -1;

    private void Start()
    {
        Fill();
        _polling = App!.AddTimeout(PollInterval, () =>
        {
            Fill();
            return true;
        });
        _list.SetFocus();
    }

    private bool OnListKey(Key key)
    {
        if (key == Key.Esc || key == Key.CursorLeft || key == Key.Backspace || key.AsRune.Value is 'q' or 'h' or 'a')
        {
            Leave();
            return true;
        }

        if (key == Key.Enter || key == Key.CursorRight || key.AsRune.Value == 'l')
        {
            ShowDetails();
            return true;
        }

        if (key == Key.F5 || key.AsRune.Value == 'r')
        {
            Fill();
            return true;
        }

        switch (key.AsRune.Value)
        {
            case 'j': Move(SelectedIndex + 1); return true;
            case 'k': Move(SelectedIndex - 1); return true;
            case 'g': Move(0); return true;
            case 'G': Move(_rows.Count - 1); return true;
        }

        // Any other letter would start the table's type-ahead search.
        return key.AsRune.Value > ' ' && !key.IsCtrl && !key.IsAlt;
    }

    private void Leave()
    {
        if (_polling is not null)
        {
            App!.RemoveTimeout(_polling);
            _polling = null;
        }

        App!.RequestStop(this);
    }

    private void Move(int row)
    {
        if (_rows.Count > 0)
        {
            _selected = _rows[Math.Clamp(row, 0, _rows.Count - 1)].Key;
            Fill();
        }
    }

    private void OnRowChanged()
    {
        if (!_isFilling && _list.Value is { } selection && selection.SelectedCell.Y >= 0 && selection.SelectedCell.Y < _rows.Count)
        {
            _selected = _rows[selection.SelectedCell.Y].Key;
            ShowLine();
        }
    }

    private void Fill()
    {
        _head.Text = _source.StatusLine;
        _rows = _source.Associations(_options.Clock.GetUtcNow());
        _title.Text = _rows.Count == 0 ? "Associations: nobody has called yet" : $"Associations ({_rows.Count})";
        _isFilling = true;
        try
        {
            _list.Update();
            if (SelectedIndex is >= 0 and var selected)
            {
                _list.SetSelection(0, selected, false);
                _list.EnsureCursorIsVisible();
            }

            _list.SetNeedsDraw();
        }
        finally
        {
            _isFilling = false;
        }

        ShowLine();
    }

    private void ShowLine() => _says.Text = SelectedIndex is >= 0 and var selected ? _rows[selected].Title : "";

    private void FitColumns()
    {
        var columns = AssociationRows.Columns;
        var widths = BrowserColumns.Fit(columns, Math.Max(_list.Viewport.Width, 1) - 1);
        for (var i = 0; i < columns.Count; i++)
        {
            var style = _list.Style.GetOrCreateColumnStyle(i);
            style.Visible = widths[i] > 0;
            style.MinWidth = style.MaxWidth = widths[i];
        }
    }

    private void ShowDetails()
    {
        if (SelectedIndex is not (>= 0 and var selected))
        {
            return;
        }

        var width = Math.Max(Viewport.Width - 4, 20);
        using var page = new TextScreen(string.Join('\n', _rows[selected].Details.Where(detail => detail.Value.Length > 0)
            .SelectMany(detail => TextLines.Wrap($"{detail.Label}: {detail.Value}", width))));
        App!.Run(page);
        _list.SetFocus();
    }

    private sealed class Table(AssociationScreen screen) : ITableSource
    {
        public string[] ColumnNames { get; } = [.. AssociationRows.Columns.Select(column => column.Name)];

        public int Columns => ColumnNames.Length;

        public int Rows => screen._rows.Count;

        // The table may ask once more for a row that is gone.
        public object this[int row, int col] => row >= 0 && row < screen._rows.Count ? screen._rows[row].Cells[col] : "";
    }
}
