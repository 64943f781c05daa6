using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Finds the columns of a frame table in one pass over the functional groups. Values are compared as bytes, and text is made of none: the
/// cost is that of looking at each element of the groups once.
/// </summary>
internal sealed class FrameColumns
{
    private const int MaxDepth = 8;
    private const int MaxNodes = 4 * FrameTable.MaxColumns;
    private const int LongestShared = 1024;

    private readonly FrameColumnNode _root = new(null, default, null);
    private readonly List<FrameColumnNode> _leaves = [];
    private int _nodes;

    public FrameColumns(FunctionalGroups groups, int frames)
    {
        // Frames beyond those with groups of their own are all alike: one stands for them.
        var described = Math.Min(frames, groups.PerFrameCount);
        var rounds = described < frames ? described + 1 : frames;
        for (var frame = 0; frame < rounds; frame++)
        {
            foreach (var (holder, macro) in groups.MacrosOf(frame))
            {
                Walk(_root, holder, macro);
            }
        }

        var leaves = _leaves.OrderBy(leaf => leaf.IsPrivate).ThenBy(leaf => leaf.Path[0].Tag).ToList();
        var named = Named(leaves);
        var varying = leaves.Where(leaf => leaf.Differs || leaf.Seen < rounds).ToHashSet();
        var vectors = frames > 1 ? Vectors(groups.Dataset, frames) : [];
        FrameColumn Column(FrameColumnNode leaf) => new(named.Contains(leaf) ? leaf.Name : leaf.FullName, leaf.Path, isVector: false);
        Varying = [.. leaves.Where(varying.Contains).Select(Column), .. vectors.Select(tag => Top(groups.Dataset, tag, isVector: true))];

        // What the functional groups tell goes before what the data set says of the same.
        Shared =
        [
            .. leaves.Where(leaf => !varying.Contains(leaf)).Select(Column),
            .. TopTags(groups.Dataset).Except(vectors).Select(tag => Top(groups.Dataset, tag, isVector: false)).ExceptBy(leaves.Select(leaf => leaf.Name), top => top.Name),
        ];
    }

    public IReadOnlyList<FrameColumn> Varying { get; }

    public IReadOnlyList<FrameColumn> Shared { get; }

    public bool IsCut { get; private set; }

    // Those that their own name is enough for: alone with it, or among makers' own the only standard one.
    private static HashSet<FrameColumnNode> Named(List<FrameColumnNode> leaves) =>
        [.. leaves.GroupBy(leaf => leaf.Name).Select(same => same.Count() == 1 ? same : same.Where(leaf => !leaf.IsPrivate)).Where(same => same.Count() == 1).Select(same => same.Single())];

    private void Walk(FrameColumnNode parent, DicomDataset holder, DicomElement element)
    {
        if (element is DicomSequence sequence && !IsCoded(sequence))
        {
            for (var i = 0; i < sequence.Items.Count && parent.Depth < MaxDepth && Child(parent, holder, new FrameStep(element.Tag, i)) is { } node; i++)
            {
                foreach (var below in sequence.Items[i])
                {
                    Walk(node, sequence.Items[i], below);
                }
            }
        }
        else if (element is DicomSequence or DicomValueElement && !element.Tag.IsPrivateCreator && !element.Tag.IsGroupLength
            && Child(parent, holder, new FrameStep(element.Tag, 0)) is { } leaf)
        {
            See(leaf, element);
        }
    }

    private static bool IsCoded(DicomSequence sequence) => sequence.Items is [var first, ..] && first.Contains(DicomTag.CodeMeaning);

    private FrameColumnNode? Child(FrameColumnNode parent, DicomDataset holder, FrameStep step)
    {
        if (parent.Children.TryGetValue(step, out var known))
        {
            return known;
        }

        if (_nodes >= MaxNodes)
        {
            IsCut = true;
            return null;
        }

        _nodes++;
        return parent.Children[step] = new FrameColumnNode(parent, step, step.Tag.IsPrivate ? holder.GetPrivateCreator(step.Tag) : null);
    }

    private void See(FrameColumnNode leaf, DicomElement element)
    {
        if (leaf.Seen == 0)
        {
            if (_leaves.Count == FrameTable.MaxColumns)
            {
                IsCut = true;
                return;
            }

            _leaves.Add(leaf);
        }

        leaf.See(element);
    }

    private static List<DicomTag> Vectors(DicomDataset dataset, int frames)
    {
        IEnumerable<DicomTag> named = dataset[DicomTag.FrameIncrementPointer] is DicomValueElement
            ? dataset.GetStrings(DicomTag.FrameIncrementPointer).Select(text => DicomTag.TryParse(text, out var tag) ? tag : default)
            : [];
        return
        [
            .. named.Concat([DicomTag.FrameTimeVector, DicomTag.SliceLocationVector, DicomTag.FrameLabelVector, DicomTag.GridFrameOffsetVector])
                .Distinct()
                .Where(tag => dataset[tag] is DicomValueElement { Length: > 0 } && dataset.GetStrings(tag).Count == frames),
        ];
    }

    private static IEnumerable<DicomTag> TopTags(DicomDataset dataset) => dataset
        .Where(element => element is DicomValueElement { Length: > 0 and <= LongestShared } && !element.Tag.IsPrivateCreator && !element.Tag.IsGroupLength)
        .Select(element => element.Tag)
        .Distinct();

    private static FrameColumn Top(DicomDataset dataset, DicomTag tag, bool isVector) =>
        new(FrameColumnNode.NameOf(tag, tag.IsPrivate ? dataset.GetPrivateCreator(tag) : null), [new FrameStep(tag, 0)], isVector);
}
