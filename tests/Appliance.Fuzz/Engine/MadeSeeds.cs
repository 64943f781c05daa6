using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>Seeds that need no corpus: small, with something of everything.</summary>
internal static class MadeSeeds
{
    public static DicomDataset Dataset()
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192")
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage)
            .Set(DicomTag.SOPInstanceUID, "1.2.3.4")
            .Set(DicomTag.StudyDate, "20200229")
            .Set(DicomTag.StudyTime, "235959.999999")
            .Set(DicomTag.AcquisitionDateTime, "20200229235959.5+0100")
            .Set(DicomTag.PatientName, "Müller^Jürgen=山田^太郎=やまだ^たろう")
            .Set(DicomTag.PatientAge, "042Y")
            .Set(DicomTag.ImageType, "DERIVED", "SECONDARY")
            .Set(DicomTag.PixelSpacing, "0.5", "1e-3")
            .Set(DicomTag.InstanceNumber, "7")
            .Set(DicomTag.Rows, 2).Set(DicomTag.Columns, 2)
            .Set(DicomTag.BitsAllocated, 16).Set(DicomTag.PixelRepresentation, 1)
            .SetBytes(DicomTag.PixelPaddingValue, DicomVR.SS, new byte[] { 0x18, 0xFC })
            .Set(DicomTag.FrameIncrementPointer, DicomTag.FrameTime)
            .Set(new DicomTag(0x0009, 0x0010), DicomVR.LO, "MADE UP")
            .SetBytes(new DicomTag(0x0009, 0x1001), DicomVR.UN, new byte[] { 1, 2, 3, 4 })
            .SetBytes(new DicomTag(0x0009, 0x1002), DicomVR.OV, new byte[16])
            .SetBytes(new DicomTag(0x0009, 0x1003), DicomVR.FD, BitConverter.GetBytes(Math.PI))
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 0, 2, 0, 3, 0, 4, 0 });
        var code = new DicomDataset().Set(DicomTag.CodeValue, "T-1").Set(DicomTag.CodingSchemeDesignator, "SRT").Set(DicomTag.CodeMeaning, "Größe");
        var item = new DicomDataset().Set(DicomTag.ValueType, "NUM").SetSequence(DicomTag.ConceptNameCodeSequence, code);
        item.SetSequence(DicomTag.ContentSequence, new DicomDataset().Set(DicomTag.NumericValue, "3.5"), new DicomDataset());
        dataset.Add(new DicomSequence(DicomTag.ContentSequence, item, new DicomDataset().Set(DicomTag.ValueType, "TEXT")) { IsUndefinedLength = true });
        return dataset;
    }

    public static DicomDataset Encapsulated() => new DicomDataset(DicomTransferSyntax.RLELossless)
        .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage)
        .Set(DicomTag.SOPInstanceUID, "1.2.3.5")
        .Set(DicomTag.NumberOfFrames, "2")
        .SetFragments(DicomTag.PixelData, new byte[70], new byte[68]);

    public static byte[] File(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        using var file = new DicomFile(dataset, syntax);
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
