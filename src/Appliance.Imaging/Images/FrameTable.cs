using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The attributes of an object frame by frame: a column for each that varies over the frames, and those that are the same for all. From the
/// functional groups, merged as everywhere (the frame's own macro, else the shared one), and from attributes of the data set that hold one
/// value for each frame (PS3.3 C.7.6.6: Frame Time Vector, Slice Location Vector, and those that Frame Increment Pointer names).
/// </summary>
public sealed class FrameTable
{
    /// <summary>More columns than this are left out, and told.</summary>
    public const int MaxColumns = 4096;

    private const int LongestValue = 4096;

    private readonly DicomDataset _dataset;
    private readonly FunctionalGroups _groups;
    private readonly Dictionary<DicomTag, IReadOnlyList<string>> _vectors;

    private FrameTable(FunctionalGroups groups, int frames, FrameColumns columns)
    {
        (_dataset, _groups, Frames) = (groups.Dataset, groups, frames);
        (Varying, Shared, IsCut) = (columns.Varying, columns.Shared, columns.IsCut);
        _vectors = Varying.Where(column => column.IsVector).ToDictionary(column => column.Tag, column => groups.Dataset.GetStrings(column.Tag));
        Described = _vectors.Count > 0 ? frames : Math.Min(frames, groups.PerFrameCount);
    }

    /// <summary>How many frames there are: the rows.</summary>
    public int Frames { get; }

    /// <summary>How many of the frames tell something of their own; those beyond have what is shared alone.</summary>
    public int Described { get; }

    /// <summary>The attributes that are not the same for all frames, or not there for all; standard ones first, each in the order of tags.</summary>
    public IReadOnlyList<FrameColumn> Varying { get; }

    /// <summary>The attributes that are the same for all frames: those of the functional groups, then the short ones of the data set.</summary>
    public IReadOnlyList<FrameColumn> Shared { get; }

    /// <summary>There are more than <see cref="MaxColumns"/>: those beyond are left out.</summary>
    public bool IsCut { get; }

    /// <summary>The table of an image.</summary>
    public static FrameTable Of(DicomImage image) => Of(image.Groups, image.NumberOfFrames);

    /// <summary>The table of any object with frames, spectroscopy for example.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frames">Number of Frames, at least 1.</param>
    public static FrameTable Of(DicomDataset dataset, int frames) => Of(new FunctionalGroups(dataset), frames);

    /// <summary>
    /// The value of an attribute for a frame as text: parts by backslashes, of coded entries their meaning, of values that are no text their
    /// length. Empty where the frame has none.
    /// </summary>
    /// <param name="column">One of the columns here.</param>
    /// <param name="frame">0-based.</param>
    public string Value(FrameColumn column, int frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)Frames, nameof(frame));
        if (column.IsVector)
        {
            return _vectors[column.Tag][frame];
        }

        return column.Group is null ? TextOf(_dataset, _dataset[column.Tag]) : InGroups(column, frame);
    }

    internal static FrameTable Of(FunctionalGroups groups, int frames) => new(groups, frames, new FrameColumns(groups, frames));

    private string InGroups(FrameColumn column, int frame)
    {
        foreach (var (holder, macro) in _groups.MacrosOf(frame))
        {
            if (macro.Tag == column.Path[0].Tag)
            {
                return Below(holder, macro, column.Path);
            }
        }

        return "";
    }

    private static string Below(DicomDataset holder, DicomElement element, IReadOnlyList<FrameStep> path)
    {
        for (var depth = 0; depth + 1 < path.Count; depth++)
        {
            if (element is not DicomSequence sequence || path[depth].Item >= sequence.Items.Count)
            {
                return "";
            }

            holder = sequence.Items[path[depth].Item];
            if (holder[path[depth + 1].Tag] is not { } below)
            {
                return "";
            }

            element = below;
        }

        return TextOf(holder, element);
    }

    private static string TextOf(DicomDataset holder, DicomElement? element) => element switch
    {
        DicomSequence coded => string.Join('\\', coded.Items.Select(item => item.GetString(DicomTag.CodeMeaning)).OfType<string>()),
        DicomValueElement { Length: 0 } => "",
        DicomValueElement { Length: <= LongestValue } value => holder.GetText(value.Tag) ?? Counted(value.Length),
        DicomValueElement value => Counted(value.Length),
        _ => "",
    };

    private static string Counted(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
