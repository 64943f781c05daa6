using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>The browser's list: one row for each entity of the place, a mark before it, columns as wide as the screen allows.</summary>
internal sealed class EntityList : TableView
{
    // The mark takes the first cell and the gap behind it.
    private const int MarkWidth = 2;
    private readonly BrowserState _state;
    private readonly bool _isAscii;
    private bool _isFilling;

    /// <param name="state">What is listed.</param>
    /// <param name="isAscii">Draws with plain letters alone.</param>
    public EntityList(BrowserState state, bool isAscii)
    {
        _state = state;
        _isAscii = isAscii;
        FullRowSelect = true;
        MultiSelect = false;
        Style.ShowVerticalCellLines = false;
        Style.ShowVerticalHeaderLines = false;
        Style.ShowHorizontalHeaderOverline = false;
        Style.ShowHorizontalHeaderUnderline = false;
        Style.AlwaysShowHeaders = true;
        ViewportChanged += (_, _) => FitColumns();
        ValueChanged += (_, _) => OnValueChanged();
    }

    /// <summary>The user has moved to another row; the state has it selected.</summary>
    public event Action? RowChanged;

    /// <summary>Takes the columns of the level that the state is on now.</summary>
    public void ShowPlace()
    {
        Table = new RowsTable(_state, BrowserColumns.Of(_state.Level), _isAscii);
        FitColumns();
    }

    /// <summary>Takes rows, marks and selection from the state again.</summary>
    public void Fill()
    {
        _isFilling = true;
        try
        {
            Update();
            if (_state.SelectedIndex >= 0)
            {
                SetSelection(0, _state.SelectedIndex, false);
                EnsureCursorIsVisible();
            }

            SetNeedsDraw();
        }
        finally
        {
            _isFilling = false;
        }
    }

    private void OnValueChanged()
    {
        if (!_isFilling && Value is { } selection)
        {
            _state.Select(selection.SelectedCell.Y);
            RowChanged?.Invoke();
        }
    }

    private void FitColumns()
    {
        var columns = BrowserColumns.Of(_state.Level);
        var widths = BrowserColumns.Fit(columns, Math.Max(Viewport.Width, 1) - MarkWidth - 1);
        Shape(0, 1, Alignment.Start);
        for (var i = 0; i < columns.Count; i++)
        {
            Shape(i + 1, widths[i], columns[i].AlignRight ? Alignment.End : Alignment.Start);
        }
    }

    private void Shape(int column, int width, Alignment alignment)
    {
        var style = Style.GetOrCreateColumnStyle(column);
        style.Visible = width > 0;
        style.MinWidth = style.MaxWidth = width;
        style.Alignment = alignment;
    }
}
