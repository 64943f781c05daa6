using System.Globalization;
using Appliance.Dicom;

namespace Appliance;

/// <summary>The modules that every made-up object has in common (PS3.3 C.7.1 to C.7.5, C.12.1).</summary>
internal static class DemoModules
{
    public const string StudyDate = "20260302";

    private const string Manufacturer = "Appliance demonstration";

    /// <summary>A data set that holds the patient and study modules, in the character set the patient's name needs.</summary>
    public static DicomDataset Begin(DemoPatient patient, DemoStudy study)
    {
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian);
        dataset.Set(DicomTag.SpecificCharacterSet, [.. patient.CharacterSet])
            .Set(DicomTag.PatientName, patient.Name)
            .Set(DicomTag.PatientID, patient.Id)
            .Set(DicomTag.PatientBirthDate, patient.BirthDate)
            .Set(DicomTag.PatientSex, patient.Sex)
            .Set(DicomTag.PatientAge, patient.Age)
            .Set(DicomTag.PatientWeight, patient.Weight)
            .Set(DicomTag.StudyInstanceUID, study.Uid)
            .Set(DicomTag.StudyDate, StudyDate)
            .Set(DicomTag.StudyTime, study.Time)
            .Set(DicomTag.StudyID, study.Id)
            .Set(DicomTag.StudyDescription, study.Description)
            .Set(DicomTag.AccessionNumber, study.AccessionNumber)
            .Set(DicomTag.ReferringPhysicianName, "Doe^Jane");
        return dataset;
    }

    /// <summary>Adds series, equipment, content date and SOP common, for instance <paramref name="number"/> (from 1) of a series.</summary>
    public static DicomDataset Identify(this DicomDataset dataset, DicomUID sopClass, DemoStudy study, int series, string description, int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{study.Id}/series/{series}");
        return dataset.Set(DicomTag.SOPClassUID, sopClass.Value)
            .Set(DicomTag.SOPInstanceUID, DemoUids.Of($"{name}/instance/{number}"))
            .Set(DicomTag.InstanceCreationDate, StudyDate)
            .Set(DicomTag.InstanceCreationTime, study.Time)
            .Set(DicomTag.Modality, study.Modality)
            .Set(DicomTag.SeriesInstanceUID, DemoUids.Of(name))
            .Set(DicomTag.SeriesNumber, series)
            .Set(DicomTag.SeriesDescription, description)
            .Set(DicomTag.SeriesDate, StudyDate)
            .Set(DicomTag.SeriesTime, study.Time)
            .Set(DicomTag.InstanceNumber, number)
            .Set(DicomTag.ContentDate, StudyDate)
            .Set(DicomTag.ContentTime, study.Time)
            .Set(DicomTag.AcquisitionDate, StudyDate)
            .Set(DicomTag.AcquisitionTime, study.Time)
            .Set(DicomTag.Manufacturer, Manufacturer)
            .Set(DicomTag.ManufacturerModelName, "Phantom")
            .Set(DicomTag.DeviceSerialNumber, "1")
            .Set(DicomTag.SoftwareVersions, "1");
    }

    /// <summary>Adds the frame of reference module; series of one study that share a position share it.</summary>
    public static DicomDataset InFrameOfReference(this DicomDataset dataset, DemoStudy study) =>
        dataset.Set(DicomTag.FrameOfReferenceUID, DemoUids.Of(study.Id + "/frame of reference"))
            .Set(DicomTag.PositionReferenceIndicator, "");

    /// <summary>Adds the image pixel module (PS3.3 C.7.6.3) of unsigned samples, without the pixel data.</summary>
    public static DicomDataset Pixels(this DicomDataset dataset, string photometric, int rows, int columns, int bitsAllocated, int bitsStored)
    {
        var samples = photometric == "RGB" ? 3 : 1;
        dataset.Set(DicomTag.SamplesPerPixel, samples)
            .Set(DicomTag.PhotometricInterpretation, photometric)
            .Set(DicomTag.Rows, rows)
            .Set(DicomTag.Columns, columns)
            .Set(DicomTag.BitsAllocated, bitsAllocated)
            .Set(DicomTag.BitsStored, bitsStored)
            .Set(DicomTag.HighBit, bitsStored - 1)
            .Set(DicomTag.PixelRepresentation, 0);
        if (samples > 1)
        {
            dataset.Set(DicomTag.PlanarConfiguration, 0);
        }

        return dataset;
    }

    /// <summary>A coded entry (PS3.3 8.8) as an item of a code sequence.</summary>
    public static DicomDataset Code(string value, string scheme, string meaning) =>
        Item().Set(DicomTag.CodeValue, value).Set(DicomTag.CodingSchemeDesignator, scheme).Set(DicomTag.CodeMeaning, meaning);

    /// <summary>An empty item.</summary>
    public static DicomDataset Item() => new(DicomTransferSyntax.ExplicitVRLittleEndian);

    /// <summary>A DS value: at most 16 characters (PS3.5 6.2).</summary>
    public static string Decimal(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
