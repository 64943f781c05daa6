using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>A page of text: the keys of a pane, or what a command printed. Scrolls by lines and pages; Esc, <c>q</c>, <c>?</c> and Enter leave it.</summary>
internal sealed class TextScreen : Runnable
{
    public const string BrowserKeys = """
        Keys of the list

          arrows, h j k l   move; left and h go back, right and l open
          g  G              first, last row
          Enter             open: studies, series, instances, picture
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
          r                 back to the object's own window
          Esc q             back to the list
        """;

    private readonly TextPage _page;

    public TextScreen(string text)
    {
        BorderStyle = LineStyle.None;
        _page = new TextPage(text) { X = 2, Y = 1, Width = Dim.Fill(1), Height = Dim.Fill(1) };
        Add(_page, new Label { X = 2, Y = Pos.AnchorEnd(1), Text = "arrows scroll  Esc back" });
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Esc || key == Key.Enter || key.AsRune.Value is 'q' or '?')
        {
            App!.RequestStop(this);
            return true;
        }

        var lines = key switch
        {
            _ when key == Key.CursorDown || key.AsRune.Value == 'j' => 1,
            _ when key == Key.CursorUp || key.AsRune.Value == 'k' => -1,
            _ when key == Key.PageDown || key.AsRune.Value == ' ' => _page.Viewport.Height,
            _ when key == Key.PageUp => -_page.Viewport.Height,
            _ => 0,
        };
        _page.Scroll(lines);
        return lines != 0 || base.OnKeyDown(key);
    }

    private sealed class TextPage(string text) : View
    {
        private readonly string[] _paragraphs = text.Split('\n');
        private int _top;

        public void Scroll(int lines)
        {
            _top = Math.Clamp(_top + lines, 0, Math.Max(_paragraphs.Length - Viewport.Height, 0));
            SetNeedsDraw();
        }

        protected override bool OnDrawingContent(DrawContext? context)
        {
            for (var row = 0; row < Viewport.Height && _top + row < _paragraphs.Length; row++)
            {
                AddStr(0, row, _paragraphs[_top + row].TrimEnd('\r'));
            }

            return true;
        }
    }
}
