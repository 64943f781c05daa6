using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>One sequence of frames over the whole terminal, with frames by the arrows, cine, and the window by keys.</summary>
internal sealed class PictureScreen : Runnable
{
    private static readonly TimeSpan CineInterval = TimeSpan.FromMilliseconds(100);

    private readonly IBrowserPicture _picture;
    private readonly BrowserOptions _options;
    private readonly Label _title = new() { X = 0, Y = 0, Width = Dim.Fill(), Height = 1 };
    private readonly CellPictureView _view;
    private readonly Label _notes = new() { X = 0, Y = Pos.AnchorEnd(2), Width = Dim.Fill(), Height = 1, Visible = false };
    private readonly Label _keys = new()
    {
        X = 0,
        Y = Pos.AnchorEnd(1),
        Width = Dim.Fill(),
        Height = 1,
        Text = "arrows frame  c cine  +-[] window  i invert  s state  o overlays  ? keys  Esc",
    };

    private int _frame;
    private object? _cine;

    public PictureScreen(IBrowserPicture picture, BrowserOptions options)
    {
        _picture = picture;
        _frame = picture.First ?? 0;
        _options = options;
        BorderStyle = LineStyle.None;
        _view = new CellPictureView(options.Color) { X = 0, Y = 1, Width = Dim.Fill(), Height = Dim.Fill(1) };
        Add(_title, _view, _notes, _keys);
        _view.ViewportChanged += (_, _) => Draw();
    }

    protected override bool OnKeyDown(Key key)
    {
        if (key == Key.Esc || key.AsRune.Value == 'q')
        {
            StopCine();
            App!.RequestStop(this);
            return true;
        }

        return OnFrameKey(key) || OnWindowKey(key) || base.OnKeyDown(key);
    }

    private bool OnFrameKey(Key key)
    {
        var target = key switch
        {
            _ when key == Key.CursorRight || key.AsRune.Value is 'l' or ' ' => _frame + 1,
            _ when key == Key.CursorLeft || key.AsRune.Value == 'h' => _frame - 1,
            _ when key == Key.CursorDown || key.AsRune.Value == 'j' => _frame + 10,
            _ when key == Key.CursorUp || key.AsRune.Value == 'k' => _frame - 10,
            _ when key == Key.Home => 0,
            _ when key == Key.End => _picture.Count - 1,
            _ => -1000,
        };
        if (target == -1000)
        {
            if (key.AsRune.Value != 'c')
            {
                return false;
            }

            ToggleCine();
            return true;
        }

        StopCine();
        _frame = Math.Clamp(target, 0, _picture.Count - 1);
        Draw();
        return true;
    }

    private bool OnWindowKey(Key key)
    {
        switch (key.AsRune.Value)
        {
            case '+' or '=': _picture.AdjustWindow(-1, 0); break;
            case '-': _picture.AdjustWindow(1, 0); break;
            case '[': _picture.AdjustWindow(0, -1); break;
            case ']': _picture.AdjustWindow(0, 1); break;
            case 'i': _picture.Invert(); break;
            case 's': _picture.NextState(); break;
            case 'o': _picture.ToggleGraphics(); break;
            case 'r': _picture.ResetWindow(); break;
            case '?':
                using (var keys = new TextScreen(TextScreen.PictureKeys))
                {
                    App!.Run(keys);
                }

                return true;
            default: return false;
        }

        Draw();
        return true;
    }

    private void ToggleCine()
    {
        if (_cine is not null)
        {
            StopCine();
            return;
        }

        _cine = App!.AddTimeout(CineInterval, () =>
        {
            _frame = (_frame + 1) % _picture.Count;
            Draw();
            return true;
        });
    }

    private void StopCine()
    {
        if (_cine is not null)
        {
            App!.RemoveTimeout(_cine);
            _cine = null;
        }
    }

    private void Draw()
    {
        var (columns, rows) = _view.Room;
        try
        {
            _view.Show(CellPicture.Of(_picture.Render(_frame), _picture.PixelAspectRatio, columns, rows, _options.CellStyle));
        }
        catch (Exception e) when (BrowserFaults.CanBeShown(e))
        {
            _view.Show(null, e.Message);
        }

        _title.Text = $"{_picture.Title}  frame {_frame + 1}/{_picture.Count}  {_picture.WindowText}  {_picture.StateText}".TrimEnd();
        Note(_picture.NoteText);
    }

    // The picture is drawn once more when it gets or loses a row: its room has changed.
    private void Note(string words)
    {
        _notes.Text = words;
        if (_notes.Visible != words.Length > 0)
        {
            _notes.Visible = words.Length > 0;
            _view.Height = Dim.Fill(_notes.Visible ? 2 : 1);
        }
    }
}
