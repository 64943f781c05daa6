using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance.RenderTests.Gl;

/// <summary>Draws single frames the way the window does, into a framebuffer of just their size.</summary>
internal sealed class ShaderStage(OffscreenGl gl) : IDisposable
{
    private readonly PictureRenderer _renderer = new(gl.Device.Api);
    private readonly TextureRing _ring = new(gl.Device.Api);

    public RenderedImage Draw(PixelFrame frame, GrayPipeline pipeline, PaletteLut? palette, double scale = 1, bool smooth = true)
    {
        var size = new PixelSize((int)(frame.Width * scale), (int)(frame.Height * scale));
        using var target = new OffscreenTarget(gl.Device.Api, size);
        target.Bind();
        var texture = _ring.Of(frame);
        _renderer.Draw(texture, size, new PictureDraw(frame, pipeline, palette, new ImageArea(0, 0, size.Width, size.Height), smooth));
        gl.Device.Check("drawing a test frame");
        return Readback.Read(gl.Device.Api, size);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _ring.Dispose();
    }
}
