using System.Globalization;

namespace Appliance.Imaging;

/// <summary>Arranges the objects of one series.</summary>
/// <param name="objects">All objects.</param>
/// <param name="series">The places of those of the series.</param>
/// <param name="notes">Takes what is odd, with the series' name before it.</param>
internal sealed class SeriesArranger(IReadOnlyList<SeriesObject> objects, IReadOnlyList<int> series, ICollection<string> notes)
{
    /// <summary>The runs, the one with the lowest instance number first.</summary>
    public IEnumerable<ArrangedRun> Runs()
    {
        var slices = series.Where(place => objects[place] is { Slice: not null, Concatenation: null }).ToList();
        var concatenations = series.Where(place => objects[place].Concatenation is not null).GroupBy(place => objects[place].Concatenation!.Uid);
        var others = series.Where(place => objects[place] is { Slice: null, Concatenation: null });
        return Stacks(slices).Concat(concatenations.Select(parts => Joined([.. parts]))).Concat(others.Select(Single))
            .OrderBy(run => run.Objects.Min(place => objects[place].InstanceNumber ?? int.MaxValue))
            .ThenBy(run => run.Objects.Min(place => objects[place].SopInstanceUid), StringComparer.Ordinal)
            .ToList();
    }

    private IEnumerable<ArrangedRun> Stacks(List<int> slices)
    {
        if (slices.Count == 0)
        {
            return [];
        }

        var placeOf = new Dictionary<Slice, int>(ReferenceEqualityComparer.Instance);
        slices.ForEach(place => placeOf.Add(objects[place].Slice!, place));
        var whole = new List<string>();
        var stacks = StackSorter.Sort([.. placeOf.Keys], whole);
        Note(whole);
        return stacks.Select(stack => Stack(stack, whole, [.. stack.Slices.Select(slice => placeOf[slice])])).ToList();
    }

    // What is odd about the series is seen on each of its images.
    private ArrangedRun Stack(SliceStack stack, List<string> whole, IReadOnlyList<int> places)
    {
        Note(stack.Notes);
        var cine = stack.Durations is { } durations
            ? new CineTiming(durations, source: "the times of the images")
            : places.Count == 1 ? objects[places[0]].Cine : CineTiming.Uniform(places.Count, 1000 / CineTiming.DefaultRate);
        return new ArrangedRun(places, cine, Planes(places), [.. whole, .. stack.Notes]);
    }

    private ArrangedRun Joined(IReadOnlyList<int> parts)
    {
        var ordered = Concatenation.InOrder(parts, place => objects[place].Concatenation!);
        List<string> odd = [.. Concatenation.Oddities([.. ordered.Select(place => (objects[place].Concatenation!, objects[place].Frames))])];
        Note(odd);
        return new ArrangedRun(ordered, CineTiming.Joined([.. ordered.Select(place => objects[place].Cine)]), Planes(ordered), odd);
    }

    private ArrangedRun Single(int place) => new([place], objects[place].Cine, Planes([place]), []);

    private IReadOnlyList<ReferencePlane> Planes(IReadOnlyList<int> places) => ReferencePlane.OfRun(
        places.Count == 0 ? null : objects[places[0]].SeriesNumber,
        places.SelectMany(place => Padded(objects[place])));

    // Frames that do not tell their place keep their number.
    private static IEnumerable<PlacedFrame?> Padded(SeriesObject one) =>
        one.Places.Count == 0 ? Enumerable.Repeat<PlacedFrame?>(null, Math.Min(one.Frames, 1)) : one.Places;

    private void Note(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            notes.Add($"{Name()}: {word}");
        }
    }

    private string Name()
    {
        var first = objects[series[0]];
        var number = first.SeriesNumber is { } known ? string.Create(CultureInfo.InvariantCulture, $"series {known}") : "series without a number";
        return first.SeriesDescription is { } words ? $"{number} ({words})" : number;
    }
}
