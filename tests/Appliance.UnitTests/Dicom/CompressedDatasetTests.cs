using Appliance.Dicom;
using Appliance.Tests;
using ICSharpCode.SharpZipLib.BZip2;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Data sets that are compressed as a whole.</summary>
public sealed class CompressedDatasetTests
{
    private static readonly DicomTransferSyntax Deflated = DicomTransferSyntax.DeflatedExplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Bzip2 = DicomTransferSyntax.PixelMedBzip2;

    [Fact]
    public void Read_StreamPackedByPythonsBz2_GivesTheDataSet()
    {
        // bz2.compress(ForeignDatasets.ExplicitLittle[:28]) of Python 3.11: the character set and the modality.
        var packed = Convert.FromHexString(PythonBz2);
        var dataset = DicomDatasetReader.Read(packed, Bzip2);
        Assert.Equal(ForeignDatasets.ExplicitLittle[..28], DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    public static TheoryData<string> Contents => ["periodic", "alternating", "random", "zeros", "runs", "fibonacci", "one"];

    [Theory]
    [MemberData(nameof(Contents))]
    public void Bzip2Stream_AnyContent_IsUnpackedByAnotherLibrary(string content)
    {
        var bytes = Make(content);
        using var packed = new MemoryStream();
        using (var packer = new Bzip2Stream(packed))
        {
            packer.Write(bytes);
        }

        packed.Position = 0;
        using var unpacked = new MemoryStream();
        BZip2.Decompress(packed, unpacked, isStreamOwner: false);
        Assert.True(bytes.AsSpan().SequenceEqual(unpacked.ToArray()));
    }

    [Fact]
    public void Read_BeyondTheRatio_IsRefused()
    {
        foreach (var syntax in new[] { Deflated, Bzip2 })
        {
            var blank = new DicomDataset().SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[3_000_000]);
            var packed = DicomDatasetWriter.Write(blank, syntax);
            var options = new DicomReadOptions { InflateFloor = 100_000, MaxInflateRatio = 50 };
            var fault = Assert.Throws<DicomFormatException>(() => DicomDatasetReader.Read(packed, syntax, options));
            Assert.Contains("50 times", fault.Message, StringComparison.Ordinal);
            fault = Assert.Throws<DicomFormatException>(
                () => DicomDatasetReader.Read(packed, syntax, new DicomReadOptions { MaxInflated = 1_000_000 }));
            Assert.Contains("1000000 bytes", fault.Message, StringComparison.Ordinal);
            Assert.Equal(3_000_000, DicomDatasetReader.Read(packed, syntax).GetBytes(DicomTag.PixelData).Length);
        }
    }

    [Fact]
    public void Read_StopBefore_InflatesNoFurther()
    {
        foreach (var syntax in new[] { Deflated, Bzip2 })
        {
            var dataset = new DicomDataset().Set(DicomTag.PatientID, "7").SetBytes(DicomTag.PixelData, DicomVR.OB, Make("random"));
            var packed = DicomDatasetWriter.Write(dataset, syntax);
            using var inflated = Inflater.Open(new MemoryByteSource(packed), 0, syntax, DicomReadOptions.Default);
            var head = DatasetBuilder.Build(
                inflated, 0, syntax, DicomEncoding.ExplicitLittle, new DicomReadOptions { StopBefore = DicomTag.PixelData }, false, out _);
            Assert.Equal("7", head.GetString(DicomTag.PatientID));
            Assert.False(inflated.IsComplete);
            Assert.InRange(inflated.KnownLength, 1, 300_000);
        }
    }

    [Fact]
    public void Write_UntouchedDeflatedFile_IsNotPackedAnew()
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf("transfer-syntax/deflated/image_dfl.dcm"));
        using var file = DicomFile.Parse(bytes);
        using var stream = new MemoryStream();
        file.Write(stream);
        Assert.Equal(bytes, stream.ToArray());
        file.Dataset.Set(DicomTag.PatientID, "7");
        using var changed = new MemoryStream();
        file.Write(changed);
        using var again = DicomFile.Parse(changed.ToArray());
        Assert.Equal(Deflated, again.TransferSyntax);
        DatasetAssert.SameElements(file.Dataset, again.Dataset);
    }

    [Fact]
    public void Open_DeflateStreamCutOrBroken_KeepsWhatCameOutAndTells()
    {
        var bytes = File.ReadAllBytes(Corpus.PathOf("transfer-syntax/deflated/image_dfl.dcm"));
        using var cut = DicomFile.Parse(bytes.AsMemory(0, bytes.Length / 2));
        Assert.NotNull(cut.Note);
        Assert.NotNull(cut.Dataset.GetString(DicomTag.SOPInstanceUID));
        Assert.IsType<DicomValueElement>(cut.Dataset[DicomTag.PixelData]);
    }

    private static byte[] Make(string content)
    {
        var bytes = new byte[1_200_000];
        switch (content)
        {
            case "periodic":
                return [.. bytes.Select(static (_, i) => (byte)(i % 251))];
            case "alternating":
                return [.. bytes.Select(static (_, i) => (byte)(i & 1))];
            case "random":
                new Random(5).NextBytes(bytes);
                return bytes;
            case "zeros":
                return bytes;
            case "runs":
                // Runs of every length around those that the format writes in another way.
                return [.. Enumerable.Range(1, 600).SelectMany(static run => Enumerable.Repeat((byte)run, run))];
            case "fibonacci":
                var (one, two) = (new List<byte> { 1 }, new List<byte> { 1, 2 });
                while (two.Count < 400_000)
                {
                    (one, two) = (two, [.. two, .. one]);
                }

                return [.. two];
            default:
                return [42];
        }
    }

    private const string PythonBz2 =
        "425A6839314159265359ED9EEB160000045F0052504000600008229800C0002000314C001342261A4343D23DC01064EDD9AA825AA492516C7C5DC914E14243B67BAC58";
}
