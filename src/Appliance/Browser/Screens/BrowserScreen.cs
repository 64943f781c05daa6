using Terminal.Gui.App;
using Terminal.Gui.Drawing;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace Appliance.Browser;

/// <summary>
/// The browser's screen: head with the node's line, breadcrumb, list, details with a preview, message line and key bar. It turns keys into moves
/// of <see cref="BrowserState"/> and asks its source off the screen's thread; it decides nothing else.
/// </summary>
internal sealed class BrowserScreen : Runnable
{
    private const int DetailWidth = 30;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    private readonly IBrowserSource _source;
    private readonly BrowserOptions _options;
    private readonly BrowserState _state = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Label _head = new() { X = 0, Y = 0, Width = Dim.Fill(), Height = 1 };
    private readonly Label _breadcrumb = new() { X = 0, Y = 1, Width = Dim.Fill(), Height = 1 };
    private readonly EntityList _list;
    private readonly DetailView _details;
    private readonly CellPictureView _preview;
    private readonly Label _message = new() { X = 0, Y = Pos.AnchorEnd(2), Width = Dim.Fill(), Height = 1 };
    private readonly PromptLine _prompt = new() { X = 0, Y = Pos.AnchorEnd(2), Width = Dim.Fill(), Height = 1, Visible = false };
    private readonly PreviewLoader _previews;
    private readonly EntityDeleter _deleter;
    private readonly PlaceLoader _places;
    private readonly CommandRunner _commands;
    private bool _opening;

    public BrowserScreen(IBrowserSource source, BrowserOptions options)
    {
        _source = source;
        _options = options;
        BorderStyle = LineStyle.None;
        _list = new EntityList(_state, options.Ascii) { X = 0, Y = 2, Width = Dim.Fill(DetailWidth + 1), Height = Dim.Fill(2) };
        _details = new DetailView { X = Pos.AnchorEnd(DetailWidth), Y = 2, Width = DetailWidth, Height = Dim.Percent(45) };
        _preview = new CellPictureView(options.Color)
        {
            X = Pos.AnchorEnd(DetailWidth),
            Y = Pos.Bottom(_details),
            Width = DetailWidth,
            Height = Dim.Fill(2),
        };
        _deleter = new EntityDeleter(source, LiveApp, Say, OnDeleted, _closing.Token);
        _places = new PlaceLoader(source, _state, options.Clock, LiveApp, OnPlaceLoaded, Say, _closing.Token);
        _commands = new CommandRunner(source, LiveApp, OnCommandDone, _closing.Token);
        _previews = new PreviewLoader(source, _preview, options, _closing.Token);
        Add(_head, _breadcrumb, _list, _details, _preview, _message, _prompt, KeyBar());

        _list.KeyDown += (_, key) => key.Handled = OnListKey(key);
        _details.KeyDown += (_, key) => key.Handled = OnDetailKey(key);
        _list.RowChanged += OnSelectionShown;
        _list.Accepting += (_, args) =>
        {
            args.Handled = true;
            Open();
        };
        _prompt.Changed += OnPromptChanged;
        _prompt.Done += OnPromptDone;
        ShowPlace();
    }

    /// <summary>Begins to follow the source; called once when the application runs.</summary>
    public void Start()
    {
        Poll();
        App!.AddTimeout(PollInterval, () =>
        {
            Poll();
            return true;
        });
        _list.SetFocus();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _closing.Cancel();
            _previews.Dispose();
            _closing.Dispose();
        }

        base.Dispose(disposing);
    }

    private StatusBar KeyBar() => new(
    [
        new Shortcut(Key.Empty, "Enter open", Open),
        new Shortcut(Key.Empty, "Esc back", Back),
        new Shortcut(Key.Empty, "v view", OpenWindowOrPicture),
        new Shortcut(Key.Empty, "/ filter", () => Ask('/')),
        new Shortcut(Key.Empty, ": command", () => Ask(':')),
        new Shortcut(Key.Empty, "? keys", ShowKeys),
        new Shortcut(Key.Empty, "q quit", Quit),
    ]);

    private bool OnListKey(Key key)
    {
        switch (key.AsRune.Value)
        {
            case 'j': Move(1); return true;
            case 'k': Move(-1); return true;
            case 'g': MoveTo(0); return true;
            case 'G': MoveTo(int.MaxValue); return true;
            case 'h': Back(); return true;
            case 'l': Open(); return true;
            case 'v': OpenWindowOrPicture(); return true;
            case 't': OpenPicture(); return true;
            case '/': Ask('/'); return true;
            case ':': Ask(':'); return true;
            case '?': ShowKeys(); return true;
            case 'a': ShowAssociations(); return true;
            case 'd': Delete(); return true;
            case 'q': Quit(); return true;
            case 'r': _places.LoadAgain(); return true;
            case ' ': _state.ToggleMark(); Move(1); return true;
        }

        if (key == Key.Esc || key == Key.CursorLeft || key == Key.Backspace)
        {
            Back();
            return true;
        }

        if (key == Key.Delete)
        {
            Delete();
            return true;
        }

        if (key == Key.CursorRight || key == Key.Enter)
        {
            Open();
            return true;
        }

        if (key == Key.C.WithCtrl)
        {
            Quit();
            return true;
        }

        if (key == Key.F1)
        {
            ShowKeys();
            return true;
        }

        if (key == Key.Tab)
        {
            _details.SetFocus();
            return true;
        }

        // Any other letter would start the table's type-ahead search, which would move the selection by surprise.
        return key.AsRune.Value > ' ' && !key.IsCtrl && !key.IsAlt;
    }

    private bool OnDetailKey(Key key)
    {
        if (key == Key.Tab || key == Key.Esc || key.AsRune.Value == 'q')
        {
            _list.SetFocus();
            return true;
        }

        if (key == Key.CursorDown || key.AsRune.Value == 'j')
        {
            _details.Scroll(1);
            return true;
        }

        if (key == Key.CursorUp || key.AsRune.Value == 'k')
        {
            _details.Scroll(-1);
            return true;
        }

        if (key.AsRune.Value == '?')
        {
            ShowKeys();
            return true;
        }

        return false;
    }

    private void Move(int by) => MoveTo(_state.SelectedIndex + by);

    private void MoveTo(int row)
    {
        _state.Select(row);
        FillTable();
        OnSelectionShown();
    }

    private void OnSelectionShown()
    {
        _details.Show(_state.Selected?.Details ?? []);
        _previews.Show(_state.Level, _state.Selected?.Key);
    }

    private void Open()
    {
        if (_state.Level == BrowserLevel.Instances)
        {
            OpenWindowOrPicture();
            return;
        }

        if (_state.Enter())
        {
            ShowPlace();
        }
    }

    private void Back()
    {
        if (_state.Filter.Length > 0)
        {
            _state.SetFilter("");
            FillTable();
            return;
        }

        if (_state.Back())
        {
            ShowPlace();
        }
    }

    private void ShowPlace()
    {
        _list.ShowPlace();
        FillTable();
        OnSelectionShown();
        _places.LoadNow();
    }

    private void FillTable()
    {
        _list.Fill();
        var marks = _state.MarkCount > 0 ? $"  {_state.MarkCount} marked" : "";
        var filter = _state.Filter.Length > 0 ? $"  /{_state.Filter}" : "";
        var more = _state.HasMore ? $"  first {BrowserPage.Limit} only: narrow with :find" : "";
        _breadcrumb.Text = $"{_state.Breadcrumb}  ({_state.Rows.Count}){filter}{marks}{more}";
    }

    private void Poll()
    {
        _head.Text = _source.StatusLine;
        _places.Follow();
    }

    private void OnPlaceLoaded()
    {
        FillTable();
        OnSelectionShown();
    }

    private void OpenWindowOrPicture() => OpenSelected(inWindow: !_options.PreferTerminal);

    private void OpenPicture() => OpenSelected(inWindow: false);

    private void OpenSelected(bool inWindow)
    {
        if (!_opening && _state.Selected is { } row)
        {
            _opening = true;
            _message.Text = $"opening {row.Title} ...";
            _ = OpenSelectedAsync(_state.Level, row.Key, inWindow);
        }
    }

    private async Task OpenSelectedAsync(BrowserLevel level, string key, bool inWindow)
    {
        var opened = await PictureOpener.OpenAsync(_source, level, key, inWindow, _closing.Token).ConfigureAwait(false);
        if (App is not { } app || _closing.IsCancellationRequested)
        {
            opened.Picture?.Dispose();
            return;
        }

        app.Invoke(() => ShowOpened(opened));
    }

    private void ShowOpened(Opened opened)
    {
        _opening = false;
        _message.Text = opened.Message;
        if (opened.Picture is not { } picture)
        {
            return;
        }

        using (picture)
        {
            using Runnable screen = opened.Text is { } text ? new TextScreen(text, picture.SaveDocument) : new PictureScreen(picture, _options);
            App!.Run(screen);
        }

        _list.SetFocus();
    }

    private void Delete() => _deleter.Begin(_state.Level, _state.ParentKey, _state.Targets);

    private void OnDeleted()
    {
        _state.ClearMarks();
        _places.LoadAgain();
        _list.SetFocus();
    }

    private void Ask(char kind)
    {
        _message.Visible = false;
        _prompt.Ask(kind, kind == '/' ? _state.Filter : "");
    }

    private void OnPromptChanged(char kind, string text)
    {
        if (kind == '/')
        {
            _state.SetFilter(text);
            FillTable();
            OnSelectionShown();
        }
    }

    private void OnPromptDone(char kind, string? text)
    {
        _message.Visible = true;
        _list.SetFocus();
        if (kind == '/')
        {
            OnPromptChanged('/', text ?? "");
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            RunCommand(text.Trim());
        }
    }

    private void RunCommand(string command)
    {
        if (command is "q" or "quit")
        {
            Quit();
            return;
        }

        if (command is "help")
        {
            ShowKeys();
            return;
        }

        _message.Text = $":{command} ...";
        _commands.Begin(command, _state.Level, _state.Targets);
    }

    private void OnCommandDone(string answer)
    {
        _state.ClearMarks();
        FillTable();
        Say(answer.Split('\n')[^1]);
        if (answer.Contains('\n', StringComparison.Ordinal))
        {
            ShowText(answer);
        }
    }

    private IApplication? LiveApp() => _closing.IsCancellationRequested ? null : App;

    private void Say(string words) => _message.Text = words;

    private void ShowKeys() => ShowText(TextScreen.BrowserKeys);

    private void ShowAssociations()
    {
        using var screen = new AssociationScreen(_source, _options);
        App!.Run(screen);
        _list.SetFocus();
    }

    private void ShowText(string text)
    {
        using var page = new TextScreen(text);
        App!.Run(page);
        _list.SetFocus();
    }

    private void Quit() => App!.RequestStop(this);
}
