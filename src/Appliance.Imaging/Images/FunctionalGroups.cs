using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The attributes of one frame of an enhanced multi-frame object (PS3.3 C.7.6.16), merged by one rule: the frame's own functional group,
/// else the shared one, else the data set itself. Objects without functional groups answer from the data set alone.
/// </summary>
internal sealed class FunctionalGroups
{
    private readonly DicomDataset _dataset;
    private readonly DicomDataset? _shared;
    private readonly IReadOnlyList<DicomDataset> _perFrame;

    public FunctionalGroups(DicomDataset dataset)
    {
        _dataset = dataset;
        _shared = dataset.GetItems(DicomTag.SharedFunctionalGroupsSequence) is [var shared, ..] ? shared : null;
        _perFrame = dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
    }

    /// <summary>The item of a functional group macro for a frame; null when neither the frame nor the shared groups have it.</summary>
    /// <param name="macro">The macro's sequence, Frame VOI LUT Sequence for example.</param>
    /// <param name="frame">0-based.</param>
    public DicomDataset? Macro(DicomTag macro, int frame)
    {
        if (frame < _perFrame.Count && _perFrame[frame].GetItems(macro) is [var own, ..])
        {
            return own;
        }

        return _shared?.GetItems(macro) is [var shared, ..] ? shared : null;
    }

    /// <summary>The item of a macro when it is there, else the data set, where single-frame objects keep the same attributes.</summary>
    public DicomDataset MacroOrDataset(DicomTag macro, int frame) => Macro(macro, frame) ?? _dataset;

    /// <summary>
    /// The item or data set in which an attribute stands for a frame, whichever macro it belongs to; the data set when it stands nowhere.
    /// </summary>
    public DicomDataset Holder(DicomTag attribute, int frame) =>
        (frame < _perFrame.Count ? InMacros(_perFrame[frame], attribute) : null)
            ?? (_shared is null ? null : InMacros(_shared, attribute))
            ?? _dataset;

    private static DicomDataset? InMacros(DicomDataset groups, DicomTag attribute)
    {
        foreach (var element in groups)
        {
            if (element is DicomSequence { Items: [var item, ..] } && item.Contains(attribute))
            {
                return item;
            }
        }

        return null;
    }
}
