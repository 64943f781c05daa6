using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>One dimension along which the frames of an object are organised: an item of the Dimension Index Sequence (PS3.3 C.7.6.17).</summary>
/// <param name="Pointer">Dimension Index Pointer: the attribute that varies, or the functional group that does as a whole.</param>
/// <param name="Group">Functional Group Pointer: the macro that the attribute is in; null when it is in none, or is a macro itself.</param>
/// <param name="PrivateCreator">Dimension Index Private Creator; null for standard attributes.</param>
/// <param name="GroupCreator">Functional Group Private Creator; null for standard macros.</param>
/// <param name="Label">Dimension Description Label; null when there is none.</param>
/// <param name="Organization">Dimension Organization UID: index values of two objects mean the same where it is the same.</param>
public sealed record DimensionIndex(DicomTag Pointer, DicomTag? Group, string? PrivateCreator, string? GroupCreator, string? Label, string? Organization)
{
    private const int LongestText = 48;
    private const int FirstPrivateBlock = 0x10;
    private const int LastPrivateBlock = 0xFF;

    /// <summary>The dimension in words: <c>stack</c>, <c>position</c>, <c>b-value</c>; of others the name that the label or a dictionary gives.</summary>
    public string Name => Short(Pointer) ?? Long();

    internal static DimensionIndex? Of(DicomDataset item) => item.GetTag(DicomTag.DimensionIndexPointer) is { } pointer
        ? new DimensionIndex(
            pointer,
            item.GetTag(DicomTag.FunctionalGroupPointer),
            item.GetString(DicomTag.DimensionIndexPrivateCreator),
            item.GetString(DicomTag.FunctionalGroupPrivateCreator),
            item.GetString(DicomTag.DimensionDescriptionLabel),
            item.GetString(DicomTag.DimensionOrganizationUID))
        : null;

    /// <summary>
    /// Where the attribute stands for a frame, and the data set around it; null when it stands nowhere, or is another maker's than the one named.
    /// </summary>
    internal (DicomDataset Holder, DicomElement Element)? Find(FunctionalGroups groups, int frame)
    {
        if (Group is { } group && InMacro(groups, frame, group) is { } macro)
        {
            return Own(macro, Pointer, PrivateCreator);
        }

        foreach (var found in groups.MacrosOf(frame))
        {
            if (IsSame(found.Holder, found.Macro.Tag, Pointer, PrivateCreator))
            {
                return found;
            }
        }

        return Own(groups.Holder(Pointer, frame), Pointer, PrivateCreator);
    }

    /// <summary>The value in words; null when the attribute has none for the frame, or none that could be told in a few words.</summary>
    internal string? TextOf(FunctionalGroups groups, int frame) => Find(groups, frame) switch
    {
        (_, DicomSequence { Items: [var item, ..] }) => item.GetString(DicomTag.CodeMeaning) is { Length: <= LongestText } meaning ? meaning : null,
        (var holder, DicomValueElement { Length: > 0 } value) => TextOf(holder, value),
        _ => null,
    };

    /// <summary>The value as a number to order by: of several numbers the first.</summary>
    internal double? NumberOf(FunctionalGroups groups, int frame) =>
        Find(groups, frame) is (var holder, DicomValueElement value) && holder.GetDouble(value.Tag) is { } number && double.IsFinite(number) ? number : null;

    private static string? TextOf(DicomDataset holder, DicomValueElement value)
    {
        var numbers = value.MeaningVR == DicomVR.UI ? [] : holder.GetDoubles(value.Tag);
        if (numbers.Count > 0 && numbers.All(double.IsFinite))
        {
            var parts = numbers.Select(number => number.ToString("0.###", CultureInfo.InvariantCulture)).ToList();
            var text = parts.Count == 1 ? parts[0] : $"({string.Join(", ", parts)})";
            return text.Length <= LongestText ? text : null;
        }

        return holder.GetText(value.Tag)?.Replace('\\', ' ').Trim() is { Length: > 0 and <= LongestText } words ? words : null;
    }

    private DicomDataset? InMacro(FunctionalGroups groups, int frame, DicomTag group)
    {
        foreach (var (holder, macro) in groups.MacrosOf(frame))
        {
            if (macro is DicomSequence { Items: [var item, ..] } && IsSame(holder, macro.Tag, group, GroupCreator))
            {
                return item;
            }
        }

        return null;
    }

    // A pointer into a private block is good for the block that the creator has reserved in this very item (PS3.5 7.8.1): it may be another.
    private static (DicomDataset Holder, DicomElement Element)? Own(DicomDataset holder, DicomTag tag, string? creator)
    {
        if (!tag.IsPrivate || creator is null)
        {
            return holder[tag] is { } standard ? (holder, standard) : null;
        }

        for (var block = FirstPrivateBlock; block <= LastPrivateBlock; block++)
        {
            if (IsOf(holder.GetString(new DicomTag(tag.Group, (ushort)block)), creator)
                && holder[new DicomTag(tag.Group, (ushort)((block << 8) | (tag.Element & 0xFF)))] is { } element)
            {
                return (holder, element);
            }
        }

        return null;
    }

    private static bool IsSame(DicomDataset holder, DicomTag found, DicomTag wanted, string? creator) => !wanted.IsPrivate || creator is null
        ? found == wanted
        : found.Group == wanted.Group && (found.Element & 0xFF) == (wanted.Element & 0xFF) && IsOf(holder.GetPrivateCreator(found), creator);

    private static bool IsOf(string? found, string creator) => string.Equals(found?.Trim(), creator.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string? Short(DicomTag pointer) =>
        pointer == DicomTag.StackID ? "stack"
        : pointer == DicomTag.InStackPositionNumber ? "position"
        : pointer == DicomTag.TemporalPositionIndex ? "time"
        : pointer == DicomTag.DiffusionBValue ? "b-value"
        : pointer == DicomTag.EffectiveEchoTime || pointer == DicomTag.EchoTime ? "echo time"
        : pointer == DicomTag.NominalCardiacTriggerDelayTime ? "trigger delay"
        : pointer == DicomTag.NominalPercentageOfCardiacPhase ? "cardiac phase %"
        : pointer == DicomTag.ReferencedSegmentNumber ? "segment"
        : pointer == DicomTag.ImagePositionPatient || pointer == DicomTag.ImagePositionVolume ? "position"
        : null;

    private string Long()
    {
        if (DicomDictionary.TryGet(Pointer, out var entry))
        {
            return entry.Name;
        }

        if (Label is { Length: > 0 and <= LongestText } label)
        {
            return label;
        }

        return PrivateCreator is { } creator && PrivateDictionary.TryGet(creator, Pointer, out var known) && known.Name.Length > 0
            ? known.Name
            : $"{Pointer} {PrivateCreator}".TrimEnd();
    }
}
