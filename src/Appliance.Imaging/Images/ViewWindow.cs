namespace Appliance.Imaging;

/// <summary>
/// The window for looking at an image that brings none, found once: from frames spread evenly over the image, as many as cost about as much
/// as one large one, so that it is the same whichever frame is looked at first. Safe on any thread.
/// </summary>
internal sealed class ViewWindow
{
    private const int MostFrames = 7;
    private const long MostPixels = 4L << 20;

    private readonly Lock _lock = new();
    private VoiWindow? _window;

    /// <summary>The window.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">A frame of it, 0-based.</param>
    /// <param name="pixels">Its pixels.</param>
    public VoiWindow Of(DicomImage image, int frame, PixelFrame pixels)
    {
        lock (_lock)
        {
            return _window ??= RobustWindow.Of(Sample(image, frame, pixels), RobustWindow.IsCounted(image.Dataset));
        }
    }

    private static List<(PixelFrame, GrayPipeline)> Sample(DicomImage image, int frame, PixelFrame pixels)
    {
        var count = (int)Math.Clamp(MostPixels / ((long)image.Rows * image.Columns), 1, Math.Min(MostFrames, image.NumberOfFrames));
        var sample = new List<(PixelFrame, GrayPipeline)>(count);
        for (var i = 0; i < count; i++)
        {
            var index = (int)(((2L * i) + 1) * image.NumberOfFrames / (2 * count));
            if ((index == frame ? pixels : Decoded(image, index)) is { } other)
            {
                sample.Add((other, image.OwnPipeline(index)));
            }
        }

        if (sample.Count == 0)
        {
            sample.Add((pixels, image.OwnPipeline(frame)));
        }

        return sample;
    }

    // A frame that cannot be decoded says so where it is shown; the others tell enough here.
    private static PixelFrame? Decoded(DicomImage image, int index)
    {
        try
        {
            return image.GetFrame(index);
        }
        catch (DicomImageException)
        {
            return null;
        }
    }
}
