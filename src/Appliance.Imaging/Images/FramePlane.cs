using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Where a frame lies (PS3.3 C.7.6.2; Plane Position and Orientation macros of enhanced objects): in the patient, in an ultrasound volume, or
/// on a slide.
/// </summary>
/// <param name="Position">The centre of the first pixel, in millimetres.</param>
/// <param name="RowDirection">The direction in which a row runs, to higher columns; unit length.</param>
/// <param name="ColumnDirection">The direction in which a column runs, to higher rows; unit length.</param>
/// <param name="Space">Whose coordinates these are.</param>
public readonly record struct FramePlane(PatientVector Position, PatientVector RowDirection, PatientVector ColumnDirection, PlaneSpace Space = PlaneSpace.Patient)
{
    /// <summary>Directions less at right angles to each other than this (the sine of their angle) span no plane that can be relied on.</summary>
    private const double LeastSine = 0.5;

    private const double SameDirection = 0.9998;
    private const double SamePlace = 0.002;

    /// <summary>The direction at right angles to the frame, rows turned to columns by the right hand.</summary>
    public PatientVector Normal => RowDirection.Cross(ColumnDirection);

    /// <summary>The place of the frame along its <see cref="Normal"/> in millimetres: parallel frames are in anatomical order by it.</summary>
    public double Depth => Position.Dot(Normal);

    /// <summary>
    /// SAGITTAL, CORONAL or AXIAL, whichever the normal is nearest to; with OBLIQUE before it beyond some 15 degrees. Empty outside of the
    /// patient, where these words mean nothing.
    /// </summary>
    public string Name
    {
        get
        {
            var letters = Space == PlaneSpace.Patient ? Normal.Letters() : "";
            var name = letters.Length == 0 ? "" : letters[0] switch
            {
                'L' or 'R' => "SAGITTAL",
                'A' or 'P' => "CORONAL",
                _ => "AXIAL",
            };
            return letters.Length > 1 ? $"OBLIQUE {name}" : name;
        }
    }

    /// <summary>Whether rows and columns run the same way as another frame's, within about one degree.</summary>
    public bool IsOrientedAs(FramePlane other) =>
        Space == other.Space && RowDirection.Dot(other.RowDirection) >= SameDirection && ColumnDirection.Dot(other.ColumnDirection) >= SameDirection;

    /// <summary>Whether the frame lies where another does: same orientation, and less than two micrometres apart.</summary>
    public bool IsPlacedAs(FramePlane other) => IsOrientedAs(other) && (Position - other.Position).Length < SamePlace;

    internal static FramePlane? Of(FunctionalGroups groups, int frame) => OfPatient(groups, frame) ?? OfVolume(groups, frame) ?? OfSlide(groups, frame);

    private static FramePlane? OfPatient(FunctionalGroups groups, int frame) => Made(
        groups.MacroOrDataset(DicomTag.PlanePositionSequence, frame).GetDoubles(DicomTag.ImagePositionPatient),
        groups.MacroOrDataset(DicomTag.PlaneOrientationSequence, frame).GetDoubles(DicomTag.ImageOrientationPatient),
        PlaneSpace.Patient);

    private static FramePlane? OfVolume(FunctionalGroups groups, int frame) => Made(
        groups.Macro(DicomTag.PlanePositionVolumeSequence, frame)?.GetDoubles(DicomTag.ImagePositionVolume) ?? [],
        groups.Macro(DicomTag.PlaneOrientationVolumeSequence, frame)?.GetDoubles(DicomTag.ImageOrientationVolume) ?? [],
        PlaneSpace.Volume);

    // Offsets are in millimetres in X and Y, and in micrometres in Z (C.8.12.6.1).
    private static FramePlane? OfSlide(FunctionalGroups groups, int frame) =>
        groups.Macro(DicomTag.PlanePositionSlideSequence, frame) is { } macro
        && macro.GetDouble(DicomTag.XOffsetInSlideCoordinateSystem) is { } x
        && macro.GetDouble(DicomTag.YOffsetInSlideCoordinateSystem) is { } y
            ? Made(
                [x, y, (macro.GetDouble(DicomTag.ZOffsetInSlideCoordinateSystem) ?? 0) / 1000],
                groups.Dataset.GetDoubles(DicomTag.ImageOrientationSlide),
                PlaneSpace.Slide)
            : null;

    private static FramePlane? Made(IReadOnlyList<double> position, IReadOnlyList<double> directions, PlaneSpace space) =>
        PatientVector.Of(position) is { } origin
        && PatientVector.Of(directions)?.Unit() is { } row
        && PatientVector.Of(directions, 3)?.Unit() is { } column
        && row.Cross(column).Length >= LeastSine
            ? new FramePlane(origin, row, column, space)
            : null;
}
