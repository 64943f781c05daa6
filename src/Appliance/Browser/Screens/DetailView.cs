using Terminal.Gui.Text;
using Terminal.Gui.ViewBase;

namespace Appliance.Browser;

/// <summary>The facts of the selected row, label beside value, long values wrapped; scrolls when it has the focus.</summary>
internal sealed class DetailView : View
{
    private IReadOnlyList<BrowserDetail> _details = [];
    private int _top;

    public DetailView() => CanFocus = true;

    public void Show(IReadOnlyList<BrowserDetail> details)
    {
        _details = details;
        _top = 0;
        SetNeedsDraw();
    }

    public void Scroll(int lines)
    {
        _top = Math.Clamp(_top + lines, 0, Math.Max(Lines().Count - Viewport.Height, 0));
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        var lines = Lines();
        for (var row = 0; row < Viewport.Height && _top + row < lines.Count; row++)
        {
            AddStr(0, row, lines[_top + row]);
        }

        return true;
    }

    private List<string> Lines()
    {
        var width = Math.Max(Viewport.Width, 1);
        var lines = new List<string>();
        foreach (var detail in _details)
        {
            if (detail.Label.Length + 2 + detail.Value.GetColumns() <= width)
            {
                lines.Add($"{detail.Label}: {detail.Value}");
                continue;
            }

            lines.Add($"{detail.Label}:");
            lines.AddRange(TextLines.Wrap(detail.Value, Math.Max(width - 2, 1)).Select(line => "  " + line));
        }

        return lines;
    }
}
