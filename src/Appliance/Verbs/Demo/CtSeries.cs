using System.Buffers.Binary;
using Appliance.Dicom;

namespace Appliance;

/// <summary>A single-frame CT series of a chest phantom (CT Image IOD, PS3.3 A.3): 16-bit, stored values to Hounsfield units by rescale.</summary>
internal static class CtSeries
{
    public const int Slices = 24;

    private const int Size = 256;
    private const double Spacing = 1.4;
    private const double SliceSpacing = 10;
    private const int Intercept = -1024;

    public static DemoStudy Study { get; } = new("DEMO-CT", "CT", "091500", "CT chest", "A260302-1");

    /// <summary>The slices from feet to head.</summary>
    public static IEnumerable<DicomDataset> Make(DemoPatient patient)
    {
        for (var slice = 0; slice < Slices; slice++)
        {
            yield return MakeSlice(patient, slice);
        }
    }

    private static DicomDataset MakeSlice(DemoPatient patient, int slice)
    {
        var corner = DemoModules.Decimal(-Spacing * (Size - 1) / 2);
        var z = DemoModules.Decimal(slice * SliceSpacing);
        return DemoModules.Begin(patient, Study)
            .Identify(DicomUID.CTImageStorage, Study, series: 1, "Chest axial 10 mm", slice + 1)
            .InFrameOfReference(Study)
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .Set(DicomTag.BodyPartExamined, "CHEST")
            .Set(DicomTag.PatientPosition, "HFS")
            .Set(DicomTag.AcquisitionNumber, 1)
            .Set(DicomTag.PixelSpacing, DemoModules.Decimal(Spacing), DemoModules.Decimal(Spacing))
            .Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0")
            .Set(DicomTag.ImagePositionPatient, corner, corner, z)
            .Set(DicomTag.SliceThickness, DemoModules.Decimal(SliceSpacing))
            .Set(DicomTag.SliceLocation, z)
            .Set(DicomTag.KVP, "120")
            .Set(DicomTag.ConvolutionKernel, "B40")
            .Set(DicomTag.RescaleIntercept, DemoModules.Decimal(Intercept))
            .Set(DicomTag.RescaleSlope, "1")
            .Set(DicomTag.RescaleType, "HU")
            .Set(DicomTag.WindowCenter, "40", "-600")
            .Set(DicomTag.WindowWidth, "400", "1500")
            .Set(DicomTag.WindowCenterWidthExplanation, "MEDIASTINUM", "LUNG")
            .Pixels("MONOCHROME2", Size, Size, bitsAllocated: 16, bitsStored: 12)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Draw(slice));
    }

    private static byte[] Draw(int slice)
    {
        var bytes = new byte[Size * Size * 2];
        var z = (2.0 * slice / (Slices - 1)) - 1;
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                double x = ((column + 0.5) * 2 / Size) - 1, y = ((row + 0.5) * 2 / Size) - 1;
                var hounsfield = CtPhantom.At(x, y, z) + (12 * Noise.At(column, row, slice, 1));
                var stored = (ushort)Math.Clamp(Math.Round(hounsfield) - Intercept, 0, 4095);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(((row * Size) + column) * 2), stored);
            }
        }

        return bytes;
    }
}
