using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// What makes two objects belong to one patient: the Patient ID, the unique key of the Patient Root model (PS3.4 C.6.1.1.2). Where it is
/// empty, the folded name and the birth date stand in, so that strangers without an ID are not thrown together.
/// </summary>
internal static class PatientIdentity
{
    /// <summary>The identity that a patient's attributes give.</summary>
    public static string Of(RowReader patient)
    {
        var id = patient.Text(DicomTag.PatientID.Value);
        return id.Length > 0
            ? "i" + id
            : "n" + TextFold.Name(patient.Text(DicomTag.PatientName.Value)) + "\\" + patient.Text(DicomTag.PatientBirthDate.Value);
    }
}
