using System.Collections.Frozen;
using Appliance.Dicom;
using static Appliance.Dicom.DicomTag;
using By = Appliance.Archive.KeyMatching;

namespace Appliance.Archive;

/// <summary>
/// The keys of C-FIND by level: those of the conformance statement's table 4.2.6.4.1.3.1.1-1, and a few more that browsers want. Every one
/// is kept in the row of its entity.
/// </summary>
internal static class QueryKeys
{
    /// <summary>PATIENT, and in the Study Root model STUDY too. In ascending order, as all tables here.</summary>
    public static IReadOnlyList<QueryKey> OfPatient { get; } = Table(
        QueryLevel.Patient,
        new(PatientName, default, By.Name, Indexed: true),
        new(PatientID, default, By.Text, Indexed: true),
        new(IssuerOfPatientID, default, By.Text),
        new(PatientBirthDate, default, By.Date, Indexed: true),
        new(PatientBirthTime, default, By.Time),
        new(PatientSex, default, By.Text),
        new(OtherPatientIDs, default, By.Text, Indexed: true),
        new(OtherPatientNames, default, By.Name, Indexed: true),
        new(EthnicGroup, default, By.Text),
        new(PatientComments, default, By.Text));

    /// <summary>STUDY without the patient's attributes.</summary>
    public static IReadOnlyList<QueryKey> OfStudy { get; } = Table(
        QueryLevel.Study,
        new(StudyDate, default, By.Date, Indexed: true),
        new(StudyTime, default, By.Time),
        new(AccessionNumber, default, By.Text, Indexed: true),
        new(ReferringPhysicianName, default, By.Name, Indexed: true),
        new(TimezoneOffsetFromUTC, default, By.ReturnOnly),
        new(StudyDescription, default, By.Text),
        new(PhysiciansOfRecord, default, By.Name),
        new(NameOfPhysiciansReadingStudy, default, By.Name),
        new(AdmittingDiagnosesDescription, default, By.Text),
        new(PatientAge, default, By.Text),
        new(PatientSize, default, By.Number),
        new(PatientWeight, default, By.Number),
        new(Occupation, default, By.Text),
        new(AdditionalPatientHistory, default, By.Text),
        new(StudyInstanceUID, default, By.Uid),
        new(StudyID, default, By.Text, Indexed: true),
        new(OtherStudyNumbers, default, By.Number),
        new(InterpretationAuthor, default, By.Name));

    /// <summary>SERIES.</summary>
    public static IReadOnlyList<QueryKey> OfSeries { get; } = Table(
        QueryLevel.Series,
        new(SeriesDate, default, By.Date),
        new(SeriesTime, default, By.Time),
        new(Modality, default, By.Text),
        new(ConversionType, default, By.Text),
        new(PresentationIntentType, default, By.Text),
        new(Manufacturer, default, By.Text),
        new(InstitutionName, default, By.Text),
        new(StationName, default, By.Text),
        new(SeriesDescription, default, By.Text),
        new(InstitutionalDepartmentName, default, By.Text),
        new(PerformingPhysicianName, default, By.Name),
        new(OperatorsName, default, By.Name),
        new(ManufacturerModelName, default, By.Text),
        new(BodyPartExamined, default, By.Text),
        new(ProtocolName, default, By.Text),
        new(SeriesInstanceUID, default, By.Uid),
        new(SeriesNumber, default, By.Number),
        new(FrameOfReferenceUID, default, By.Uid),
        new(Laterality, default, By.Text),
        new(PerformedProcedureStepStartDate, default, By.Date),
        new(PerformedProcedureStepStartTime, default, By.Time),
        new(PerformedProcedureStepID, default, By.Text));

    /// <summary>IMAGE.</summary>
    public static IReadOnlyList<QueryKey> OfImage { get; } = Table(
        QueryLevel.Image,
        new(TransferSyntaxUID, default, By.ReturnOnly),
        new(SourceApplicationEntityTitle, default, By.Text),
        new(ImageType, default, By.Text),
        new(SOPClassUID, default, By.Uid),
        new(SOPInstanceUID, default, By.Uid),
        new(AcquisitionDate, default, By.Date),
        new(ContentDate, default, By.Date),
        new(AcquisitionDateTime, default, By.DateTime),
        new(AcquisitionTime, default, By.Time),
        new(ContentTime, default, By.Time),
        new(DerivationDescription, default, By.Text),
        new(PixelPresentation, default, By.Text),
        new(VolumetricProperties, default, By.Text),
        new(VolumeBasedCalculationTechnique, default, By.Text),
        new(ComplexImageComponent, default, By.Text),
        new(AcquisitionContrast, default, By.Text),
        new(ContrastBolusAgent, default, By.Text),
        new(PulseSequenceName, default, By.Text),
        new(AcquisitionNumber, default, By.Number),
        new(InstanceNumber, default, By.Number),
        new(ImagePositionPatient, default, By.Number),
        new(ImageOrientationPatient, default, By.Number),
        new(ImageLaterality, default, By.Text),
        new(ImageComments, default, By.Text),
        new(ConcatenationUID, default, By.ReturnOnly),
        new(InConcatenationNumber, default, By.Number),
        new(InConcatenationTotalNumber, default, By.Number),
        new(PhotometricInterpretation, default, By.Text),
        new(NumberOfFrames, default, By.Number),
        new(DicomTag.Rows, default, By.Number),
        new(Columns, default, By.Number),
        new(BitsAllocated, default, By.Number),
        new(BitsStored, default, By.Number),
        new(PixelRepresentation, default, By.Number),
        new(QualityControlImage, default, By.Text),
        new(BurnedInAnnotation, default, By.Text),
        new(WindowCenter, default, By.Number),
        new(WindowWidth, default, By.Number),
        new(LossyImageCompression, default, By.Text),
        new(LossyImageCompressionRatio, default, By.Number),
        new(LossyImageCompressionMethod, default, By.Text));

    /// <summary>What is counted rather than stored, and the level whose tally has it. None of it is compared.</summary>
    public static IReadOnlyList<QueryKey> Counted { get; } =
    [
        new(ModalitiesInStudy, QueryLevel.Study, By.Text),
        new(SOPClassesInStudy, QueryLevel.Study, By.Uid),
        new(NumberOfPatientRelatedStudies, QueryLevel.Patient, By.ReturnOnly),
        new(NumberOfPatientRelatedSeries, QueryLevel.Patient, By.ReturnOnly),
        new(NumberOfPatientRelatedInstances, QueryLevel.Patient, By.ReturnOnly),
        new(NumberOfStudyRelatedSeries, QueryLevel.Study, By.ReturnOnly),
        new(NumberOfStudyRelatedInstances, QueryLevel.Study, By.ReturnOnly),
        new(NumberOfSeriesRelatedInstances, QueryLevel.Series, By.ReturnOnly),
    ];

    /// <summary>The keys that the row of a study holds: its own and its patient's, in ascending order.</summary>
    public static IReadOnlyList<QueryKey> InStudyRow { get; } = [.. OfPatient.Concat(OfStudy).OrderBy(key => key.Tag.Value)];

    private static readonly FrozenDictionary<DicomTag, QueryKey> ByTag =
        OfPatient.Concat(OfStudy).Concat(OfSeries).Concat(OfImage).Concat(Counted).ToFrozenDictionary(key => key.Tag);

    /// <summary>The key of an attribute, if queries may ask for it.</summary>
    public static bool TryGet(DicomTag tag, out QueryKey key) => ByTag.TryGetValue(tag, out key);

    /// <summary>The table of the row of a level.</summary>
    public static IReadOnlyList<QueryKey> InRow(QueryLevel level) => level switch
    {
        QueryLevel.Patient => OfPatient,
        QueryLevel.Study => InStudyRow,
        QueryLevel.Series => OfSeries,
        _ => OfImage,
    };

    private static IReadOnlyList<QueryKey> Table(QueryLevel level, params QueryKey[] keys) =>
        [.. keys.Select(key => key with { Level = level }).OrderBy(key => key.Tag.Value)];
}
