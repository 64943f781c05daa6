using System.Globalization;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>Joins a window, a scene that draws and a session that knows what to draw. Lives on the window's thread.</summary>
internal sealed class ViewerHost : IDisposable
{
    private readonly IWindow _window;
    private readonly ViewerOptions _options;
    private readonly FontBook _fonts;
    private readonly ViewerSession _session;
    private IScene? _scene;
    private InputState _input;
    private bool _exportDue;

    public ViewerHost(IWindow window, IImageSequence sequence, ViewerOptions options, FontBook fonts)
    {
        _window = window;
        _options = options;
        _fonts = fonts;
        _session = new ViewerSession(sequence, options, fonts, _ => window.Wake());
        window.Load += () => _scene = WindowScene.For(window, fonts, options.Notes ?? Console.Error);
        window.Update += _ => Update();
        window.Render += _ => Render();
        window.FramebufferResize += _ => window.RequestRender();
        window.Input += OnInput;
    }

    // Before the window and its context go.
    public void Dispose()
    {
        _session.Dispose();
        _scene?.Dispose();
    }

    private void Update()
    {
        if (_session.Advance())
        {
            _window.RequestRender();
        }

        _window.SleepAtMost = _session.UntilNext;
    }

    private void Render()
    {
        var missing = _fonts.Missing.Count;
        _scene!.Draw(_session.Scene(_window.FramebufferSize, _window.Scale, _scene.MaxFrameSide, _window.PixelsPerMillimetre));
        if (!_window.ShouldSwapAutomatically)
        {
            _window.Present(_scene.Capture());
        }

        if (_fonts.Missing.Count != missing)
        {
            _window.RequestRender();
        }

        if (_exportDue)
        {
            _exportDue = false;
            _session.Note(Export(_scene.Capture()));
            _window.RequestRender();
        }
    }

    private void OnInput(InputEvent input)
    {
        var before = _input;
        (_input, var command) = InputMap.Translate(_input, input);
        if (_session.Handle(input, before))
        {
            _window.RequestRender();
            return;
        }

        if (command is null)
        {
            return;
        }

        if (!_session.Handle(command, _window.FramebufferSize, _window.Scale))
        {
            Carry(command);
        }

        _window.RequestRender();
    }

    private void Carry(ViewerCommand command)
    {
        switch (command)
        {
            case ViewerCommand.Quit:
                _window.Close();
                break;
            case ViewerCommand.ToggleFullScreen:
                _window.State = _window.State == WindowState.FullScreen ? WindowState.Normal : WindowState.FullScreen;
                break;
            case ViewerCommand.Export when _options.ExportFolder is null:
                _session.Note("Exporting is not possible here");
                break;
            case ViewerCommand.Export when _session.Attachment is { } attachment:
                _session.Note(Save(() => attachment.SaveTo(_options.ExportFolder!)));
                break;
            case ViewerCommand.Export:
                _exportDue = true;
                break;
        }
    }

    private string Export(RenderedImage picture)
    {
        var time = _options.Clock.GetLocalNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var path = Path.Combine(_options.ExportFolder!, string.Create(CultureInfo.InvariantCulture, $"view-{time}-frame{_session.Index + 1}.png"));
        return Save(() =>
        {
            Directory.CreateDirectory(_options.ExportFolder!);
            PictureWriter.Save(picture, path);
            return path;
        });
    }

    private static string Save(Func<string> save)
    {
        try
        {
            return $"Saved {save()}";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return $"Not saved: {failed.Message}";
        }
    }
}
