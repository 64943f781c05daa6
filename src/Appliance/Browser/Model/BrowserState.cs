namespace Appliance.Browser;

/// <summary>
/// Where the browser is: the level, the way down to it, the filter, the marks, and which row is selected. Knows no terminal and no archive,
/// so that every move can be tested as a function.
/// </summary>
internal sealed class BrowserState
{
    private readonly List<Step> _path = [];
    private readonly HashSet<string> _marks = new(StringComparer.Ordinal);
    private BrowserPage _page = BrowserPage.Empty;
    private string? _remembered;

    public BrowserLevel Level => (BrowserLevel)_path.Count;

    /// <summary>The key of the entity whose children are listed; null at the top.</summary>
    public string? ParentKey => _path.Count == 0 ? null : _path[^1].Key;

    public string Filter { get; private set; } = "";

    /// <summary>The rows that pass the filter.</summary>
    public IReadOnlyList<BrowserRow> Rows { get; private set; } = [];

    /// <summary>Index into <see cref="Rows"/>; -1 when there are none.</summary>
    public int SelectedIndex { get; private set; } = -1;

    public BrowserRow? Selected => SelectedIndex >= 0 ? Rows[SelectedIndex] : null;

    public bool HasMore => _page.More;

    public int MarkCount => _marks.Count;

    public string Breadcrumb =>
        _path.Count == 0 ? "Patients" : string.Join(" > ", _path.Select(step => step.Title).Append(Level.ToString()));

    public bool IsMarked(BrowserRow row) => _marks.Contains(row.Key);

    /// <summary>The keys a command acts on: the marked rows, else the selected one.</summary>
    public IReadOnlyList<string> Targets =>
        _marks.Count > 0 ? [.. _marks] : Selected is { } row ? [row.Key] : [];

    /// <summary>Takes a freshly loaded page; the selection stays on the same entity where it still exists.</summary>
    public void Show(BrowserPage page)
    {
        var key = Selected?.Key ?? _remembered;
        _page = page;
        _marks.IntersectWith(page.Rows.Select(row => row.Key));
        ApplyFilter(key);
        _remembered = Rows.Count == 0 ? key : null;
    }

    /// <summary>Selects the row at <paramref name="index"/>, held within the list.</summary>
    public void Select(int index) => SelectedIndex = Rows.Count == 0 ? -1 : Math.Clamp(index, 0, Rows.Count - 1);

    public void SetFilter(string filter)
    {
        Filter = filter;
        ApplyFilter(Selected?.Key);
    }

    public void ToggleMark()
    {
        if (Selected is not { } row)
        {
            return;
        }

        if (!_marks.Remove(row.Key))
        {
            _marks.Add(row.Key);
        }
    }

    public void ClearMarks() => _marks.Clear();

    /// <summary>Down into the selected entity; false on the last level or without a selection. The caller loads the new page.</summary>
    public bool Enter()
    {
        if (Level == BrowserLevel.Instances || Selected is not { } row)
        {
            return false;
        }

        _path.Add(new Step(row.Key, row.Title));
        Leave(selectKey: null);
        return true;
    }

    /// <summary>Up one level, with the entity just left selected; false at the top. The caller loads the new page.</summary>
    public bool Back()
    {
        if (_path.Count == 0)
        {
            return false;
        }

        var left = _path[^1];
        _path.RemoveAt(_path.Count - 1);
        Leave(left.Key);
        return true;
    }

    private void Leave(string? selectKey)
    {
        Filter = "";
        _marks.Clear();
        _page = BrowserPage.Empty;
        Rows = [];
        SelectedIndex = -1;
        _remembered = selectKey;
    }

    private void ApplyFilter(string? keepKey)
    {
        Rows = Filter.Length == 0 ? _page.Rows : [.. _page.Rows.Where(row => row.Matches(Filter))];
        var found = -1;
        for (var i = 0; i < Rows.Count && keepKey is not null; i++)
        {
            if (Rows[i].Key == keepKey)
            {
                found = i;
                break;
            }
        }

        Select(found >= 0 ? found : Math.Max(SelectedIndex, 0));
    }

    private readonly record struct Step(string Key, string Title);
}
