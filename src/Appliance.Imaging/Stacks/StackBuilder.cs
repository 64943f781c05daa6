using System.Globalization;

namespace Appliance.Imaging;

/// <summary>Orders images that belong into one stack, and looks at what results: gaps, uneven steps, duplicates, a tilted gantry.</summary>
internal static class StackBuilder
{
    /// <summary>Positions less apart than this, in millimetres, are one.</summary>
    private const double SamePosition = 0.002;

    /// <summary>A step that differs from the usual one by less than this share of it, or this many millimetres, is the usual one.</summary>
    private const double UnevenShare = 0.02;
    private const double UnevenLeast = 0.01;

    /// <summary>A step is a gap of missing slices when it is a whole multiple of the usual one, within this share of it.</summary>
    private const double GapShare = 0.1;

    /// <summary>Positions that run this far off the normal (the tangent of some two degrees) are those of a tilted gantry.</summary>
    private const double LeastTilt = 0.035;

    private const int Named = 3;

    public static SliceStack Build(IReadOnlyList<Slice> slices)
    {
        var normal = slices[0].Plane!.Value.Normal;
        var positions = PositionsOf(slices.Select(slice => (slice.Plane!.Value.Position.Dot(normal), slice)).OrderBy(pair => pair.Item1).ToList());
        positions.ForEach(position => position.Slices.Sort(SliceOrder.AtOnePlace));
        var steps = positions.Zip(positions.Skip(1), (a, b) => b.Depth - a.Depth).ToList();
        double? usual = steps.Count == 0 ? null : steps.Order().ElementAt((steps.Count - 1) / 2);
        List<string> notes = [.. Steps(positions, steps, usual), .. Duplicates(positions), .. Unequal(positions), .. Tilt(positions)];
        return new SliceStack([.. positions.SelectMany(position => position.Slices)], positions.Count, usual, notes);
    }

    private static List<Position> PositionsOf(List<(double Depth, Slice Slice)> sorted)
    {
        var positions = new List<Position>();
        foreach (var (depth, slice) in sorted)
        {
            if (positions.Count == 0 || depth - positions[^1].Depth >= SamePosition)
            {
                positions.Add(new Position(depth, []));
            }

            positions[^1].Slices.Add(slice);
        }

        return positions;
    }

    private static IEnumerable<string> Steps(List<Position> positions, List<double> steps, double? usual)
    {
        if (usual is not { } step || steps.Count < 2)
        {
            yield break;
        }

        var gaps = new List<string>();
        var uneven = false;
        for (var i = 0; i < steps.Count; i++)
        {
            var times = Math.Round(steps[i] / step);
            if (times >= 2 && Math.Abs(steps[i] - (times * step)) <= GapShare * step)
            {
                gaps.Add(Text($"{times - 1:0} between {positions[i].Depth:0.##} and {positions[i + 1].Depth:0.##} mm"));
            }
            else
            {
                uneven |= Math.Abs(steps[i] - step) > Math.Max(UnevenLeast, UnevenShare * step);
            }
        }

        if (gaps.Count > 0)
        {
            yield return $"slices are missing: {Shortened(gaps)}";
        }

        if (uneven)
        {
            yield return Text($"uneven spacing: {steps.Min():0.###} to {steps.Max():0.###} mm from slice to slice, mostly {step:0.###} mm");
        }
    }

    private static IEnumerable<string> Duplicates(List<Position> positions)
    {
        var twice = new List<string>();
        foreach (var position in positions)
        {
            for (var i = 1; i < position.Slices.Count; i++)
            {
                var (before, slice) = (position.Slices[i - 1], position.Slices[i]);
                if (before.Plane!.Value.IsPlacedAs(slice.Plane!.Value) && SliceOrder.IsSameShot(before, slice))
                {
                    twice.Add(Text($"{before.InstanceNumber} and {slice.InstanceNumber} at {position.Depth:0.##} mm"));
                }
            }
        }

        if (twice.Count > 0)
        {
            yield return $"images at the same place that nothing tells apart: {Shortened(twice)}";
        }
    }

    private static IEnumerable<string> Unequal(List<Position> positions)
    {
        var most = positions.Max(position => position.Slices.Count);
        var fewer = positions.Count(position => position.Slices.Count < most);
        if (most > 1 && fewer > 0 && positions.Count(position => position.Slices.Count == most) > 1)
        {
            yield return Text($"{fewer} of {positions.Count} positions have fewer than {most} images");
        }
    }

    // Slices of a tilted gantry are shifted against each other: their corners do not run along the normal.
    private static IEnumerable<string> Tilt(List<Position> positions)
    {
        if (positions.Count < 3)
        {
            yield break;
        }

        var (first, middle, last) = (Corner(positions[0]), Corner(positions[positions.Count / 2]), Corner(positions[^1]));
        var along = positions[^1].Depth - positions[0].Depth;
        var normal = positions[0].Slices[0].Plane!.Value.Normal;
        var shift = (last - first) - (normal * along);
        var share = (positions[positions.Count / 2].Depth - positions[0].Depth) / along;
        var straight = ((middle - first) - ((last - first) * share)).Length <= LeastTilt * along;
        if (shift.Length > LeastTilt * along && straight)
        {
            yield return Text($"the slices are shifted against each other as by a tilted gantry, {Math.Atan(shift.Length / along) * 180 / Math.PI:0.#} degrees");
        }
    }

    private static PatientVector Corner(Position position) => position.Slices[0].Plane!.Value.Position;

    private static string Shortened(List<string> parts) =>
        parts.Count <= Named ? string.Join("; ", parts) : Text($"{string.Join("; ", parts.Take(Named))}; and {parts.Count - Named} more");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Position(double Depth, List<Slice> Slices);
}
