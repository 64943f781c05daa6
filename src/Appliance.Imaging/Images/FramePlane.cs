using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Where a frame lies in the patient (PS3.3 C.7.6.2; Plane Position and Orientation macros of enhanced objects).</summary>
/// <param name="Position">Image Position (Patient): the centre of the first pixel, in millimetres.</param>
/// <param name="RowDirection">The direction in which a row runs, to higher columns; unit length.</param>
/// <param name="ColumnDirection">The direction in which a column runs, to higher rows; unit length.</param>
public readonly record struct FramePlane(PatientVector Position, PatientVector RowDirection, PatientVector ColumnDirection)
{
    /// <summary>The direction at right angles to the frame, rows turned to columns by the right hand.</summary>
    public PatientVector Normal => RowDirection.Cross(ColumnDirection);

    /// <summary>The place of the frame along its <see cref="Normal"/> in millimetres: parallel frames are in anatomical order by it.</summary>
    public double Depth => Position.Dot(Normal);

    /// <summary>SAGITTAL, CORONAL or AXIAL, whichever the normal is nearest to; with OBLIQUE before it beyond some 15 degrees.</summary>
    public string Name
    {
        get
        {
            var normal = Normal;
            var letters = normal.Letters();
            var name = letters.Length == 0 ? "" : letters[0] switch
            {
                'L' or 'R' => "SAGITTAL",
                'A' or 'P' => "CORONAL",
                _ => "AXIAL",
            };
            return letters.Length > 1 ? $"OBLIQUE {name}" : name;
        }
    }

    internal static FramePlane? Of(FunctionalGroups groups, int frame)
    {
        var position = PatientVector.Of(groups.MacroOrDataset(DicomTag.PlanePositionSequence, frame).GetDoubles(DicomTag.ImagePositionPatient));
        var directions = groups.MacroOrDataset(DicomTag.PlaneOrientationSequence, frame).GetDoubles(DicomTag.ImageOrientationPatient);
        return position is { } origin && PatientVector.Of(directions) is { Length: > 0 } row && PatientVector.Of(directions, 3) is { Length: > 0 } column
            ? new FramePlane(origin, row, column)
            : null;
    }
}
