using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>
/// The words around a picture: lines for its four corners, and the letters that tell the patient's sides at its edges. The viewer adds
/// what it knows itself (window, zoom, frame number) below the bottom lines.
/// </summary>
public sealed record OverlayText
{
    /// <summary>No words.</summary>
    public static OverlayText None => new();

    /// <summary>Usually the patient: name, ID, birth date, sex.</summary>
    public IReadOnlyList<string> TopLeft { get; init; } = [];

    /// <summary>Usually the study: institution, description, date and time.</summary>
    public IReadOnlyList<string> TopRight { get; init; } = [];

    /// <summary>Usually the technique: thickness, position, echo and repetition time, tube voltage.</summary>
    public IReadOnlyList<string> BottomLeft { get; init; } = [];

    /// <summary>Usually the series: modality, description, number.</summary>
    public IReadOnlyList<string> BottomRight { get; init; } = [];

    /// <summary>The facts of a frame, as Imaging tells them, in their corners.</summary>
    public static OverlayText Of(FrameLabels labels) => new()
    {
        TopLeft = labels.TopLeft,
        TopRight = labels.TopRight,
        BottomLeft = labels.BottomLeft,
        BottomRight = labels.BottomRight,
        Orientation = new OrientationLetters(labels.Left, labels.Right, labels.Top, labels.Bottom),
    };

    /// <summary>The letters at the edges; empty ones are not drawn.</summary>
    public OrientationLetters Orientation { get; init; }
}

/// <summary>The sides of the patient (PS3.3 C.7.6.1.1.1: R, L, A, P, H, F and their combinations) towards which the picture's edges lie.</summary>
/// <param name="Left">At the left edge.</param>
/// <param name="Right">At the right edge.</param>
/// <param name="Top">At the top edge.</param>
/// <param name="Bottom">At the bottom edge.</param>
public readonly record struct OrientationLetters(string? Left, string? Right, string? Top, string? Bottom)
{
    private const double Negligible = 0.12;

    /// <summary>The letters of the picture as turned.</summary>
    public OrientationLetters Turned(SpatialTransform turn)
    {
        var (left, right, top, bottom) = turn.Edges(Left, Right, Top, Bottom);
        return new OrientationLetters(left, right, top, bottom);
    }

    /// <summary>Letters for direction cosines, Image Orientation (Patient) (0020,0037); none when they are not six usable numbers.</summary>
    /// <param name="cosines">Row direction x y z, then column direction x y z, in the patient's system (x to the left, y to the back, z to the head).</param>
    public static OrientationLetters FromCosines(IReadOnlyList<double> cosines)
    {
        if (cosines.Count != 6 || cosines.Any(c => !double.IsFinite(c)))
        {
            return default;
        }

        var (rightwards, leftwards) = Along(cosines[0], cosines[1], cosines[2]);
        var (downwards, upwards) = Along(cosines[3], cosines[4], cosines[5]);
        return new OrientationLetters(leftwards, rightwards, upwards, downwards);
    }

    /// <summary>Letters for Patient Orientation (0020,0020): the direction of the rows, then of the columns.</summary>
    public static OrientationLetters FromPatientOrientation(IReadOnlyList<string> directions) => directions.Count != 2
        ? default
        : new OrientationLetters(Opposite(directions[0]), directions[0], Opposite(directions[1]), directions[1]);

    // The largest component gives the first letter, smaller ones that still count follow: an oblique slice reads "LA", not "L".
    private static (string Towards, string Away) Along(double x, double y, double z)
    {
        ReadOnlySpan<(double Size, char Towards, char Away)> axes =
        [
            (Math.Abs(x), x >= 0 ? 'L' : 'R', x >= 0 ? 'R' : 'L'),
            (Math.Abs(y), y >= 0 ? 'P' : 'A', y >= 0 ? 'A' : 'P'),
            (Math.Abs(z), z >= 0 ? 'H' : 'F', z >= 0 ? 'F' : 'H'),
        ];
        var order = axes.ToArray().Where(axis => axis.Size > Negligible).OrderByDescending(axis => axis.Size).ToArray();
        return (new string([.. order.Select(axis => axis.Towards)]), new string([.. order.Select(axis => axis.Away)]));
    }

    private static string Opposite(string direction) => string.Create(direction.Length, direction, static (letters, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            letters[i] = from[i] switch
            {
                'R' => 'L',
                'L' => 'R',
                'A' => 'P',
                'P' => 'A',
                'H' => 'F',
                'F' => 'H',
                var other => other,
            };
        }
    });
}
