using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>A place in the functional groups while columns are looked for: a sequence's item on the way down, or an attribute at its end.</summary>
internal sealed class FrameColumnNode(FrameColumnNode? parent, FrameStep step, string? creator)
{
    /// <summary>Values larger than this that were left on disk are not read to be compared: they are tables, and count as different.</summary>
    private const int LongestCompared = 1 << 16;

    private DicomElement? _first;

    /// <summary>The nodes below.</summary>
    public Dictionary<FrameStep, FrameColumnNode> Children { get; } = [];

    /// <summary>Steps from the groups down to here.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>How many frames have the attribute.</summary>
    public int Seen { get; private set; }

    /// <summary>Two frames have different values.</summary>
    public bool Differs { get; private set; }

    /// <summary>A maker's own: the attribute, or a sequence on the way to it.</summary>
    public bool IsPrivate => step.Tag.IsPrivate || parent is { Depth: > 0, IsPrivate: true };

    /// <summary>The steps from the groups down to the attribute.</summary>
    public IReadOnlyList<FrameStep> Path => parent is { Depth: > 0 } ? [.. parent.Path, step] : [step];

    /// <summary>The attribute's own name; with the way to it where that goes through a further item.</summary>
    public string Name => parent is { HasFurtherItem: true } ? FullName : NameOf(step.Tag, creator);

    /// <summary>The name with all that is above it.</summary>
    public string FullName => parent is { Depth: > 0 } ? $"{parent.StepName}.{NameOf(step.Tag, creator)}" : NameOf(step.Tag, creator);

    /// <summary>Takes note of the attribute in one more frame.</summary>
    public void See(DicomElement element)
    {
        Seen++;
        if (_first is null)
        {
            _first = element;
        }
        else
        {
            Differs = Differs || !IsSame(_first, element);
        }
    }

    /// <summary>The keyword of an attribute, of private ones the name that their maker's dictionary has, else the tag.</summary>
    public static string NameOf(DicomTag tag, string? creator) =>
        tag.Keyword is { Length: > 0 } keyword ? keyword
        : creator is not null && PrivateDictionary.TryGet(creator, tag, out var known) && known.Name.Length > 0 ? known.Name
        : tag.ToString();

    private bool HasFurtherItem => step.Item > 0 || parent is { Depth: > 0, HasFurtherItem: true };

    private string StepName
    {
        get
        {
            var item = step.Item > 0 ? string.Create(CultureInfo.InvariantCulture, $"[{step.Item + 1}]") : "";
            var own = $"{NameOf(step.Tag, creator)}{item}";
            return parent is { Depth: > 0 } ? $"{parent.StepName}.{own}" : own;
        }
    }

    private static bool IsSame(DicomElement a, DicomElement b) => ReferenceEquals(a, b) || (a, b) switch
    {
        (DicomValueElement one, DicomValueElement other) => one.Length == other.Length
            && (one.Length <= LongestCompared || !(one.IsDeferred || other.IsDeferred))
            && one.Value.Span.SequenceEqual(other.Value.Span),
        (DicomSequence one, DicomSequence other) => one.Items.Count == other.Items.Count
            && one.Items.Zip(other.Items).All(pair => IsSameCode(pair.First, pair.Second)),
        _ => false,
    };

    private static bool IsSameCode(DicomDataset a, DicomDataset b) =>
        a.GetString(DicomTag.CodeValue) == b.GetString(DicomTag.CodeValue) && a.GetString(DicomTag.CodeMeaning) == b.GetString(DicomTag.CodeMeaning);
}
