namespace Appliance.Imaging;

/// <summary>
/// The index values of an object's frames as numbers to order by, kept without the object. The frames of several objects are ordered together
/// where their dimensions are of one organisation (PS3.3 C.7.6.17.2).
/// </summary>
public sealed class DimensionKeys
{
    private readonly double[] _keys;
    private readonly int _dimensions;

    internal DimensionKeys(string? organization, int frames, int dimensions, double[] keys)
    {
        (Organization, Frames, _dimensions, _keys) = (organization, frames, dimensions, keys);
    }

    /// <summary>Names the dimensions and what they mean; null when there are none. Equal for objects whose frames can be ordered together.</summary>
    public string? Organization { get; }

    /// <summary>How many frames the object has.</summary>
    public int Frames { get; }

    /// <summary>Objects without dimensions.</summary>
    public static DimensionKeys None(int frames) => new(null, frames, 0, []);

    /// <summary>
    /// The frames of several objects, numbered through in the order given, in the order of their dimensions: objects of one organisation
    /// together, at the place of the first of them; others where they stand. Null when that is the order they have.
    /// </summary>
    /// <param name="objects">The objects in their own order.</param>
    public static IReadOnlyList<int>? OrderOf(IReadOnlyList<DimensionKeys> objects)
    {
        if (objects.All(one => one.Organization is null))
        {
            return null;
        }

        var starts = new int[objects.Count];
        for (var i = 1; i < objects.Count; i++)
        {
            starts[i] = starts[i - 1] + objects[i - 1].Frames;
        }

        var order = new List<int>();
        foreach (var together in Enumerable.Range(0, objects.Count).GroupBy(i => objects[i].Organization ?? $"object {i}"))
        {
            var frames = together.SelectMany(i => Enumerable.Range(0, objects[i].Frames).Select(frame => (Object: i, Frame: frame))).ToArray();
            Array.Sort(frames, (a, b) => Compare(objects[a.Object], a.Frame, objects[b.Object], b.Frame) is not 0 and var difference
                ? difference
                : (starts[a.Object] + a.Frame).CompareTo(starts[b.Object] + b.Frame));
            order.AddRange(frames.Select(frame => starts[frame.Object] + frame.Frame));
        }

        return order.Select((frame, place) => frame == place).All(same => same) ? null : order;
    }

    private static int Compare(DimensionKeys first, int firstFrame, DimensionKeys second, int secondFrame)
    {
        for (var place = 0; place < Math.Min(first._dimensions, second._dimensions); place++)
        {
            var difference = first.KeyOf(firstFrame, place).CompareTo(second.KeyOf(secondFrame, place));
            if (difference != 0)
            {
                return difference;
            }
        }

        return 0;
    }

    // Frames without groups of their own come last.
    private double KeyOf(int frame, int place)
    {
        var at = ((long)frame * _dimensions) + place;
        return at < _keys.Length ? _keys[at] : double.PositiveInfinity;
    }
}
