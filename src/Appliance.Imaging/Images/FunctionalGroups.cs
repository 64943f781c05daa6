using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The attributes of one frame of an enhanced multi-frame object (PS3.3 C.7.6.16), merged by one rule: a functional group macro is the
/// frame's own, else the shared one; an attribute that neither has is that of the data set. Macros are taken whole, their first item; an
/// item without elements says nothing. What makers put into private macros counts only where nothing else tells. Objects without
/// functional groups answer from the data set alone.
/// </summary>
internal sealed class FunctionalGroups
{
    private const int FramesNamed = 5;

    private readonly DicomDataset _dataset;
    private readonly IReadOnlyList<DicomDataset> _allShared;
    private readonly DicomDataset? _shared;
    private readonly IReadOnlyList<DicomDataset> _perFrame;

    public FunctionalGroups(DicomDataset dataset)
    {
        _dataset = dataset;
        _allShared = dataset.GetItems(DicomTag.SharedFunctionalGroupsSequence);
        _shared = _allShared is [var shared, ..] ? shared : null;
        _perFrame = dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
    }

    /// <summary>How many frames have groups of their own.</summary>
    public int PerFrameCount => _perFrame.Count;

    /// <summary>The data set that the groups are in.</summary>
    public DicomDataset Dataset => _dataset;

    /// <summary>The item of a functional group macro for a frame; null when neither the frame nor the shared groups have it.</summary>
    /// <param name="macro">The macro's sequence, Frame VOI LUT Sequence for example.</param>
    /// <param name="frame">0-based.</param>
    public DicomDataset? Macro(DicomTag macro, int frame) =>
        FirstItem(Own(frame)?[macro]) ?? FirstItem(_shared?[macro]);

    /// <summary>All items of a functional group macro for a frame, by the same rule; those of the data set when no group has it.</summary>
    public IReadOnlyList<DicomDataset> MacroItems(DicomTag macro, int frame)
    {
        if (frame < _perFrame.Count && _perFrame[frame].GetItems(macro) is { Count: > 0 } own)
        {
            return own;
        }

        return _shared?.GetItems(macro) is { Count: > 0 } shared ? shared : _dataset.GetItems(macro);
    }

    /// <summary>The item of a macro when it is there, else the data set, where single-frame objects keep the same attributes.</summary>
    public DicomDataset MacroOrDataset(DicomTag macro, int frame) => Macro(macro, frame) ?? _dataset;

    /// <summary>
    /// The item or data set in which an attribute stands for a frame, whichever macro it belongs to; the data set when it stands nowhere.
    /// </summary>
    public DicomDataset Holder(DicomTag attribute, int frame)
    {
        if (_shared is null && _perFrame.Count == 0)
        {
            return _dataset;
        }

        var own = Own(frame);
        return InMacros(own, attribute, privately: false)
            ?? InMacros(_shared, attribute, privately: false)
            ?? (_dataset.Contains(attribute) ? _dataset : null)
            ?? InMacros(own, attribute, privately: true)
            ?? InMacros(_shared, attribute, privately: true)
            ?? _dataset;
    }

    /// <summary>
    /// The macros that hold for a frame, each with the item it lies in: the frame's own, and the shared ones that the frame does not have;
    /// also elements that stand beside macros against the standard.
    /// </summary>
    /// <param name="frame">0-based; beyond <see cref="PerFrameCount"/> the shared ones alone.</param>
    public IEnumerable<(DicomDataset Holder, DicomElement Macro)> MacrosOf(int frame)
    {
        var own = Own(frame);
        foreach (var element in (IEnumerable<DicomElement>?)own ?? [])
        {
            if (element is not DicomSequence || FirstItem(element) is not null)
            {
                yield return (own!, element);
            }
        }

        foreach (var element in (IEnumerable<DicomElement>?)_shared ?? [])
        {
            if (element is not DicomSequence || (FirstItem(element) is not null && FirstItem(own?[element.Tag]) is null))
            {
                yield return (_shared!, element);
            }
        }
    }

    /// <summary>What of the groups contradicts the object or the standard, and how it is taken; empty for most.</summary>
    /// <param name="frames">Number of Frames.</param>
    public IEnumerable<string> Oddities(int frames)
    {
        if (_allShared.Count > 1)
        {
            yield return Text($"Shared Functional Groups Sequence (5200,9229): {_allShared.Count} items where one is allowed, the first is taken");
        }

        if (_perFrame.Count > 0 && _perFrame.Count != frames)
        {
            var taken = _perFrame.Count < frames ? "frames without one have the shared groups alone" : "those beyond the last frame are not used";
            yield return Text($"Per-Frame Functional Groups Sequence (5200,9230): {_perFrame.Count} items for {frames} frames, {taken}");
        }

        var used = Math.Min(frames, _perFrame.Count);
        if (Named(Enumerable.Range(0, used).Where(frame => _perFrame[frame].Count == 0)) is { } empty)
        {
            yield return $"Per-Frame Functional Groups Sequence (5200,9230): the item of {empty} is empty, the shared groups are taken";
        }

        // PS3.3 C.7.6.16: a macro stands in one of the two, never in both.
        foreach (var macro in (IEnumerable<DicomElement>?)_shared ?? [])
        {
            if (!macro.Tag.IsPrivate && FirstItem(macro) is not null
                && Named(Enumerable.Range(0, used).Where(frame => FirstItem(_perFrame[frame][macro.Tag]) is not null)) is { } both)
            {
                yield return $"{NameOf(macro.Tag)}: both shared and of {both}, the frame's own is taken";
            }
        }
    }

    private static string NameOf(DicomTag tag) => DicomDictionary.TryGet(tag, out var entry) ? $"{entry.Name} {tag}" : tag.ToString();

    private static string? Named(IEnumerable<int> frames)
    {
        var numbers = frames.Select(frame => frame + 1).ToList();
        return numbers.Count switch
        {
            0 => null,
            1 => Text($"frame {numbers[0]}"),
            <= FramesNamed => $"frames {string.Join(", ", numbers.Select(number => Text($"{number}")))}",
            _ => Text($"{numbers.Count} frames"),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static DicomDataset? FirstItem(DicomElement? macro) => macro is DicomSequence { Items: [{ Count: > 0 } item, ..] } ? item : null;

    private static DicomDataset? InMacros(DicomDataset? groups, DicomTag attribute, bool privately)
    {
        if (groups is null)
        {
            return null;
        }

        foreach (var element in groups)
        {
            if (element.Tag.IsPrivate == privately && FirstItem(element) is { } item && item.Contains(attribute))
            {
                return item;
            }
        }

        return null;
    }

    private DicomDataset? Own(int frame) => (uint)frame < (uint)_perFrame.Count ? _perFrame[frame] : null;
}
