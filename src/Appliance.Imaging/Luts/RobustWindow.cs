using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The window for an image that brings none: from the values that most of the picture has. Padding, supplemental colours and a single
/// value that fills the dark or the bright end (air around a body, a collimated or saturated field) are left out, then half a percent of
/// the rest at either end, which metal, hot spots and noise would else stretch the window with.
/// </summary>
public static class RobustWindow
{
    /// <summary>The share of the values that may lie below, and above, the window.</summary>
    public const double Tail = 0.005;

    // One value in more of the pixels than this, at the very end of the range, is no tissue.
    private const double Flood = 0.05;

    // So many pixels of all frames together tell the percentiles well enough.
    private const int MostSamples = 1 << 16;

    /// <summary>The window over a sample of the pixels of some frames; over the whole range when nearly all pixels are background.</summary>
    /// <param name="frames">Grey frames, each with its own pipeline; at least one.</param>
    /// <param name="fromZero">For counts and activities, whose zero is black: the window begins at 0 when no value lies below.</param>
    public static VoiWindow Of(IReadOnlyList<(PixelFrame Frame, GrayPipeline Pipeline)> frames, bool fromZero = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(frames.Count);
        var values = new List<double>(MostSamples + frames.Count);
        foreach (var (frame, pipeline) in frames)
        {
            Sample(frame, pipeline, MostSamples / frames.Count, values);
        }

        if (values.Count == 0)
        {
            var (frame, pipeline) = frames[0];
            return pipeline.SpanningRangeOf(frame).Window!.Value;
        }

        values.Sort();
        var (low, high) = Range(values);
        return VoiWindow.Spanning(fromZero && values[0] >= 0 ? Math.Min(0, low) : low, high);
    }

    /// <summary>Whether the values of an object are counts or activities, which begin at zero.</summary>
    public static bool IsCounted(DicomDataset dataset) => dataset.GetString(DicomTag.Modality) is "PT" or "NM";

    private static (double Low, double High) Range(List<double> values)
    {
        var from = values.FindIndex(value => value > values[0]);
        var to = values.FindLastIndex(value => value < values[^1]) + 1;
        if (from < 0)
        {
            return (values[0], values[0]);
        }

        var (first, last) = (from > values.Count * Flood ? from : 0, values.Count - to > values.Count * Flood ? to : values.Count);
        if (last - first < values.Count * Tail)
        {
            return (values[0], values[^1]);
        }

        var tail = (int)((last - first) * Tail);
        var (low, high) = (values[first + tail], values[last - 1 - tail]);
        return low < high ? (low, high) : (values[0], values[^1]);
    }

    // A stride that is odd does not fall in step with the columns of frames whose width is even.
    private static void Sample(PixelFrame frame, GrayPipeline pipeline, int most, List<double> values)
    {
        var pixels = frame.Width * frame.Height;
        var stride = (pixels / Math.Max(most, 1)) | 1;
        for (var i = 0; i < pixels; i += stride)
        {
            double stored = frame.ValueAt(i % frame.Width, i / frame.Width);
            if (!pipeline.IsSupplemental(stored) && pipeline.Padding?.Contains(stored) != true && pipeline.Modality(stored) is var value && double.IsFinite(value))
            {
                values.Add(value);
            }
        }
    }
}
