using Appliance.Imaging;
using Silk.NET.OpenGL;

namespace Appliance.Viewer;

/// <summary>A framebuffer object to draw into where there is no window: 8 bits a colour, and a stencil for Skia.</summary>
internal sealed class OffscreenTarget : IDisposable
{
    private readonly GL _gl;
    private readonly uint _colour;
    private readonly uint _stencil;

    /// <exception cref="WindowException">The size is more than this GL can draw.</exception>
    public OffscreenTarget(GL gl, PixelSize size)
    {
        _gl = gl;
        Size = size;
        Handle = gl.GenFramebuffer();
        _colour = gl.GenRenderbuffer();
        _stencil = gl.GenRenderbuffer();
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, _colour);
        gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Rgba8, (uint)size.Width, (uint)size.Height);
        gl.BindRenderbuffer(RenderbufferTarget.Renderbuffer, _stencil);
        gl.RenderbufferStorage(RenderbufferTarget.Renderbuffer, InternalFormat.Depth24Stencil8, (uint)size.Width, (uint)size.Height);
        gl.BindFramebuffer(FramebufferTarget.Framebuffer, Handle);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.ColorAttachment0, RenderbufferTarget.Renderbuffer, _colour);
        gl.FramebufferRenderbuffer(FramebufferTarget.Framebuffer, FramebufferAttachment.DepthStencilAttachment, RenderbufferTarget.Renderbuffer, _stencil);
        var status = gl.CheckFramebufferStatus(FramebufferTarget.Framebuffer);
        if (status != GLEnum.FramebufferComplete)
        {
            Dispose();
            throw new WindowException($"GL makes no {size.Width}x{size.Height} framebuffer to draw into ({status})");
        }
    }

    /// <summary>GL's name for it.</summary>
    public uint Handle { get; }

    /// <summary>Its size.</summary>
    public PixelSize Size { get; }

    /// <summary>Makes it the one drawn into.</summary>
    public void Bind() => _gl.BindFramebuffer(FramebufferTarget.Framebuffer, Handle);

    public void Dispose()
    {
        _gl.DeleteFramebuffer(Handle);
        _gl.DeleteRenderbuffer(_colour);
        _gl.DeleteRenderbuffer(_stencil);
    }
}

/// <summary>Reads what has been drawn.</summary>
internal static unsafe class Readback
{
    /// <summary>The bound framebuffer as a colour picture, top row first.</summary>
    public static RenderedImage Read(GL gl, PixelSize size)
    {
        var rgb = new byte[size.Width * size.Height * 3];
        gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        gl.PixelStore(PixelStoreParameter.PackRowLength, 0);
        fixed (byte* pixels = rgb)
        {
            gl.ReadPixels(0, 0, (uint)size.Width, (uint)size.Height, PixelFormat.Rgb, PixelType.UnsignedByte, pixels);
        }

        Flip(rgb, size.Width * 3);
        return new RenderedImage(size.Width, size.Height, true, rgb);
    }

    // GL counts rows from the bottom.
    private static void Flip(byte[] pixels, int stride)
    {
        var row = new byte[stride];
        for (int top = 0, bottom = pixels.Length - stride; top < bottom; top += stride, bottom -= stride)
        {
            var upper = pixels.AsSpan(top, stride);
            var lower = pixels.AsSpan(bottom, stride);
            upper.CopyTo(row);
            lower.CopyTo(upper);
            row.CopyTo(lower);
        }
    }
}
