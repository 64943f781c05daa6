using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Data sets made from scratch, and changed.</summary>
public sealed class DatasetMakingTests
{
    [Fact]
    public void Write_DatasetMadeHere_EqualsForeignBytes()
    {
        var dataset = new DicomDataset()
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 2, 3, 4 })
            .Set(DicomTag.Rows, 258)
            .Set(DicomTag.DimensionIndexValues, 1, 65538)
            .Set(DicomTag.PatientName, "Müller^Jörg")
            .SetBytes(new DicomTag(0x0009, 0x1002), DicomVR.UN, new byte[] { 1, 2, 3, 4 })
            .Set(new DicomTag(0x0009, 0x1001), DicomVR.FD, "1.5", "-2")
            .Set(new DicomTag(0x0009, 0x0010), "ACME")
            .SetSequence(
                DicomTag.AnatomicRegionSequence,
                new DicomDataset().Set(DicomTag.CodeValue, "T-A0100").Set(DicomTag.CodingSchemeDesignator, "SRT"),
                new DicomDataset().Set(DicomTag.CodeValue, "X").SetSequence(
                    DicomTag.ConceptNameCodeSequence, new DicomDataset().Set(DicomTag.CodeMeaning, "ok")))
            .Set(DicomTag.Modality, "MR")
            .Set(DicomTag.SpecificCharacterSet, "ISO_IR 100");
        Assert.Equal(ForeignDatasets.ExplicitLittle, DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    [Fact]
    public void Set_TextBeforeItsCharacterSet_IsEncodedInIt()
    {
        var item = new DicomDataset().Set(DicomTag.CodeMeaning, "Голова");
        var dataset = new DicomDataset().Set(DicomTag.PatientName, "山田^太郎").SetSequence(DicomTag.AnatomicRegionSequence, item);
        var fault = Assert.Throws<DicomFormatException>(() => DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Contains("Specific Character Set", fault.Message, StringComparison.Ordinal);
        dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        var read = DicomDatasetReader.Read(
            DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ImplicitVRLittleEndian), DicomTransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal("山田^太郎", read.GetString(DicomTag.PatientName));
        Assert.Equal("Голова", read.GetItems(DicomTag.AnatomicRegionSequence)[0].GetString(DicomTag.CodeMeaning));
    }

    [Fact]
    public void Set_Numbers_FitTheirVROrAreRefused()
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SmallestImagePixelValue, -5)
            .Set(DicomTag.InstanceNumber, 12)
            .Set(DicomTag.SliceThickness, 1.0 / 3)
            .Set(DicomTag.WindowCenter, 40, 400)
            .Set(DicomTag.FrameIncrementPointer, DicomTag.FrameTime);
        Assert.Equal(DicomVR.SS, dataset[DicomTag.SmallestImagePixelValue]!.VR);
        Assert.Equal(-5, dataset.GetInt32(DicomTag.SmallestImagePixelValue));
        Assert.Equal(12, dataset.GetInt32(DicomTag.InstanceNumber));
        Assert.True(dataset.GetString(DicomTag.SliceThickness)!.Length <= 16);
        Assert.Equal(1.0 / 3, dataset.GetDouble(DicomTag.SliceThickness)!.Value, 1e-12);
        Assert.Equal([40.0, 400.0], dataset.GetDoubles(DicomTag.WindowCenter));
        Assert.Equal(DicomTag.FrameTime, dataset.GetTag(DicomTag.FrameIncrementPointer));
        Assert.Throws<ArgumentException>(() => dataset.Set(DicomTag.Rows, 70_000));
        Assert.Throws<ArgumentException>(() => dataset.Set(DicomTag.Rows, "many"));
        Assert.Throws<ArgumentException>(() => dataset.Set(new DicomTag(0x0009, 0x1001), "no VR known"));
    }

    [Fact]
    public void SetFragments_Frames_GetTheirOffsetTable()
    {
        var dataset = new DicomDataset().SetFragments(DicomTag.PixelData, new byte[] { 1, 2, 3 }, new byte[] { 4, 5 });
        var bytes = DicomDatasetWriter.Write(dataset, DicomTransferSyntax.JPEGBaseline1);
        Assert.Equal(
            "E07F10004F420000FFFFFFFF" + "FEFF00E008000000000000000C000000" + "FEFF00E00400000001020300" + "FEFF00E0020000000405" + "FEFFDDE000000000",
            Convert.ToHexString(bytes));
        var read = DicomDatasetReader.Read(bytes, DicomTransferSyntax.JPEGBaseline1);
        var pixels = Assert.IsType<DicomFragmentSequence>(read[DicomTag.PixelData]);
        Assert.Equal(8, pixels.OffsetTable.Length);
        Assert.Equal([4, 5], pixels.Fragments[1].ToMemory().ToArray());
        var refusal = Assert.Throws<InvalidOperationException>(() => DicomDatasetWriter.Write(read, DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Contains("must be decoded", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ChangedItem_LeavesItsNeighboursAsTheyStood()
    {
        var dataset = DicomDatasetReader.Read(ForeignDatasets.ExplicitBig, DicomTransferSyntax.ExplicitVRBigEndian);
        dataset.GetItems(DicomTag.AnatomicRegionSequence)[0].Set(DicomTag.CodeValue, "T-A0200");
        var expected = Convert.ToHexString(ForeignDatasets.ExplicitBig).Replace("542D4130313030", "542D4130323030", StringComparison.Ordinal);
        Assert.Equal(expected, Convert.ToHexString(DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRBigEndian)));
    }

    [Fact]
    public void Write_ValueTooLongForItsVR_BecomesUn()
    {
        // PS3.5 6.2.2: a 16-bit length cannot tell of it.
        var dataset = new DicomDataset().Set(DicomTag.PixelSpacing, Enumerable.Repeat("1234567", 10_000).ToArray());
        var implicitBytes = DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ImplicitVRLittleEndian);
        var read = DicomDatasetReader.Read(implicitBytes, DicomTransferSyntax.ImplicitVRLittleEndian);
        var bytes = DicomDatasetWriter.Write(read, DicomTransferSyntax.ExplicitVRBigEndian);
        var again = DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRBigEndian);
        Assert.Equal(DicomVR.UN, again[DicomTag.PixelSpacing]!.VR);
        Assert.Equal(10_000, again.GetDoubles(DicomTag.PixelSpacing).Count);
    }

    [Fact]
    public void Write_SequenceInACircle_IsRefused()
    {
        var dataset = new DicomDataset();
        dataset.SetSequence(DicomTag.AnatomicRegionSequence, dataset);
        Assert.Throws<InvalidOperationException>(() => DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Same(DicomCharacterSet.Default, dataset.CharacterSet);
    }
}
