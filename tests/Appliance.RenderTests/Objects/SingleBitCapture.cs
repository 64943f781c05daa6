using Appliance.Dicom;

namespace Appliance.RenderTests.Objects;

/// <summary>A Multi-frame Single Bit Secondary Capture (PS3.3 A.8.2) of three frames of 45 x 45 bits: the second and third begin within a byte (PS3.5 8.1.1).</summary>
internal static class SingleBitCapture
{
    private const int Frames = 3;
    private const int Side = 45;

    public static MadeObject Make()
    {
        const string name = "single-bit-frames";
        var dataset = MadeModules.Begin(DicomUID.MultiFrameSingleBitSecondaryCaptureImageStorage, "OT", name)
            .Set(DicomTag.ConversionType, "WSD")
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Set(DicomTag.BodyPartExamined, "BRAIN")
            .Set(DicomTag.PatientOrientation, "")
            .Set(DicomTag.BurnedInAnnotation, "NO")
            .Set(DicomTag.RecognizableVisualFeatures, "NO")
            .Set(DicomTag.LossyImageCompression, "00")
            .Pixels("MONOCHROME2", Side, Side, bitsAllocated: 1, bitsStored: 1)
            .Set(DicomTag.NumberOfFrames, Frames)
            .Set(DicomTag.FrameIncrementPointer, DicomTag.PageNumberVector)
            .Set(DicomTag.PageNumberVector, 1, 2, 3)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, Bits());
        return new MadeObject { Name = name, Dataset = dataset, Stored = (frame, x, y, _) => Bit(frame, x, y), Shown = (frame, x, y, _) => 255 * Bit(frame, x, y) };
    }

    // A disc that grows from frame to frame, and one lit pixel in the last corner.
    private static int Bit(int frame, int x, int y)
    {
        int dx = x - (Side / 2), dy = y - (Side / 2), radius = 6 * (frame + 1);
        return (dx * dx) + (dy * dy) < radius * radius || (x, y) == (Side - 1, Side - 1) ? 1 : 0;
    }

    private static byte[] Bits()
    {
        // Even in length, as a value has to be.
        var bytes = new byte[((Frames * Side * Side) + 15) / 16 * 2];
        for (var i = 0; i < Frames * Side * Side; i++)
        {
            bytes[i / 8] |= (byte)(Bit(i / (Side * Side), i % Side, i / Side % Side) << (i % 8));
        }

        return bytes;
    }
}
