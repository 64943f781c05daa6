using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class PrivateDictionaryTests
{
    // What the makers' conformance statements say of the elements that diffusion and spectroscopy need.
    [Theory]
    [InlineData("SIEMENS MR HEADER", 0x0019, 0x100C, "IS", "1")]
    [InlineData("SIEMENS MR HEADER", 0x0019, 0x110E, "FD", "3")]
    [InlineData("siemens csa header  ", 0x0029, 0x1010, "OB", "1")]
    [InlineData("SIEMENS MR MRS 05", 0x0021, 0x1403, "FD", "3")]
    [InlineData("GEMS_PARM_01", 0x0043, 0x1039, "IS", "4")]
    [InlineData("GEMS_ACQU_01", 0x0019, 0x10BB, "DS", "1")]
    [InlineData("Philips Imaging DD 001", 0x2001, 0x1003, "FL", "1")]
    [InlineData("Philips MR Imaging DD 001", 0x2005, 0x10B0, "FL", "1")]
    [InlineData("Image Private Header", 0x0065, 0x1009, "FD", "1")]
    public void TryGet_KnownCreator_TellsTheElement(string creator, int group, int element, string vr, string vm)
    {
        Assert.True(PrivateDictionary.TryGet(creator, new DicomTag((ushort)group, (ushort)element), out var entry));
        Assert.Equal((vr, vm), (entry.VR.Code, entry.VM));
        Assert.NotEmpty(entry.Name);
    }

    [Fact]
    public void TryGet_EveryRowOfTheFacts_IsFound()
    {
        var rows = 0;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "facts", "private.tsv")).Where(line => line[0] != '#'))
        {
            var cells = line.Split('\t');
            var tag = new DicomTag(Convert.ToUInt16(cells[1], 16), (ushort)(0x1000 | Convert.ToUInt16(cells[2], 16)));
            Assert.True(PrivateDictionary.TryGet(cells[0], tag, out var entry), line);
            Assert.Equal((cells[3], cells[4], cells[5]), (entry.VR.Code, entry.VM, entry.Name));
            rows++;
        }

        Assert.Equal(rows, PrivateDictionary.Count);
    }

    [Fact]
    public void TryGet_StandardTagsCreatorsAndStrangers_AreNotFound()
    {
        Assert.False(PrivateDictionary.TryGet("SIEMENS MR HEADER", DicomTag.PatientName, out _));
        Assert.False(PrivateDictionary.TryGet("SIEMENS MR HEADER", new DicomTag(0x0019, 0x000C), out _));
        Assert.False(PrivateDictionary.TryGet("NOBODY", new DicomTag(0x0019, 0x100C), out _));
        Assert.False(PrivateDictionary.TryGet("", new DicomTag(0x0019, 0x100C), out _));
    }

    [Fact]
    public void GetValue_PrivateElementWithoutItsVR_IsDecodedAndWrittenBackAsItWas()
    {
        var made = new DicomDataset()
            .Set(new DicomTag(0x0019, 0x0010), DicomVR.LO, "SIEMENS MR HEADER")
            .Set(new DicomTag(0x0019, 0x100C), DicomVR.IS, "1000")
            .Set(new DicomTag(0x0019, 0x100E), DicomVR.FD, "0.5", "-0.25", "1")
            .Set(new DicomTag(0x0019, 0x110C), DicomVR.IS, "1000");
        foreach (var syntax in new[] { DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian })
        {
            var bytes = DicomDatasetWriter.Write(
                DicomDatasetReader.Read(DicomDatasetWriter.Write(made, DicomTransferSyntax.ImplicitVRLittleEndian), DicomTransferSyntax.ImplicitVRLittleEndian), syntax);
            var read = DicomDatasetReader.Read(bytes, syntax);
            Assert.Equal(DicomVR.UN, read[new DicomTag(0x0019, 0x100C)]!.VR);
            Assert.Equal(1000, read.GetInt32(new DicomTag(0x0019, 0x100C)));
            Assert.Equal([0.5, -0.25, 1], read.GetDoubles(new DicomTag(0x0019, 0x100E)));

            // Another block has no creator here, and so no meaning.
            Assert.Equal(DicomVR.UN, read[new DicomTag(0x0019, 0x110C)]!.MeaningVR);
            read.Set(DicomTag.PatientID, "x").Remove(DicomTag.PatientID);
            Assert.Equal(bytes, DicomDatasetWriter.Write(read, syntax));
        }
    }

    [Fact]
    public void GetDouble_DiffusionOfPhilipsInImplicitVR_IsItsNumber()
    {
        var found = 0;
        foreach (var path in Corpus.Files())
        {
            using var file = DicomFile.Open(path);
            if (file.Dataset.GetPrivateCreator(new DicomTag(0x2001, 0x1003)) is "Philips Imaging DD 001"
                && file.Dataset[new DicomTag(0x2001, 0x1003)] is { VR.Code: "UN" } element)
            {
                Assert.Equal(DicomVR.FL, element.MeaningVR);
                Assert.InRange(file.Dataset.GetDouble(element.Tag) ?? -1, 0, 10_000);
                found++;
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{found} diffusion b-factors of representation UN");
    }
}
