using Appliance.Imaging;
using Silk.NET.OpenGL;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>
/// Draws scenes with GL: the picture through the shader, then the words by Skia on the same context, into the window's own framebuffer or,
/// without a window, into one of its own.
/// </summary>
internal sealed class GlScene : IScene
{
    private const uint Rgba8 = 0x8058;
    private readonly GlDevice _device;
    private readonly PictureRenderer _renderer;
    private readonly TextureRing _ring;
    private readonly OverlayPainter _overlay;
    private readonly GRGlInterface _skiaCalls;
    private readonly GRContext _skia;
    private readonly bool _offscreen;
    private OffscreenTarget? _target;
    private GRBackendRenderTarget? _skiaTarget;
    private SKSurface? _surface;
    private PixelSize _size;

    private GlScene(GlDevice device, GRGlInterface skiaCalls, GRContext skia, FontBook fonts, string description, bool offscreen)
    {
        _device = device;
        _skiaCalls = skiaCalls;
        _skia = skia;
        _offscreen = offscreen;
        Description = description;
        _renderer = new PictureRenderer(device.Api);
        _ring = new TextureRing(device.Api);
        _overlay = new OverlayPainter(fonts);
    }

    public string Description { get; }

    public int MaxFrameSide => _device.MaxTextureSize;

    /// <summary>Sets up drawing in a current context.</summary>
    /// <param name="context">The context; it outlives the scene.</param>
    /// <param name="fonts">Fonts; they outlive the scene.</param>
    /// <param name="offscreen">Draw into a framebuffer object instead of the window.</param>
    /// <exception cref="WindowException">GL is too old, or refuses what is needed.</exception>
    public static GlScene Create(IGraphicsContext context, FontBook fonts, bool offscreen)
    {
        var device = GlDevice.Load(context);
        var calls = GRGlInterface.CreateOpenGl(name => context.GetProcAddress(name));
        var skia = calls is null ? null : GRContext.CreateGl(calls);
        if (calls is null || skia is null)
        {
            calls?.Dispose();
            device.Dispose();
            throw new WindowException($"Skia cannot draw on GL {device.Version} of {device.Renderer}");
        }

        return new GlScene(device, calls, skia, fonts, $"GL {device.Version} on {device.Renderer} ({context.Description})", offscreen);
    }

    public void Draw(SceneModel scene)
    {
        Resize(scene.Size);
        _device.Api.BindFramebuffer(FramebufferTarget.Framebuffer, _target?.Handle ?? 0);
        if (scene.Picture is { } picture)
        {
            // The texture first: filling it binds textures, which the renderer then sets as it needs them.
            var texture = _ring.Of(picture.Frame);
            _renderer.Draw(texture, scene.Size, picture);
        }
        else
        {
            _renderer.Clear(scene.Size);
        }

        _skia.ResetContext();
        _overlay.Draw(_surface!.Canvas, scene);
        _surface.Flush();
        _skia.Flush();
        foreach (var frame in scene.Upcoming)
        {
            // One upload a picture is enough to stay ahead and never holds a picture up for more.
            if (_ring.Prepare(frame))
            {
                break;
            }
        }

        _device.Check("drawing a picture");
    }

    public RenderedImage Capture()
    {
        _device.Api.BindFramebuffer(FramebufferTarget.Framebuffer, _target?.Handle ?? 0);
        return Readback.Read(_device.Api, _size);
    }

    public void Dispose()
    {
        _overlay.Dispose();
        _surface?.Dispose();
        _skiaTarget?.Dispose();
        _skia.Dispose();
        _skiaCalls.Dispose();
        _target?.Dispose();
        _ring.Dispose();
        _renderer.Dispose();
        _device.Dispose();
    }

    private void Resize(PixelSize size)
    {
        if (size == _size)
        {
            return;
        }

        _surface?.Dispose();
        _skiaTarget?.Dispose();
        _target?.Dispose();
        _target = _offscreen ? new OffscreenTarget(_device.Api, size) : null;
        _skia.ResetContext();
        _skiaTarget = new GRBackendRenderTarget(size.Width, size.Height, 0, StencilBits(), new GRGlFramebufferInfo(_target?.Handle ?? 0, Rgba8));
        _surface = SKSurface.Create(_skia, _skiaTarget, GRSurfaceOrigin.BottomLeft, SKColorType.Rgba8888)
            ?? throw new WindowException($"Skia makes no {size.Width}x{size.Height} surface on {Description}");
        _size = size;
    }

    private int StencilBits()
    {
        if (_offscreen)
        {
            return 8;
        }

        _device.Api.BindFramebuffer(FramebufferTarget.Framebuffer, 0);
        _device.Api.GetFramebufferAttachmentParameter(
            GLEnum.Framebuffer, GLEnum.Stencil, GLEnum.FramebufferAttachmentStencilSize, out var bits);
        return bits;
    }
}
