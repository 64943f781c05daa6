namespace Appliance.Imaging;

/// <summary>
/// The order in which objects are looked through: study after study, series after series, and within a series stacks sorted by geometry,
/// concatenations joined, and multi-frame objects one after the other.
/// </summary>
public sealed class Arrangement
{
    private readonly Lazy<IReadOnlyList<int>?> _dimensionOrder;

    private Arrangement(IReadOnlyList<SeriesObject> objects, IReadOnlyList<ArrangedRun> runs, IReadOnlyList<string> notes)
    {
        Runs = runs;
        Notes = notes;
        Objects = [.. runs.SelectMany(run => run.Objects)];
        Cine = runs.Count == 0 ? null : CineTiming.Joined([.. runs.Select(run => run.Cine)]);
        _dimensionOrder = new Lazy<IReadOnlyList<int>?>(() => DimensionOrderOf([.. Objects.Select(place => objects[place])]));
    }

    /// <summary>The runs in order; none for no objects.</summary>
    public IReadOnlyList<ArrangedRun> Runs { get; }

    /// <summary>The objects in order, as their places in the list that was arranged.</summary>
    public IReadOnlyList<int> Objects { get; }

    /// <summary>What is odd about series and stacks, in words, each with the series it is about.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>How long each frame is shown, over all of them; null without objects.</summary>
    public CineTiming? Cine { get; }

    /// <summary>
    /// All frames, numbered through in the order here, in that of their dimensions instead (PS3.3 C.7.6.17): within each series, objects of one
    /// dimension organisation together. Null when that is the same order.
    /// </summary>
    public IReadOnlyList<int>? DimensionOrder => _dimensionOrder.Value;

    /// <summary>The frames that stand for each run on images of other directions.</summary>
    public IReadOnlyList<ReferencePlane> ReferencePlanes => [.. Runs.SelectMany(run => run.ReferencePlanes)];

    /// <summary>Arranges objects.</summary>
    /// <param name="objects">The objects, in any order. Those without frames are left out.</param>
    public static Arrangement Of(IReadOnlyList<SeriesObject> objects)
    {
        var notes = new List<string>();
        var runs = Enumerable.Range(0, objects.Count)
            .Where(place => objects[place].Frames > 0)
            .GroupBy(place => (objects[place].Study, objects[place].SeriesUid))
            .OrderBy(series => series.Key.Study.Date, StringComparer.Ordinal)
            .ThenBy(series => series.Key.Study.Time, StringComparer.Ordinal)
            .ThenBy(series => series.Key.Study.Uid, StringComparer.Ordinal)
            .ThenBy(series => series.Min(place => objects[place].SeriesNumber ?? int.MaxValue))
            .ThenBy(series => series.Key.SeriesUid, StringComparer.Ordinal)
            .SelectMany(series => new SeriesArranger(objects, [.. series], notes).Runs())
            .ToList();
        return new Arrangement(objects, runs, notes);
    }

    private static List<int>? DimensionOrderOf(IReadOnlyList<SeriesObject> objects)
    {
        var order = new List<int>();
        var changed = false;
        var first = 0;
        for (var from = 0; from < objects.Count;)
        {
            var to = from;
            while (to < objects.Count && (objects[to].Study, objects[to].SeriesUid) == (objects[from].Study, objects[from].SeriesUid))
            {
                to++;
            }

            var series = objects.Skip(from).Take(to - from).Select(one => one.Dimensions).ToList();
            var frames = series.Sum(one => one.Frames);
            var own = DimensionKeys.OrderOf(series);
            changed |= own is not null;
            order.AddRange((own ?? Enumerable.Range(0, frames)).Select(frame => first + frame));
            (first, from) = (first + frames, to);
        }

        return changed ? order : null;
    }
}
