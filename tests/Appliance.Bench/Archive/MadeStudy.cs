using System.Globalization;
using System.Text;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>
/// A made-up study, the same for the same number: five series of ten instances, half a patient (each has two studies), a day within ten years.
/// </summary>
internal readonly record struct MadeStudy(int Number)
{
    public const int Series = 5;
    public const int PerSeries = 10;
    public const int Instances = Series * PerSeries;

    /// <summary>Meta information and preamble that stand before every object.</summary>
    public static byte[] Header { get; } =
        DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2.840.113619.2.5.1"), DicomTransferSyntax.ExplicitVRLittleEndian, "BENCH");

    private const string Root = "1.2.840.113619.2.55.3";
    private static readonly DateOnly FirstDay = new(2015, 1, 1);
    private static readonly string[] Modalities = ["CT", "MR", "CT", "US", "CR"];
    private static readonly string[] Parts = ["CHEST", "ABDOMEN", "HEAD", "KNEE", "SPINE", "PELVIS", "SHOULDER"];

    public int Patient => Number / 2;

    public string PatientId => $"{MadeNames.Scatter((uint)Patient, 21) % 900 + 100}-{Patient:D7}";

    public string PatientName => MadeNames.Of(Patient);

    /// <summary>Vendors number by device and time, so that neighbours in time are none in the order of their UIDs.</summary>
    public string Uid => $"{Root}.{MadeNames.Scatter((uint)Number, 22)}.{Number + 1}";

    public string Accession => $"A{MadeNames.Scatter((uint)Number, 23) % 10_000_000:D7}{Number}";

    public string Day => FirstDay.AddDays((int)(MadeNames.Scatter((uint)Number, 24) % 3653)).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    public string Time => $"{7 + (MadeNames.Scatter((uint)Number, 25) % 12):D2}{MadeNames.Scatter((uint)Number, 26) % 60:D2}{MadeNames.Scatter((uint)Number, 27) % 60:D2}";

    /// <summary>The UID of one of its series, from 0.</summary>
    public string SeriesUid(int series) => $"{Uid}.{series + 1}";

    /// <summary>One of its instances as an encoded data set, from 0; with <paramref name="pixels"/> bytes of Pixel Data to follow.</summary>
    public byte[] Encode(int instance, int? pixels = null)
    {
        var series = instance / PerSeries;
        var image = instance % PerSeries;
        var dataset = new DicomDataset();
        var referring = MadeNames.Of((int)(MadeNames.Scatter((uint)Number, 28) % 500));
        if (!Ascii.IsValid(PatientName) || !Ascii.IsValid(referring))
        {
            dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        }

        dataset
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value)
            .Set(DicomTag.SOPInstanceUID, $"{SeriesUid(series)}.{image + 1}")
            .Set(DicomTag.StudyDate, Day)
            .Set(DicomTag.SeriesDate, Day)
            .Set(DicomTag.AcquisitionDate, Day)
            .Set(DicomTag.ContentDate, Day)
            .Set(DicomTag.StudyTime, Time)
            .Set(DicomTag.SeriesTime, Time)
            .Set(DicomTag.ContentTime, Time)
            .Set(DicomTag.AccessionNumber, Accession)
            .Set(DicomTag.Modality, Modalities[Number % Modalities.Length])
            .Set(DicomTag.Manufacturer, "Made up")
            .Set(DicomTag.InstitutionName, $"Hospital {Number % 7}")
            .Set(DicomTag.ReferringPhysicianName, referring)
            .Set(DicomTag.StationName, $"STATION{Number % 23}")
            .Set(DicomTag.StudyDescription, $"{Parts[Number % Parts.Length]} ROUTINE")
            .Set(DicomTag.SeriesDescription, $"Series {series} 1.5")
            .Set(DicomTag.PatientName, PatientName)
            .Set(DicomTag.PatientID, PatientId)
            .Set(DicomTag.PatientBirthDate, $"{1930 + (Patient % 80)}{1 + (Patient % 12):D2}{1 + (Patient % 28):D2}")
            .Set(DicomTag.PatientSex, Patient % 2 == 0 ? "F" : "M")
            .Set(DicomTag.BodyPartExamined, Parts[Number % Parts.Length])
            .Set(DicomTag.SliceThickness, "1.5")
            .Set(DicomTag.KVP, "120")
            .Set(DicomTag.ProtocolName, "Routine")
            .Set(DicomTag.StudyInstanceUID, Uid)
            .Set(DicomTag.SeriesInstanceUID, SeriesUid(series))
            .Set(DicomTag.StudyID, $"{Number}")
            .Set(DicomTag.SeriesNumber, series + 1)
            .Set(DicomTag.AcquisitionNumber, 1)
            .Set(DicomTag.InstanceNumber, image + 1)
            .Set(DicomTag.ImagePositionPatient, "-150", "-150", $"{image * 1.5}")
            .Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0")
            .Set(DicomTag.FrameOfReferenceUID, $"{Uid}.99")
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, 512)
            .Set(DicomTag.Columns, 512)
            .Set(DicomTag.BitsAllocated, 16)
            .Set(DicomTag.BitsStored, 12)
            .Set(DicomTag.HighBit, 11)
            .Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.WindowCenter, "40")
            .Set(DicomTag.WindowWidth, "400")
            .Set(DicomTag.RescaleIntercept, "-1024")
            .Set(DicomTag.RescaleSlope, "1");
        if (pixels is { } length)
        {
            dataset.SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[length]);
        }

        return DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
    }
}
