using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Which images, and which of their frames, something in a presentation state is for: a Referenced Image Sequence (PS3.3 10.3).</summary>
internal sealed class FrameReferences
{
    private readonly Dictionary<string, HashSet<int>?> _frames = new(StringComparer.Ordinal);

    /// <summary>Reads the sequence of an item. An image that is named without frames is meant with all of them.</summary>
    public FrameReferences(IEnumerable<DicomDataset> images)
    {
        foreach (var image in images)
        {
            if (image.GetString(DicomTag.ReferencedSOPInstanceUID) is { } uid)
            {
                Add(uid, [.. image.GetDoubles(DicomTag.ReferencedFrameNumber).Where(number => number is >= 1 and <= int.MaxValue).Select(number => (int)number)]);
            }
        }
    }

    /// <summary>The SOP Instance UIDs of the images.</summary>
    public IReadOnlyCollection<string> Images => _frames.Keys;

    /// <summary>Whether a frame is meant.</summary>
    /// <param name="uid">The image's SOP Instance UID.</param>
    /// <param name="frame">0-based.</param>
    public bool Cover(string uid, int frame) => _frames.TryGetValue(uid, out var frames) && (frames is null || frames.Contains(frame + 1));

    /// <summary>Whether an item is meant for a frame: one that names no image is for all that the state names.</summary>
    public static bool Concern(DicomDataset item, string uid, int frame) =>
        item.GetItems(DicomTag.ReferencedImageSequence) is not { Count: > 0 } images || new FrameReferences(images).Cover(uid, frame);

    private void Add(string uid, HashSet<int> frames)
    {
        if (frames.Count == 0)
        {
            _frames[uid] = null;
        }
        else if (!_frames.TryGetValue(uid, out var known))
        {
            _frames[uid] = frames;
        }
        else
        {
            known?.UnionWith(frames);
        }
    }
}
