using System.Text;
using Appliance.Dicom;
using Appliance.Imaging;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Oddities of real files that no corpus file shows alone: each is read for what it means, and written back as it was.</summary>
public sealed class OddFileTests
{
    private static readonly DicomTransferSyntax Explicit = DicomTransferSyntax.ExplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Implicit = DicomTransferSyntax.ImplicitVRLittleEndian;

    [Fact]
    public void Open_MetaInBigEndian_IsReadAndKept()
    {
        // Meta information is explicit little endian by PS3.10 7.1; some writers of big endian files turn it too.
        var meta = new DicomDataset(DicomTransferSyntax.ExplicitVRBigEndian)
            .Set(DicomTag.MediaStorageSOPClassUID, DicomUID.CTImageStorage)
            .Set(DicomTag.TransferSyntaxUID, "1.2.840.10008.1.2.2");
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRBigEndian).Set(DicomTag.PatientID, "big").Set(DicomTag.Rows, 258);
        byte[] bytes =
        [
            .. new byte[128], .. "DICM"u8,
            .. DicomDatasetWriter.Write(meta, DicomTransferSyntax.ExplicitVRBigEndian),
            .. DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRBigEndian),
        ];
        using var file = DicomFile.Parse(bytes);
        Assert.Equal((DicomTransferSyntax.ExplicitVRBigEndian, "big", 258), (file.TransferSyntax, file.Dataset.GetString(DicomTag.PatientID), file.Dataset.GetInt32(DicomTag.Rows)));
        Assert.Equal(bytes, Written(file));
    }

    [Theory]
    [InlineData("FEFF0DE000000000", "")] // an item delimiter inside an item of defined length
    [InlineData("", "FEFFDDE000000000")] // a sequence delimiter inside a sequence of defined length
    [InlineData("FEFF0DE000000000", "FEFFDDE000000000")]
    public void Read_DelimitersInDefinedLengths_EndWhatTheyStandIn(string inItem, string inSequence)
    {
        byte[] element = [0x10, 0, 0x20, 0, (byte)'L', (byte)'O', 2, 0, .. "ID"u8];
        byte[] itemEnd = Convert.FromHexString(inItem);
        byte[] item = [0xFE, 0xFF, 0x00, 0xE0, (byte)(element.Length + itemEnd.Length), 0, 0, 0, .. element, .. itemEnd];
        byte[] end = Convert.FromHexString(inSequence);
        byte[] bytes =
        [
            8, 0, 0x10, 0x11, (byte)'S', (byte)'Q', 0, 0, (byte)(item.Length + end.Length), 0, 0, 0, .. item, .. end,
            0x28, 0, 0x10, 0, (byte)'U', (byte)'S', 2, 0, 7, 0,
        ];
        var dataset = DicomDatasetReader.Read(bytes, Explicit, new DicomReadOptions { KeepReadable = true });
        Assert.Equal("ID", Assert.Single(dataset.GetItems(DicomTag.ReferencedStudySequence)).GetString(DicomTag.PatientID));
        Assert.Equal(7, dataset.GetInt32(DicomTag.Rows));
        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, Explicit));

        // In another encoding the delimiters say nothing, and what they stood in is the same.
        var elsewhere = DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, Implicit), Implicit);
        Assert.Equal("ID", Assert.Single(elsewhere.GetItems(DicomTag.ReferencedStudySequence)).GetString(DicomTag.PatientID));
        Assert.Equal(7, elsewhere.GetInt32(DicomTag.Rows));
    }

    [Fact]
    public void Read_OtherVRThanTheDictionarys_IsTakenAtItsWord()
    {
        var dataset = new DicomDataset()
            .SetBytes(DicomTag.PatientID, DicomVR.OB, "ID"u8.ToArray())
            .SetBytes(DicomTag.InstanceNumber, DicomVR.UN, "12"u8.ToArray())
            .Set(DicomTag.Rows, DicomVR.IS, "512");
        var bytes = DicomDatasetWriter.Write(dataset, Explicit);
        var read = DicomDatasetReader.Read(bytes, Explicit);
        Assert.Equal((DicomVR.OB, DicomVR.UN, DicomVR.IS), (read[DicomTag.PatientID]!.VR, read[DicomTag.InstanceNumber]!.VR, read[DicomTag.Rows]!.VR));
        Assert.Equal("ID"u8.ToArray(), read.GetBytes(DicomTag.PatientID).ToArray());
        Assert.Equal((12, 512), (read.GetInt32(DicomTag.InstanceNumber), read.GetInt32(DicomTag.Rows)));
        Assert.Equal(bytes, DicomDatasetWriter.Write(read, Explicit));
    }

    [Fact]
    public void Write_ValueTooLongForItsVR_IsCarriedAsUnAndStillText()
    {
        // PS3.5 6.2.2: 16 bits cannot tell 70000.
        var long70000 = new string('A', 70_000);
        var read = DicomDatasetReader.Read(DicomDatasetWriter.Write(new DicomDataset().Set(DicomTag.PatientComments, long70000), Implicit), Implicit);
        Assert.Equal(DicomVR.LT, read[DicomTag.PatientComments]!.VR);
        var back = DicomDatasetReader.Read(DicomDatasetWriter.Write(read, Explicit), Explicit);
        Assert.Equal((DicomVR.UN, long70000), (back[DicomTag.PatientComments]!.VR, back.GetString(DicomTag.PatientComments)));
    }

    [Fact]
    public void Open_TrailingPadding_IsAnElementAndZerosBehindAreKept()
    {
        var dataset = new DicomDataset().Set(DicomTag.SOPInstanceUID, "1.2").SetBytes(DicomTag.DataSetTrailingPadding, DicomVR.OB, new byte[64]);
        byte[] bytes =
        [
            .. DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2"), Explicit), .. DicomDatasetWriter.Write(dataset, Explicit), .. new byte[100],
        ];
        using var file = DicomFile.Parse(bytes);
        Assert.Equal(2, file.Dataset.Count);
        Assert.Equal(bytes, Written(file));
    }

    [Fact]
    public void Open_SparseFileOfFourGibibytes_ReadsHeaderAndOneFrameInLittleMemory()
    {
        const int side = 512;
        const int frameBytes = side * side * 2;
        const int frames = 8191;
        const int asked = 5000;
        var head = DicomDatasetWriter.Write(
            new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.SOPInstanceUID, "1.2").Set(DicomTag.NumberOfFrames, frames)
                .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.Rows, side).Set(DicomTag.Columns, side)
                .Set(DicomTag.BitsAllocated, 16).Set(DicomTag.BitsStored, 16).Set(DicomTag.HighBit, 15).Set(DicomTag.PixelRepresentation, 0),
            Explicit);
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = new FileStream(path, FileMode.Create, FileAccess.Write))
            {
                stream.Write(DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2"), Explicit));
                stream.Write(head);
                stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, .. BitConverter.GetBytes((uint)((long)frames * frameBytes))]);
                var pixels = stream.Position;
                stream.SetLength(pixels + ((long)frames * frameBytes));
                stream.Position = pixels + ((long)asked * frameBytes);
                stream.Write(Encoding.ASCII.GetBytes("here"));
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            using var file = DicomFile.Open(path);
            var image = DicomImage.Open(file.Dataset);
            var frame = image.GetFrame(asked);
            Assert.Equal("here"u8, frame.Data.Span[..4]);
            Assert.Equal((frames, frameBytes), (image.NumberOfFrames, frame.Data.Length));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, frameBytes, 4 << 20);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Written(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }
}
