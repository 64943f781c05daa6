using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>
/// A GL core context made through EGL: on a window of X11, or on nothing at all (surfaceless, or a device with a small pixel buffer) for
/// drawing into framebuffer objects without a display. Owned by one thread at a time.
/// </summary>
internal sealed unsafe class EglContext : IGraphicsContext
{
    private readonly nint _display;
    private readonly nint _config;
    private readonly nint _context;
    private readonly bool _ownsDisplay;
    private nint _surface;
    private bool _disposed;

    private EglContext(nint display, nint config, nint context, bool ownsDisplay, string description)
    {
        _display = display;
        _config = config;
        _context = context;
        _ownsDisplay = ownsDisplay;
        Description = description;
    }

    public string Description { get; }

    /// <summary>The X11 visual a window must have to be drawn on with this context.</summary>
    public int NativeVisualId => Attribute(_display, _config, EglNative.NativeVisualId);

    /// <summary>A context that can draw on windows of this X11 display. The surface comes later, by <see cref="AttachWindow"/>.</summary>
    /// <exception cref="WindowException">No EGL, no fitting configuration, or no GL 3.3.</exception>
    public static EglContext ForX11(nint x11Display)
    {
        RequireLibrary();
        return Create(EglPlatform.Display(EglNative.PlatformX11, x11Display), EglNative.WindowBit, ownsDisplay: true, "X11");
    }

    /// <summary>A current context without any display: Mesa's surfaceless platform first, then each EGL device.</summary>
    /// <exception cref="WindowException">No way led to a GL 3.3 context; the message lists what was tried.</exception>
    public static EglContext Offscreen()
    {
        RequireLibrary();
        var tried = new List<string>();
        foreach (var (display, name) in EglPlatform.OffscreenDisplays())
        {
            try
            {
                return OnDisplay(display, name);
            }
            catch (WindowException why)
            {
                tried.Add($"{name}: {why.Message}");
            }
        }

        throw new WindowException("EGL gives no GL context without a display: "
            + (tried.Count == 0 ? "neither the surfaceless nor the device platform is offered" : string.Join("; ", tried)));
    }

    /// <summary>Makes the window's surface and binds the context to it and to this thread.</summary>
    public void AttachWindow(nint window)
    {
        _surface = EglNative.eglCreateWindowSurface(_display, _config, window, null);
        if (_surface == 0)
        {
            throw EglPlatform.Failure("eglCreateWindowSurface");
        }

        MakeCurrent();
    }

    public nint GetProcAddress(string name) => EglNative.eglGetProcAddress(name);

    public void MakeCurrent()
    {
        if (EglNative.eglMakeCurrent(_display, _surface, _surface, _context) == 0)
        {
            throw EglPlatform.Failure("eglMakeCurrent");
        }
    }

    public void SwapBuffers()
    {
        if (_surface != 0 && EglNative.eglSwapBuffers(_display, _surface) == 0)
        {
            throw EglPlatform.Failure("eglSwapBuffers");
        }
    }

    /// <summary>Whether <see cref="SwapBuffers"/> waits for the refresh; needs the context to be current.</summary>
    public void SetSwapInterval(bool wait) => EglNative.eglSwapInterval(_display, wait ? 1 : 0);

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        EglNative.eglMakeCurrent(_display, 0, 0, 0);
        if (_surface != 0)
        {
            EglNative.eglDestroySurface(_display, _surface);
        }

        EglNative.eglDestroyContext(_display, _context);
        if (_ownsDisplay)
        {
            EglNative.eglTerminate(_display);
        }
    }

    private static EglContext OnDisplay(nint display, string name)
    {
        // EGL hands every caller of the process the same off-screen display, so none of them may terminate it.
        var context = Create(display, EglNative.PixelBufferBit, ownsDisplay: false, name);
        try
        {
            if (!EglPlatform.Has(display, "EGL_KHR_surfaceless_context"))
            {
                context.AttachPixelBuffer();
            }

            context.MakeCurrent();
            return context;
        }
        catch (WindowException)
        {
            context.Dispose();
            throw;
        }
    }

    private static EglContext Create(nint display, int surfaceBit, bool ownsDisplay, string platform)
    {
        if (display == 0)
        {
            throw EglPlatform.Failure("eglGetPlatformDisplay");
        }

        int major, minor;
        if (EglNative.eglInitialize(display, &major, &minor) == 0)
        {
            throw EglPlatform.Failure("eglInitialize");
        }

        if (EglNative.eglBindAPI(EglNative.OpenGLApi) == 0)
        {
            throw EglPlatform.Failure("eglBindAPI(OpenGL)");
        }

        try
        {
            return OnConfig(display, Choose(display, surfaceBit), ownsDisplay, $"EGL {major}.{minor}, {platform}");
        }
        catch (WindowException)
        {
            if (ownsDisplay)
            {
                EglNative.eglTerminate(display);
            }

            throw;
        }
    }

    private static EglContext OnConfig(nint display, nint config, bool ownsDisplay, string description)
    {
        var context = TryCreate(display, config, 4, 5);
        context = context != 0 ? context : TryCreate(display, config, 3, 3);
        if (context != 0)
        {
            return new EglContext(display, config, context, ownsDisplay, description);
        }

        throw new WindowException($"the GL driver ({description}) offers no GL 3.3 core context (EGL error 0x{EglNative.eglGetError():X4})");
    }

    private static nint TryCreate(nint display, nint config, int major, int minor)
    {
        var wanted = stackalloc int[]
        {
            EglNative.ContextMajorVersion, major, EglNative.ContextMinorVersion, minor,
            EglNative.ContextProfileMask, EglNative.CoreProfileBit, EglNative.None,
        };
        return EglNative.eglCreateContext(display, config, 0, wanted);
    }

    private static nint Choose(nint display, int surfaceBit)
    {
        // With a stencil if there is one: Skia cuts shapes faster with it, and needs none.
        var config = TryChoose(display, surfaceBit, stencil: 8);
        config = config != 0 ? config : TryChoose(display, surfaceBit, stencil: 0);
        return config != 0 ? config : throw new WindowException("EGL offers no configuration with 8 bits per colour for OpenGL");
    }

    private static nint TryChoose(nint display, int surfaceBit, int stencil)
    {
        const int MaxConfigs = 64;
        var wanted = stackalloc int[]
        {
            EglNative.SurfaceType, surfaceBit, EglNative.RenderableType, EglNative.OpenGLBit, EglNative.RedSize, 8, EglNative.GreenSize, 8,
            EglNative.BlueSize, 8, EglNative.StencilSize, stencil, EglNative.Samples, 0, EglNative.None,
        };
        var configs = stackalloc nint[MaxConfigs];
        int count;
        return EglNative.eglChooseConfig(display, wanted, configs, MaxConfigs, &count) != 0 && count > 0
            ? Plainest(display, new ReadOnlySpan<nint>(configs, count))
            : 0;
    }

    // EGL sorts deeper colours first. Ten-bit and alpha visuals would change what is read back or let the desktop shine through.
    private static nint Plainest(nint display, ReadOnlySpan<nint> configs)
    {
        foreach (var config in configs)
        {
            if (Attribute(display, config, EglNative.RedSize) == 8 && Attribute(display, config, EglNative.AlphaSize) == 0)
            {
                return config;
            }
        }

        return configs[0];
    }

    private static int Attribute(nint display, nint config, int attribute)
    {
        int value;
        return EglNative.eglGetConfigAttrib(display, config, attribute, &value) != 0 ? value : 0;
    }

    private static void RequireLibrary()
    {
        if (!NativeLibrary.TryLoad(EglNative.Library, out _))
        {
            throw new WindowException($"{EglNative.Library} is not installed here (Debian, Ubuntu: libegl1; Fedora: libglvnd-egl)");
        }
    }

    private void AttachPixelBuffer()
    {
        var size = stackalloc int[] { EglNative.Width, 16, EglNative.Height, 16, EglNative.None };
        _surface = EglNative.eglCreatePbufferSurface(_display, _config, size);
        if (_surface == 0)
        {
            throw EglPlatform.Failure("eglCreatePbufferSurface");
        }
    }
}
