using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>One frame drawn by OpenGL at its own size, as <see cref="ReferenceRenderer"/> draws it on the CPU.</summary>
internal static class GpuRendering
{
    private const int SmallestSide = 16;

    /// <summary>Draws a frame without a display where the machine can, else in a window that is not shown for longer than the drawing.</summary>
    /// <param name="image">The image of the frame.</param>
    /// <param name="index">Its number, 0-based.</param>
    /// <param name="frame">Its pixels.</param>
    /// <param name="pipeline">What becomes of them.</param>
    /// <exception cref="VerbException">There is no OpenGL here, or the frame is too large for it.</exception>
    public static RenderedImage Render(DicomImage image, int index, PixelFrame frame, GrayPipeline pipeline)
    {
        var options = new ViewerOptions
        {
            Width = Math.Max(frame.Width, SmallestSide),
            Height = Math.Max(frame.Height, SmallestSide),
            Fit = ViewerFit.OneToOne,
            ShowText = false,
            Smooth = false,
            Notes = TextWriter.Null,
        };
        if (Math.Max(frame.Width, frame.Height) > ViewerOptions.MaxSide)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"{frame.Width}x{frame.Height} is more than OpenGL is asked to draw; leave --gpu out");
        }

        var sequence = new SingleFrameSequence(new PictureFrame
        {
            Image = image,
            FrameIndex = index,
            Pixels = frame,
            Pipeline = pipeline,
            Palette = image.Palette,
        });
        var (picture, result) = Capture(sequence, options);
        return result.Error is { } error
            ? throw new VerbException(ExitCode.InvalidInput, error)
            : Cut(picture, result.Area, toGray: frame.Kind.IsGray() && !pipeline.IsColored);
    }

    private static (RenderedImage Picture, ScreenshotResult Result) Capture(IImageSequence sequence, ViewerOptions options)
    {
        try
        {
            return ViewerWindow.Capture(sequence, options with { Backend = ViewerBackend.Offscreen });
        }
        catch (InvalidOperationException)
        {
            return CaptureInWindow(sequence, options);
        }
    }

    private static (RenderedImage Picture, ScreenshotResult Result) CaptureInWindow(IImageSequence sequence, ViewerOptions options)
    {
        try
        {
            return ViewerWindow.Capture(sequence, options with { Backend = ViewerBackend.Window });
        }
        catch (InvalidOperationException none)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"nothing here draws by OpenGL: {none.Message}; leave --gpu out", none);
        }
    }

    private static RenderedImage Cut(RenderedImage picture, ImageArea area, bool toGray)
    {
        var (left, top, width, height) = ((int)area.X, (int)area.Y, (int)area.Width, (int)area.Height);
        var samples = toGray ? 1 : 3;
        var from = picture.IsColor ? 3 : 1;
        var pixels = new byte[width * height * samples];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var source = (((top + row) * picture.Width) + left + column) * from;
                var target = ((row * width) + column) * samples;
                for (var sample = 0; sample < samples; sample++)
                {
                    pixels[target + sample] = picture.Pixels[source + (from == 1 ? 0 : sample)];
                }
            }
        }

        return new RenderedImage(width, height, isColor: !toGray, pixels);
    }
}
