using System.Globalization;

namespace Appliance.Imaging;

/// <summary>
/// Puts the single-frame images of one series into stacks: together what has one frame of reference, size, pixel spacing and orientation,
/// sorted along the normal. Pure; the cost grows with the number of images and that of stacks, which is bounded.
/// </summary>
public static class StackSorter
{
    /// <summary>A series of more orientations than this is no set of stacks: its images turn about something, one by one.</summary>
    public const int MaxStacks = 64;

    private const double SameSpacing = 1e-3;

    /// <summary>The stacks of a series, the one with the lowest instance number first, images without a place by themselves.</summary>
    /// <param name="series">The single-frame images of a series, in any order.</param>
    /// <param name="notes">Takes what concerns the series as a whole, in words.</param>
    public static IReadOnlyList<SliceStack> Sort(IReadOnlyList<Slice> series, ICollection<string> notes)
    {
        var numbered = series.Order(SliceOrder.AsNumbered).ToList();
        var placed = numbered.Where(slice => slice.Plane is not null).ToList();
        var unplaced = numbered.Where(slice => slice.Plane is null).ToList();
        var groups = GroupsOf(placed);
        var stacks = new List<SliceStack>();
        if (groups is null || DirectionsOf(groups) is > 3 and var directions && directions * 2 > placed.Count)
        {
            notes.Add(Text($"the {placed.Count} images lie in ever other directions, or are of ever other sizes: ordered by instance number"));
            stacks.Add(new SliceStack(placed, 0, null, []));
        }
        else
        {
            stacks.AddRange(groups.Select(StackBuilder.Build));
            if (groups.Count > 1)
            {
                notes.Add($"{groups.Count} stacks, one after the other: {Differences(groups)}");
            }
        }

        if (unplaced.Count > 0)
        {
            stacks.Add(new SliceStack(unplaced, 0, null, []));
            if (placed.Count > 0)
            {
                notes.Add(Text($"{unplaced.Count} of {numbered.Count} images do not tell where they lie: they are by themselves, ordered by instance number"));
            }
        }

        return stacks;
    }

    private static List<List<Slice>>? GroupsOf(List<Slice> placed)
    {
        var groups = new List<List<Slice>>();
        foreach (var slice in placed)
        {
            // Images of one stack mostly follow each other: the group of the one before is tried first.
            var group = groups.FindLastIndex(candidate => BelongTogether(candidate[0], slice));
            if (group >= 0)
            {
                groups[group].Add(slice);
            }
            else if (groups.Count == MaxStacks)
            {
                return null;
            }
            else
            {
                groups.Add([slice]);
            }
        }

        return groups;
    }

    private static int DirectionsOf(List<List<Slice>> groups)
    {
        var directions = new List<FramePlane>();
        foreach (var plane in groups.Select(group => group[0].Plane!.Value))
        {
            if (!directions.Exists(plane.IsOrientedAs))
            {
                directions.Add(plane);
            }
        }

        return directions.Count;
    }

    private static bool BelongTogether(Slice a, Slice b) =>
        a.Rows == b.Rows && a.Columns == b.Columns && a.FrameOfReference == b.FrameOfReference && a.Plane!.Value.IsOrientedAs(b.Plane!.Value)
        && IsSame(a.Spacing, b.Spacing);

    private static bool IsSame((double Row, double Column)? a, (double Row, double Column)? b) => (a, b) switch
    {
        (null, null) => true,
        ({ } one, { } other) => Math.Abs(one.Row - other.Row) <= SameSpacing * one.Row && Math.Abs(one.Column - other.Column) <= SameSpacing * one.Column,
        _ => false,
    };

    private static string Differences(List<List<Slice>> groups)
    {
        var firsts = groups.ConvertAll(group => group[0]);
        var words = new List<string>();
        if (firsts.Any(slice => !slice.Plane!.Value.IsOrientedAs(firsts[0].Plane!.Value)))
        {
            var names = firsts.Select(slice => slice.Plane!.Value.Name).Distinct().ToList();
            words.Add($"they have different orientations{(names.Count > 1 ? $" ({string.Join(", ", names)})" : "")}");
        }

        Add(words, "different sizes", firsts.Select(slice => Text($"{slice.Columns}x{slice.Rows}")));
        Add(words, "different pixel spacing", firsts.Select(slice => slice.Spacing is { } spacing ? Text($"{spacing.Row:0.###}x{spacing.Column:0.###} mm") : "none told"));
        if (firsts.Select(slice => slice.FrameOfReference).Distinct().Count() is > 1 and var references)
        {
            words.Add(Text($"{references} frames of reference"));
        }

        return string.Join(", ", words);
    }

    private static void Add(List<string> words, string what, IEnumerable<string> values)
    {
        var different = values.Distinct().ToList();
        if (different.Count > 1)
        {
            words.Add($"{what} ({string.Join(", ", different)})");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
