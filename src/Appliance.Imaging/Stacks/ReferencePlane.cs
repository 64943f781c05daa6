using System.Globalization;

namespace Appliance.Imaging;

/// <summary>A frame that is shown on images of other directions as a line; one with voxels, on images of any direction as their outline.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Label">What is written beside the line: series number and image, <c>3:12</c>.</param>
/// <param name="IsMiddle">It is the middle one of its run: the one to show where all are too many.</param>
public sealed record ReferencePlane(PlacedFrame Place, string Label, bool IsMiddle)
{
    private const int MaxDirections = 16;

    /// <summary>
    /// The frames that stand for an ordered run of frames: of each direction that occurs the first, the middle and the last. Runs that turn
    /// from frame to frame are stood for by those of their first directions.
    /// </summary>
    /// <param name="series">Series Number; null when not told.</param>
    /// <param name="frames">Where each frame lies; null for those that do not tell.</param>
    public static IReadOnlyList<ReferencePlane> OfRun(int? series, IEnumerable<PlacedFrame?> frames)
    {
        var directions = new List<List<(PlacedFrame Place, int Number)>>();
        var number = 0;
        foreach (var frame in frames)
        {
            number++;
            if (frame is null)
            {
                continue;
            }

            var direction = directions.FindLast(known => known[0].Place.Plane.IsOrientedAs(frame.Plane) && known[0].Place.FrameOfReference == frame.FrameOfReference);
            if (direction is not null)
            {
                direction.Add((frame, number));
            }
            else if (directions.Count < MaxDirections)
            {
                directions.Add([(frame, number)]);
            }
        }

        return [.. directions.SelectMany(Ends).Select(end => new ReferencePlane(end.Place, LabelOf(series, end.Number), end.IsMiddle))];
    }

    // In the order of place: of a run that goes over its positions several times the ends of the whole.
    private static IEnumerable<(PlacedFrame Place, int Number, bool IsMiddle)> Ends(List<(PlacedFrame Place, int Number)> direction)
    {
        var normal = direction[0].Place.Plane.Normal;
        var along = direction.OrderBy(frame => frame.Place.Plane.Position.Dot(normal)).ToList();
        var middle = (along.Count - 1) / 2;
        return new[] { middle, 0, along.Count - 1 }.Distinct()
            .Select(at => (along[at].Place, along[at].Number, IsMiddle: at == middle))
            .DistinctBy(frame => frame.Place.Plane.Position);
    }

    private static string LabelOf(int? series, int number) =>
        series is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known}:{number}") : number.ToString(CultureInfo.InvariantCulture);
}
