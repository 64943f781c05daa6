using System.Diagnostics;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The window on an X11 display (XWayland included), drawn through EGL.</summary>
internal sealed unsafe class X11Window : IWindow
{
    private readonly X11Connection _connection;
    private readonly EglContext? _context;
    private readonly LinuxWake _wake = new();
    private readonly X11Properties _properties;
    private readonly X11Painter _painter;
    private readonly nint _window;
    private readonly nint _colormap;
    private readonly Stopwatch _clock = new();
    private volatile bool _closing;
    private volatile bool _woken;
    private bool _shown;
    private bool _renderDue = true;
    private bool _moved = true;
    private bool _vsync = true;
    private string _title = "";
    private WindowState _state;
    private PixelSize _normalSize;
    private bool _disposed;

    private X11Window(X11Connection connection, EglContext? context, string? noContext, WindowOptions options)
    {
        NoContextReason = noContext;
        _connection = connection;
        _context = context;
        _normalSize = FramebufferSize = options.Size;
        _state = options.State;
        Scale = X11Scale.FromResources(connection.Resources());
        var visual = X11Visual.Find(connection, context?.NativeVisualId);
        (_window, _colormap) = Create(connection, visual, options.Size);
        _painter = new X11Painter(connection, _window, visual);
        _properties = new X11Properties(connection, _window);
        _properties.Announce();
        Title = options.Title;
        context?.AttachWindow(_window);
        context?.SetSwapInterval(true);
    }

    public event Action? Load;

    public event Action<double>? Update;

    public event Action<double>? Render;

    public event Action<PixelSize>? FramebufferResize;

    public event Action? Closing;

    public event Action<InputEvent>? Input;

    public PixelSize FramebufferSize { get; private set; }

    public double Scale { get; }

    public double? PixelsPerMillimetre { get; private set; }

    public IGraphicsContext? Context => _context;

    public string? NoContextReason { get; }

    public bool ShouldSwapAutomatically { get; set; } = true;

    public TimeSpan? SleepAtMost { get; set; }

    public string Title
    {
        get => _title;
        set
        {
            if (value != _title)
            {
                _title = value;
                _properties.SetTitle(value);
            }
        }
    }

    public bool VSync
    {
        get => _vsync;
        set
        {
            _vsync = value;
            _context?.SetSwapInterval(value);
        }
    }

    public WindowState State
    {
        get => _state;
        set
        {
            if (value == _state)
            {
                return;
            }

            _state = value;
            if (_shown)
            {
                ApplyState();
            }
        }
    }

    /// <summary>Opens a window that is not yet shown, with GL where there is GL for it.</summary>
    /// <exception cref="WindowException">There is no display; the message says why.</exception>
    public static X11Window Open(WindowOptions options)
    {
        var connection = X11Connection.Open();
        var (context, noContext) = options.WithoutGl ? (null, null) : TryContext(connection);
        try
        {
            return new X11Window(connection, context, noContext, options);
        }
        catch (WindowException)
        {
            context?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    public void Present(RenderedImage picture) => _painter.Paint(picture);

    public void RequestRender() => _renderDue = true;

    public void Wake()
    {
        _woken = true;
        _wake.Signal();
    }

    public void Close()
    {
        _closing = true;
        Wake();
    }

    public void Run()
    {
        Show();
        Load?.Invoke();
        _clock.Start();
        var last = TimeSpan.Zero;
        while (true)
        {
            Pump();
            if (_closing || _connection.IsLost)
            {
                break;
            }

            var now = _clock.Elapsed;
            _woken = false;
            Update?.Invoke((now - last).TotalSeconds);
            if (_renderDue)
            {
                _renderDue = false;
                Render?.Invoke((now - last).TotalSeconds);
                if (!_connection.IsLost && ShouldSwapAutomatically)
                {
                    _context?.SwapBuffers();
                }
            }

            last = now;
            Rest();
        }

        Closing?.Invoke();
        if (_connection.IsLost)
        {
            throw new WindowException("the X server ended the connection");
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _wake.Dispose();
        if (!_connection.IsLost)
        {
            _context?.Dispose();
            _painter.Dispose();
            _ = X11Native.XDestroyWindow(_connection.Display, _window);
            _ = X11Native.XFreeColormap(_connection.Display, _colormap);
        }

        _connection.Dispose();
    }

    private static (EglContext? Context, string? Why) TryContext(X11Connection connection)
    {
        try
        {
            return (EglContext.ForX11(connection.Display), null);
        }
        catch (WindowException missing)
        {
            return (null, missing.Message);
        }
    }

    private static (nint Window, nint Colormap) Create(X11Connection connection, X11Visual visual, PixelSize size)
    {
        var colormap = X11Native.XCreateColormap(connection.Display, connection.Root, visual.Handle, 0);
        var attributes = new X11SetWindowAttributes
        {
            Colormap = colormap,
            BitGravity = X11Constants.NorthWestGravity,
            EventMask = X11Constants.KeyPressMask | X11Constants.KeyReleaseMask | X11Constants.ButtonPressMask | X11Constants.ButtonReleaseMask
                | X11Constants.PointerMotionMask | X11Constants.ExposureMask | X11Constants.StructureNotifyMask | X11Constants.FocusChangeMask,
        };
        const nuint Given = X11Constants.AttributeBackgroundPixel | X11Constants.AttributeBorderPixel | X11Constants.AttributeBitGravity
            | X11Constants.AttributeEventMask | X11Constants.AttributeColormap;
        var window = X11Native.XCreateWindow(
            connection.Display, connection.Root, 0, 0, (uint)size.Width, (uint)size.Height, 0, visual.Depth, X11Constants.InputOutput,
            visual.Handle, Given, &attributes);
        return window == 0 ? throw new WindowException("the X server made no window") : (window, colormap);
    }

    private void Show()
    {
        int supported;
        _ = X11Native.XkbSetDetectableAutoRepeat(_connection.Display, 1, &supported);
        if (_state == WindowState.FullScreen)
        {
            _properties.BeginFullScreen();
        }

        _ = X11Native.XMapRaised(_connection.Display, _window);
        _ = X11Native.XSync(_connection.Display, 0);
        _shown = true;
        if (!_connection.HasWindowManager())
        {
            TakePlaceWithoutManager();
        }
    }

    private void ApplyState()
    {
        if (_connection.HasWindowManager())
        {
            _properties.RequestFullScreen(_state == WindowState.FullScreen);
        }
        else
        {
            TakePlaceWithoutManager();
        }
    }

    // A booth may run a bare X server. Nobody then gives the window a size or the keyboard, so it takes both.
    private void TakePlaceWithoutManager()
    {
        if (_state == WindowState.FullScreen)
        {
            _normalSize = FramebufferSize;
            var width = X11Native.XDisplayWidth(_connection.Display, _connection.Screen);
            var height = X11Native.XDisplayHeight(_connection.Display, _connection.Screen);
            _ = X11Native.XMoveResizeWindow(_connection.Display, _window, 0, 0, (uint)width, (uint)height);
        }
        else
        {
            _ = X11Native.XMoveResizeWindow(_connection.Display, _window, 0, 0, (uint)_normalSize.Width, (uint)_normalSize.Height);
        }

        _ = X11Native.XSetInputFocus(_connection.Display, _window, X11Constants.RevertToParent, 0);
        _ = X11Native.XSync(_connection.Display, 0);
    }

    private void Pump()
    {
        X11Event next;
        while (!_connection.IsLost && X11Native.XPending(_connection.Display) > 0)
        {
            _ = X11Native.XNextEvent(_connection.Display, &next);
            if (!_connection.IsLost && X11Native.XFilterEvent(&next, 0) == 0)
            {
                Handle(&next);
            }
        }

        if (_moved && !_connection.IsLost)
        {
            _moved = false;
            Measure();
        }
    }

    // Once for all moves that came together: the answer is asked of the server.
    private void Measure()
    {
        int x, y;
        nint child;
        _ = X11Native.XTranslateCoordinates(_connection.Display, _window, _connection.Root, FramebufferSize.Width / 2, FramebufferSize.Height / 2, &x, &y, &child);
        var told = X11Monitors.PixelsPerMillimetre(_connection, x, y);
        _renderDue |= told != PixelsPerMillimetre;
        PixelsPerMillimetre = told;
    }

    private void Handle(X11Event* next)
    {
        switch (next->Type)
        {
            case X11Constants.Expose:
                _renderDue = true;
                break;
            case X11Constants.ConfigureNotify:
                _moved = true;
                Resized(new PixelSize(next->ConfiguredWidth, next->ConfiguredHeight));
                break;
            case X11Constants.ClientMessage when next->Data0 == _properties.DeleteWindow:
                _closing = true;
                break;
            default:
                if (X11Input.Translate(_connection.Display, next) is { } input)
                {
                    Input?.Invoke(input);
                }

                break;
        }
    }

    private void Resized(PixelSize size)
    {
        if (size != FramebufferSize && size is { Width: > 0, Height: > 0 })
        {
            FramebufferSize = size;
            _renderDue = true;
            FramebufferResize?.Invoke(size);
        }
    }

    private void Rest()
    {
        // Events Xlib has already read from the socket are invisible to poll: look at its queue first.
        if (!_renderDue && !_woken && !_closing && !_connection.IsLost && X11Native.XPending(_connection.Display) == 0)
        {
            _wake.Wait(X11Native.XConnectionNumber(_connection.Display), SleepAtMost);
        }
    }
}
