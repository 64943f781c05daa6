namespace Appliance.Imaging;

/// <summary>
/// A point in millimetres, or a direction, in the patient's coordinates (PS3.3 C.7.6.2.1.1): X grows to the patient's left, Y to the back,
/// Z to the head.
/// </summary>
/// <param name="X">Towards the left.</param>
/// <param name="Y">Towards the back.</param>
/// <param name="Z">Towards the head.</param>
public readonly record struct PatientVector(double X, double Y, double Z)
{
    /// <summary>A component below this share of the whole gives no letter: about 15 degrees.</summary>
    private const double LeastShare = 0.26;

    /// <summary>The length.</summary>
    public double Length => Math.Sqrt(Dot(this));

    /// <summary>The scalar product.</summary>
    public double Dot(PatientVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    /// <summary>The vector product.</summary>
    public PatientVector Cross(PatientVector other) =>
        new((Y * other.Z) - (Z * other.Y), (Z * other.X) - (X * other.Z), (X * other.Y) - (Y * other.X));

    /// <summary>The opposite direction.</summary>
    public PatientVector Negated() => new(-X, -Y, -Z);

    /// <summary>The way from another point to this.</summary>
    public static PatientVector operator -(PatientVector to, PatientVector from) => new(to.X - from.X, to.Y - from.Y, to.Z - from.Z);

    /// <summary>A point moved by a way.</summary>
    public static PatientVector operator +(PatientVector from, PatientVector by) => new(from.X + by.X, from.Y + by.Y, from.Z + by.Z);

    /// <summary>A direction of another length.</summary>
    public static PatientVector operator *(PatientVector direction, double times) => new(direction.X * times, direction.Y * times, direction.Z * times);

    /// <summary>The direction with length one; null for none.</summary>
    public PatientVector? Unit() => Length is > 0 and var length && double.IsFinite(length) ? this * (1 / length) : null;

    /// <summary>
    /// The letters of a direction, strongest first, at most two: L left, R right, P posterior, A anterior, H head, F foot
    /// (PS3.3 C.7.6.1.1.1). Empty for no direction.
    /// </summary>
    public string Letters()
    {
        var length = Length;
        if (!(length > 0))
        {
            return "";
        }

        (double Share, char Letter)[] axes =
        [
            (Math.Abs(X) / length, X > 0 ? 'L' : 'R'),
            (Math.Abs(Y) / length, Y > 0 ? 'P' : 'A'),
            (Math.Abs(Z) / length, Z > 0 ? 'H' : 'F'),
        ];
        return string.Concat(axes.Where(axis => axis.Share >= LeastShare).OrderByDescending(axis => axis.Share).Take(2).Select(axis => axis.Letter));
    }

    /// <summary>Three values of an attribute as a vector; null when there are fewer or one is no number.</summary>
    internal static PatientVector? Of(IReadOnlyList<double> values, int from = 0) =>
        values.Count >= from + 3 && double.IsFinite(values[from] + values[from + 1] + values[from + 2])
            ? new(values[from], values[from + 1], values[from + 2])
            : null;
}
