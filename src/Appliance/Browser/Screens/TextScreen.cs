using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>
/// A page of text: the keys of a pane, what a command printed, or an object that is text. Long lines are wrapped. Scrolls by lines and pages; Esc, <c>q</c>,
/// <c>?</c> and Enter leave it.
/// </summary>
internal sealed class TextScreen : Runnable
{
    private const int AllLines = 1 << 24;

    public const string BrowserKeys = """
        Keys of the list

          arrows, h j k l   move; left and h go back, right and l open
          g  G              first, last row
          Enter             open: studies, series, instances, picture or text
          v                 show in the window, else in the terminal
          t                 show in the terminal
          Esc               back; leaves the filter first
          Space             mark the row for a command
          /                 filter this list as you type
          :                 command: send PEER, export FOLDER, echo PEER, quit
          Tab               list, details
          d  Del            delete the marked rows, or the selected one, after asking
          a                 associations of the node: who is connected, who was
          r                 read again
          q                 quit
        """;

    public const string PictureKeys = """
        Keys of the picture

          arrows, h j k l   left, right: frame; up, down: 10 frames
          Home End          first, last frame
          c                 cine
          + -               brighter, darker
          [ ]               narrower, wider window
          i                 invert
          s                 next presentation state; after the last without one
          o                 shutters, overlays and figures on and off
          r                 back to the object's own window
          Esc q             back to the list
        """;

    private readonly TextPage _page;
    private readonly Label _foot = new() { X = 2, Y = Pos.AnchorEnd(1), Width = Dim.Fill(), Text = "arrows, Space scroll  Home End  Esc back" };
    private readonly Func<string?>? _save;

    /// <param name="text">The text.</param>
    /// <param name="save">Saves the document that the text tells of, and says so; null with the text of anything else.</param>
    public TextScreen(string text, Func<string?>? save = null)
    {
        _save = save;
        BorderStyle = LineStyle.None;
        _page = new TextPage(text) { X = 2, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill(1) };
        Add(_page, _foot);
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Esc || key == Key.Enter || key.AsRune.Value is 'q' or '?')
        {
            App!.RequestStop(this);
            return true;
        }

        if (key.AsRune.Value == 'e' && _save is not null)
        {
            Save();
            return true;
        }

        var lines = key switch
        {
            _ when key == Key.CursorDown || key.AsRune.Value == 'j' => 1,
            _ when key == Key.CursorUp || key.AsRune.Value == 'k' => -1,
            _ when key == Key.PageDown || key.AsRune.Value == ' ' => _page.Viewport.Height,
            _ when key == Key.PageUp => -_page.Viewport.Height,
            _ when key == Key.Home || key.AsRune.Value == 'g' => -AllLines,
            _ when key == Key.End || key.AsRune.Value == 'G' => AllLines,
            _ => 0,
        };
        _page.Scroll(lines);
        return lines != 0 || base.OnKeyDown(key);
    }

    private void Save()
    {
        try
        {
            _foot.Text = _save!() ?? "there is no document to save here";
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            _foot.Text = $"not saved: {e.Message}";
        }
    }

    private sealed class TextPage(string text) : View
    {
        private readonly string[] _paragraphs = [.. text.Split('\n').Select(line => line.TrimEnd('\r'))];
        private IReadOnlyList<string> _lines = [];
        private int _width;
        private int _top;

        public void Scroll(int lines)
        {
            Wrap();
            _top = Math.Clamp(_top + lines, 0, Math.Max(_lines.Count - Viewport.Height, 0));
            SetNeedsDraw();
        }

        protected override bool OnDrawingContent(DrawContext? context)
        {
            Wrap();
            for (var row = 0; row < Viewport.Height && _top + row < _lines.Count; row++)
            {
                AddStr(0, row, _lines[_top + row]);
            }

            return true;
        }

        // Only anew for another width: a report may have thousands of lines.
        private void Wrap()
        {
            var width = Math.Max(Viewport.Width, 1);
            if (width != _width)
            {
                _width = width;
                _lines = [.. _paragraphs.SelectMany(line => TextLines.WrapIndented(line, width))];
            }
        }
    }
}
