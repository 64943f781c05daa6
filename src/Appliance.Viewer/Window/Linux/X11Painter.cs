using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>Puts pictures drawn in memory onto a window, where there is no GL to do it.</summary>
internal sealed unsafe class X11Painter(X11Connection connection, nint window, X11Visual visual) : IDisposable
{
    private nint _context;

    /// <summary>Shows a picture from the top left corner on.</summary>
    /// <exception cref="WindowException">The screen has fewer than 8 bits a colour, or Xlib takes no picture of this size.</exception>
    public void Paint(RenderedImage picture)
    {
        if (visual.Depth is not (24 or 32) || (visual.RedMask, visual.BlueMask) is not ((0xFF0000, 0xFF) or (0xFF, 0xFF0000)))
        {
            throw new WindowException($"the screen has {visual.Depth} bits a pixel; 24 with 8 for each colour are needed to draw without GL");
        }

        _context = _context != 0 ? _context : X11Native.XCreateGC(connection.Display, window, 0, null);
        var pixels = Packed(picture, swapped: visual.RedMask == 0xFF);
        fixed (byte* data = pixels)
        {
            var image = X11Native.XCreateImage(
                connection.Display, visual.Handle, (uint)visual.Depth, X11Constants.ZPixmap, 0, data, (uint)picture.Width, (uint)picture.Height, 32, 0);
            if (image == 0)
            {
                throw new WindowException($"Xlib takes no picture of {picture.Width} x {picture.Height} pixels");
            }

            _ = X11Native.XPutImage(
                connection.Display, window, _context, image, 0, 0, 0, 0, (uint)picture.Width, (uint)picture.Height);

            // Only the description: the pixels are ours.
            _ = X11Native.XFree((void*)image);
        }

        _ = X11Native.XFlush(connection.Display);
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            _ = X11Native.XFreeGC(connection.Display, _context);
            _context = 0;
        }
    }

    private static byte[] Packed(RenderedImage picture, bool swapped)
    {
        var pixels = new byte[picture.Width * picture.Height * 4];
        var (red, blue) = swapped ? (0, 2) : (2, 0);
        var step = picture.IsColor ? 3 : 1;
        for (int from = 0, to = 0; to < pixels.Length; from += step, to += 4)
        {
            pixels[to + red] = picture.Pixels[from];
            pixels[to + 1] = picture.Pixels[from + (step / 2)];
            pixels[to + blue] = picture.Pixels[from + step - 1];
            pixels[to + 3] = 255;
        }

        return pixels;
    }
}
