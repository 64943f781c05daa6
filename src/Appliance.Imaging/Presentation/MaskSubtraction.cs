using System.Globalization;
using System.Runtime.InteropServices;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The mask of a presentation state (PS3.3 C.11.13, C.11.19, C.7.6.10): other frames of the same image are subtracted from a frame, after the modality
/// stage and before the window (PS3.4 N.2). Safe on any thread.
/// </summary>
internal sealed class MaskSubtraction
{
    /// <summary>More frames than this are not averaged: every one of them is decoded.</summary>
    public const int MaxFrames = 256;

    private readonly IReadOnlyList<DicomDataset> _items;
    private readonly double _visibility;
    private volatile Mask? _last;

    private MaskSubtraction(IReadOnlyList<DicomDataset> items, double visibility)
    {
        _items = items;
        _visibility = visibility;
    }

    /// <summary>The mask of a state; null when it has none, or wants its images as they are stored.</summary>
    public static MaskSubtraction? Of(DicomDataset state) =>
        state.GetItems(DicomTag.MaskSubtractionSequence) is { Count: > 0 } items && state.GetString(DicomTag.RecommendedViewingMode)?.Trim() is null or "" or "SUB"
            ? new MaskSubtraction(items, state.GetDouble(DicomTag.MaskVisibilityPercentage) ?? 0)
            : null;

    /// <summary>A frame without its mask, in the units of modality values; null, mostly with a note, when nothing is subtracted from it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="uid">Its SOP Instance UID.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">The frame.</param>
    /// <param name="pipeline">Its modality stage and its padding are used.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public PixelFrame? Subtract(DicomImage image, string uid, int frame, PixelFrame pixels, GrayPipeline pipeline, List<string> notes)
    {
        if (_items.FirstOrDefault(item => FrameReferences.Concern(item, uid, frame) && IsInRange(item, frame + 1)) is not { } chosen)
        {
            return null;
        }

        if (MaskFrames(chosen, frame + 1, image.NumberOfFrames, notes) is not { } masks)
        {
            return null;
        }

        NoteWhatIsLeftOut(chosen, notes);
        try
        {
            return Difference(Contrast(chosen, image, frame, pixels, pipeline), MaskOf(image, masks, pipeline), pixels);
        }
        catch (DicomImageException unreadable)
        {
            return Refused(notes, DicomTag.MaskFrameNumbers, $"a frame of the mask cannot be read: {unreadable.Message}");
        }
    }

    // Numbers of frames from 1 on, as the operation has them; null when there is no mask for the frame.
    private static List<int>? MaskFrames(DicomDataset item, int number, int frames, List<string> notes)
    {
        switch (item.GetString(DicomTag.MaskOperation)?.Trim().ToUpperInvariant())
        {
            case "AVG_SUB":
                List<int> named = [.. item.GetDoubles(DicomTag.MaskFrameNumbers).Take(MaxFrames + 1).Select(value => (int)Math.Clamp(value, 0, int.MaxValue))];
                return named.Count is 0 or > MaxFrames || named.Exists(mask => mask < 1 || mask > frames)
                    ? Refused<List<int>>(notes, DicomTag.MaskFrameNumbers, string.Create(CultureInfo.InvariantCulture, $"{named.Count} numbers, which are not 1 to {MaxFrames} of the image's {frames} frames"))
                    : named;
            case "TID":
                var mask = number - (item.GetInt32(DicomTag.TIDOffset) ?? 1);
                return mask >= 1 && mask <= frames ? [mask]
                    : Refused<List<int>>(notes, DicomTag.TIDOffset, string.Create(CultureInfo.InvariantCulture, $"there is no frame {mask} to subtract from frame {number}"));
            case var other:
                return Refused<List<int>>(notes, DicomTag.MaskOperation, $"'{other}' is neither AVG_SUB nor TID");
        }
    }

    // Pairs of first and last frame; without them an item is for all frames.
    private static bool IsInRange(DicomDataset item, int number)
    {
        var range = item.GetDoubles(DicomTag.ApplicableFrameRange);
        return range.Count < 2 || Enumerable.Range(0, range.Count / 2).Any(pair => number >= range[pair * 2] && number <= range[(pair * 2) + 1]);
    }

    private void NoteWhatIsLeftOut(DicomDataset item, List<string> notes)
    {
        if (_visibility != 0)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{ImageLayoutReader.Name(DicomTag.MaskVisibilityPercentage)}: {_visibility:0.#} % are not left visible, the mask is subtracted wholly"));
        }

        if (item.GetDoubles(DicomTag.MaskSubPixelShift).Any(shift => shift != 0))
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.MaskSubPixelShift)}: the mask is subtracted where it lies, not shifted");
        }

        if (item.GetItems(DicomTag.PixelIntensityRelationshipLUTSequence).Count > 0)
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.PixelIntensityRelationshipLUTSequence)}: values are subtracted without it");
        }
    }

    // The frame and those behind it, as many as are to be averaged. Padding and what is no number stays background.
    private static double[] Contrast(DicomDataset item, DicomImage image, int frame, PixelFrame pixels, GrayPipeline pipeline)
    {
        var wanted = Math.Clamp(item.GetInt32(DicomTag.ContrastFrameAveraging) ?? 1, 1, MaxFrames);
        var count = Math.Min(wanted, image.NumberOfFrames - frame);
        var sum = new double[pixels.Width * pixels.Height];
        Add(sum, pixels, pipeline);
        for (var next = 1; next < count; next++)
        {
            Add(sum, image.GetFrame(frame + next), pipeline);
        }

        return Divided(sum, count);
    }

    // One mask is for many frames: the last is kept.
    private double[] MaskOf(DicomImage image, List<int> numbers, GrayPipeline pipeline)
    {
        if (_last is { } known && ReferenceEquals(known.Image, image) && known.Numbers.SequenceEqual(numbers)
            && known.Slope == pipeline.RescaleSlope && known.Intercept == pipeline.RescaleIntercept && ReferenceEquals(known.Table, pipeline.ModalityLut))
        {
            return known.Values;
        }

        var sum = new double[image.Columns * image.Rows];
        foreach (var number in numbers)
        {
            Add(sum, image.GetFrame(number - 1), pipeline);
        }

        _last = new Mask(image, numbers, pipeline.RescaleSlope, pipeline.RescaleIntercept, pipeline.ModalityLut, Divided(sum, numbers.Count));
        return _last.Values;
    }

    private static void Add(double[] sum, PixelFrame frame, GrayPipeline pipeline)
    {
        for (var (row, i) = (0, 0); row < frame.Height; row++)
        {
            for (var column = 0; column < frame.Width; column++, i++)
            {
                var stored = frame.ValueAt(column, row);
                sum[i] += pipeline.Padding is { } padding && padding.Contains(stored) ? double.NaN : pipeline.Modality(stored);
            }
        }
    }

    private static double[] Divided(double[] sum, int count)
    {
        for (var i = 0; count > 1 && i < sum.Length; i++)
        {
            sum[i] /= count;
        }

        return sum;
    }

    private static PixelFrame Difference(double[] contrast, double[] mask, PixelFrame pixels)
    {
        var bytes = new byte[contrast.Length * sizeof(float)];
        var values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(contrast[i] - mask[i]);
        }

        return new PixelFrame(pixels.Width, pixels.Height, PixelKind.GrayF32, 8 * sizeof(float), bytes, pixels.Note);
    }

    private static PixelFrame? Refused(List<string> notes, DicomTag tag, string why) => Refused<PixelFrame>(notes, tag, why);

    private static T? Refused<T>(List<string> notes, DicomTag tag, string why)
        where T : class
    {
        notes.Add($"{ImageLayoutReader.Name(tag)}: {why}; the mask is not subtracted");
        return null;
    }

    private sealed record Mask(DicomImage Image, IReadOnlyList<int> Numbers, double Slope, double Intercept, LookupTable? Table, double[] Values);
}
