using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// What a query asks to be told of an entity: the request identifier of the conformance statement (Table 4.2.4.3.1.3.1-1). The patient's
/// attributes are asked for at the study level of the Study Root model, and at their own level of the Patient Root model (PS3.4 C.6).
/// </summary>
internal static class RequestedKeys
{
    private static DicomTag[] Patient =>
    [
        DicomTag.PatientID, DicomTag.PatientName, DicomTag.PatientBirthDate, DicomTag.PatientSex, DicomTag.PatientBirthTime, DicomTag.OtherPatientIDs,
        DicomTag.OtherPatientNames, DicomTag.EthnicGroup, DicomTag.PatientComments,
    ];

    private static DicomTag[] Study =>
    [
        DicomTag.StudyID, DicomTag.StudyDescription, DicomTag.ModalitiesInStudy, DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.ReferringPhysicianName,
        DicomTag.AccessionNumber, DicomTag.PhysiciansOfRecord, DicomTag.NameOfPhysiciansReadingStudy, DicomTag.AdmittingDiagnosesDescription,
        DicomTag.PatientAge, DicomTag.PatientSize, DicomTag.PatientWeight, DicomTag.Occupation, DicomTag.AdditionalPatientHistory, DicomTag.StudyInstanceUID,
    ];

    private static DicomTag[] Series =>
    [
        DicomTag.SeriesNumber, DicomTag.SeriesDescription, DicomTag.Modality, DicomTag.SeriesDate, DicomTag.SeriesTime, DicomTag.PerformingPhysicianName,
        DicomTag.ProtocolName, DicomTag.OperatorsName, DicomTag.Laterality, DicomTag.BodyPartExamined, DicomTag.Manufacturer,
        DicomTag.ManufacturerModelName, DicomTag.StationName, DicomTag.InstitutionName, DicomTag.InstitutionalDepartmentName, DicomTag.SeriesInstanceUID,
    ];

    private static DicomTag[] Image =>
    [
        DicomTag.InstanceNumber, DicomTag.ImageComments, DicomTag.ContentDate, DicomTag.ContentTime, DicomTag.ImageType, DicomTag.AcquisitionNumber,
        DicomTag.AcquisitionDate, DicomTag.AcquisitionTime, DicomTag.AcquisitionDateTime, DicomTag.DerivationDescription, DicomTag.ContrastBolusAgent,
        DicomTag.QualityControlImage, DicomTag.BurnedInAnnotation, DicomTag.LossyImageCompression, DicomTag.LossyImageCompressionRatio,
        DicomTag.LossyImageCompressionMethod, DicomTag.NumberOfFrames, DicomTag.SOPInstanceUID, DicomTag.SOPClassUID,
    ];

    /// <summary>The keys asked for at a level of a model. Specific Character Set is asked for always, by <see cref="QueryKeys.Identifier"/>.</summary>
    public static IReadOnlyList<DicomTag> Of(QueryLevel level, FindModel model) => level switch
    {
        QueryLevel.Patient => Patient,
        QueryLevel.Study => model == FindModel.StudyRoot ? [.. Patient, .. Study] : Study,
        QueryLevel.Series => Series,
        _ => Image,
    };

    /// <summary>The level that an attribute is a key of; <paramref name="other"/> for what the table does not name.</summary>
    public static QueryLevel LevelOf(DicomTag tag, FindModel model, QueryLevel other)
    {
        for (var level = TopOf(model); level <= QueryLevel.Image; level++)
        {
            if (Of(level, model).Contains(tag) || QueryKeys.UniqueKeyOf(level) == tag || QueryKeys.UsualColumns(level).Contains(tag))
            {
                return level;
            }
        }

        return other;
    }

    /// <summary>The level that a model begins with.</summary>
    public static QueryLevel TopOf(FindModel model) => model == FindModel.PatientRoot ? QueryLevel.Patient : QueryLevel.Study;
}
