using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// The window for looking at a stack whose images bring none: one for all of them, so that greys do not jump from slice to slice. Found once, from
/// images spread evenly over the stack, as many as cost about as much as one large one. Safe on any thread.
/// </summary>
/// <param name="count">How many objects the stack has.</param>
internal sealed class StackWindow(int count)
{
    private const int MostImages = 7;
    private const long MostPixels = 4L << 20;

    private readonly Lock _lock = new();
    private VoiWindow? _window;

    /// <summary>A frame of the stack with the stack's window where its object brings none; otherwise as it is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="open">Gives the image at a place of the stack, 0-based, to a function, as long as that runs; not when it cannot be opened.</param>
    public PictureFrame ApplyTo(PictureFrame frame, Action<int, Action<DicomImage>> open)
    {
        if (count == 1 || !frame.Pipeline.IsWindowDerived || !frame.Pixels.Kind.IsGray())
        {
            return frame;
        }

        lock (_lock)
        {
            _window ??= Find(frame, open);
        }

        return frame with { Pipeline = frame.Pipeline with { Window = _window } };
    }

    private VoiWindow Find(PictureFrame shown, Action<int, Action<DicomImage>> open)
    {
        var images = (int)Math.Clamp(MostPixels / ((long)shown.Pixels.Width * shown.Pixels.Height), 1, Math.Min(MostImages, count));
        var sample = new List<(PixelFrame, GrayPipeline)>(images);
        for (var i = 0; i < images; i++)
        {
            open((int)(((2L * i) + 1) * count / (2 * images)), image => Add(sample, image));
        }

        var isCounted = shown.Image is { } own && RobustWindow.IsCounted(own.Dataset);
        return sample.Count > 0 ? RobustWindow.Of(sample, isCounted) : shown.Pipeline.Window!.Value;
    }

    // An image that cannot be decoded says so where it is shown; the others tell enough here.
    private static void Add(List<(PixelFrame, GrayPipeline)> sample, DicomImage image)
    {
        try
        {
            var frame = image.NumberOfFrames / 2;
            var pixels = image.GetFrame(frame);
            if (pixels.Kind.IsGray())
            {
                sample.Add((pixels, image.PipelineOf(frame, pixels)));
            }
        }
        catch (DicomImageException)
        {
        }
    }
}
