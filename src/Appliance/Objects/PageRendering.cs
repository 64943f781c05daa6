using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>A page drawn on the CPU as a picture of a size of one's own.</summary>
internal static class PageRendering
{
    /// <summary>The size of a picture when none is asked for: that of the window.</summary>
    public static (int Width, int Height) UsualSize { get; } = (new ViewerOptions().Width, new ViewerOptions().Height);

    /// <summary>Draws the page with the words around it.</summary>
    /// <param name="frame">The page.</param>
    /// <param name="size">Width and height in pixels, each from 16 to <see cref="ViewerOptions.MaxSide"/>.</param>
    /// <param name="notes">Takes what is missing on this machine, fonts for example.</param>
    public static RenderedImage Render(PageFrame frame, (int Width, int Height) size, TextWriter notes)
    {
        var options = new ViewerOptions { Width = size.Width, Height = size.Height, Backend = ViewerBackend.Cpu, Notes = notes };
        return ViewerWindow.Capture(new SingleFrameSequence(frame), options).Picture;
    }
}
