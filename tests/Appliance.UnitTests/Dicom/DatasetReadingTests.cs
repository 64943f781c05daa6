using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class DatasetReadingTests
{
    private static readonly DicomTag PrivateDoubles = new(0x0009, 0x1001);
    private static readonly DicomTag PrivateUnknown = new(0x0009, 0x1002);

    public static TheoryData<string> Layouts => ["explicit little", "explicit big", "implicit little"];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Read_ForeignBytes_GivesTheValuesTheyWereMadeFrom(string layout)
    {
        var dataset = Read(layout);
        Assert.Equal("MR", dataset.GetString(DicomTag.Modality));
        Assert.Equal("Müller^Jörg", dataset.GetString(DicomTag.PatientName));
        Assert.Equal(258, dataset.GetInt32(DicomTag.Rows));
        Assert.Equal([1.0, 65538.0], dataset.GetDoubles(DicomTag.DimensionIndexValues));
        Assert.Equal(65538, dataset.GetInt32(DicomTag.DimensionIndexValues, 1));
        Assert.Null(dataset.GetInt32(DicomTag.DimensionIndexValues, 2));
        Assert.Equal([1, 2, 3, 4], dataset.GetBytes(PrivateUnknown).ToArray());
        var items = dataset.GetItems(DicomTag.AnatomicRegionSequence);
        Assert.Equal(2, items.Count);
        Assert.Equal("T-A0100", items[0].GetString(DicomTag.CodeValue));
        Assert.Equal("ok", items[1].GetItems(DicomTag.ConceptNameCodeSequence)[0].GetString(DicomTag.CodeMeaning));
        if (layout != "implicit little")
        {
            Assert.Equal([1.5, -2.0], dataset.GetDoubles(PrivateDoubles));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Write_ForeignBytesIntoEachOtherLayout_SaysTheSame(string layout)
    {
        var dataset = Read(layout);
        foreach (var (name, bytes, syntax) in All)
        {
            var written = DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, syntax), syntax);
            DatasetAssert.SameElements(dataset, written);
            if (name == layout)
            {
                Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, syntax));
            }
        }
    }

    [Fact]
    public void Write_BigEndianIntoLittleEndianWithLengths_EqualsForeignBytes()
    {
        // The big endian fixture has delimiters; built anew with lengths it must be byte for byte what pydicom writes in little endian.
        var dataset = WithLengths(Read("explicit big"));
        Assert.Equal(ForeignDatasets.ExplicitLittle, DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    [Fact]
    public void Read_UnOfUndefinedLength_HoldsItemsInImplicitVR()
    {
        // PS3.5 6.2.2, inside explicit big endian, where only the UN's own header is big endian.
        var bytes = Convert.FromHexString(
            "00091001" + "554E0000" + "FFFFFFFF" +
            "FEFF00E0" + "FFFFFFFF" + "08000401" + "02000000" + "6F6B" + "FEFF0DE0" + "00000000" + "FEFFDDE0" + "00000000" +
            "00100020" + "4C4F0002" + "3120");
        var dataset = DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRBigEndian);
        var item = Assert.Single(dataset.GetItems(new DicomTag(0x0009, 0x1001)));
        Assert.Equal("ok", item.GetString(DicomTag.CodeMeaning));
        Assert.Equal("1", dataset.GetString(DicomTag.PatientID));
        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRBigEndian));
    }

    [Fact]
    public void Read_DuplicatesAndDisorder_KeepsAllAndFindsTheFirst()
    {
        var bytes = Convert.FromHexString("100020004C4F02004120" + "08006000435302004354" + "100020004C4F02004220");
        var dataset = DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(3, dataset.Count);
        Assert.Equal("A", dataset.GetString(DicomTag.PatientID));
        Assert.Equal("CT", dataset.GetString(DicomTag.Modality));
        dataset.Set(DicomTag.StudyID, "7");
        dataset.Remove(DicomTag.StudyID);
        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    [Theory]
    [InlineData("10002000", "the data end inside the header", "")] // header cut short
    [InlineData("100020004C4F08004142", "says it has 8 bytes and 2 are left", "(0010,0020)")]
    [InlineData("08001822535100000C000000FEFF00E01000000000000000100020004C4F02004120", "more than what encloses it", "(0008,2218)")] // item longer than its sequence
    [InlineData("080018225351000008000000100020004C4F0000", "neither an item nor its end", "(0008,2218)")]
    [InlineData("FEFF00E000000000", "stands outside any sequence", "")]
    [InlineData("0800182253510000FFFFFFFFFEFF00E000000000", "delimiter should have come", "(0008,2218)[0]")]
    [InlineData("E07F10004F420000FFFFFFFFFEFF00E0FFFFFFFF", "a fragment of encapsulated data has no length", "(7FE0,0010)")]
    public void Read_BrokenBytes_TellsWhatAndWhere(string hex, string words, string path)
    {
        var fault = Assert.Throws<DicomFormatException>(
            () => DicomDatasetReader.Read(Convert.FromHexString(hex), DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Equal(path, fault.TagPath);
        Assert.InRange(fault.Offset, 0, hex.Length / 2);
    }

    [Fact]
    public void Read_NestedBeyondTheLimit_IsRefusedWithoutRecursion()
    {
        var level = Convert.FromHexString("0800182253510000FFFFFFFFFEFF00E0FFFFFFFF");
        var bytes = Enumerable.Repeat(level, 100_000).SelectMany(static part => part).ToArray();
        var fault = Assert.Throws<DicomFormatException>(() => DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRLittleEndian));
        Assert.Contains("nested deeper", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BrokenSequenceWithALength_IsKeptAsBytesAndTheRestIsRead()
    {
        var bytes = Convert.FromHexString("080018225351000008000000" + "DEADBEEFDEADBEEF" + "100020004C4F02004120");
        var options = new DicomReadOptions { KeepReadable = true };
        var dataset = DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRLittleEndian, options);
        Assert.Equal("A", dataset.GetString(DicomTag.PatientID));
        Assert.Equal(8, dataset.GetBytes(DicomTag.AnatomicRegionSequence).Length);
        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    private static (string Name, byte[] Bytes, DicomTransferSyntax Syntax)[] All =>
    [
        ("explicit little", ForeignDatasets.ExplicitLittle, DicomTransferSyntax.ExplicitVRLittleEndian),
        ("explicit big", ForeignDatasets.ExplicitBig, DicomTransferSyntax.ExplicitVRBigEndian),
        ("implicit little", ForeignDatasets.ImplicitLittle, DicomTransferSyntax.ImplicitVRLittleEndian),
    ];

    private static DicomDataset Read(string layout)
    {
        var (_, bytes, syntax) = All.Single(one => one.Name == layout);
        return DicomDatasetReader.Read(bytes, syntax);
    }

    private static DicomDataset WithLengths(DicomDataset dataset)
    {
        var copy = new DicomDataset();
        foreach (var element in dataset)
        {
            copy.Add(element is DicomSequence sequence ? new DicomSequence(element.Tag, [.. sequence.Items.Select(WithLengths)]) : element);
        }

        return copy;
    }
}
