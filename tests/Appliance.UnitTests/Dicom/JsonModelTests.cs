using System.Text;
using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>The DICOM JSON model, clause by clause of PS3.18 annex F.</summary>
public sealed class JsonModelTests
{
    [Fact]
    public void Write_EachKindOfValue_HasTheFormOfItsClause()
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192")
            .Set(DicomTag.ImageType, "ORIGINAL", "", "AXIAL")
            .Set(DicomTag.PatientName, "Yamada^Tarou=山田^太郎=やまだ^たろう", "", "Doe^J")
            .Set(DicomTag.PatientID, Array.Empty<string>())
            .Set(DicomTag.PatientComments, "a\\b \"c\"")
            .Set(DicomTag.ImagePositionPatient, "+1.50", "-.5", "007")
            .Set(DicomTag.NumberOfFrames, "many")
            .Set(DicomTag.InstanceNumber, "12")
            .Set(DicomTag.Rows, 512)
            .Set(DicomTag.FrameIncrementPointer, DicomTag.FrameTime)
            .Set(DicomTag.DiffusionBValue, 0.1, double.NaN)
            .SetSequence(DicomTag.ReferencedStudySequence, new DicomDataset().Set(DicomTag.ReferencedSOPInstanceUID, "1.2.3"), new DicomDataset())
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 2, 3, 4 });
        dataset.Set(new DicomTag(0x0008, 0x0000), 99);
        Assert.Equal(
            """
            {"00080005":{"vr":"CS","Value":["ISO_IR 192"]},
            "00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]},
            "00081110":{"vr":"SQ","Value":[{"00081155":{"vr":"UI","Value":["1.2.3"]}},{}]},
            "00100010":{"vr":"PN","Value":[{"Alphabetic":"Yamada^Tarou","Ideographic":"山田^太郎","Phonetic":"やまだ^たろう"},null,{"Alphabetic":"Doe^J"}]},
            "00100020":{"vr":"LO"},
            "00104000":{"vr":"LT","Value":["a\\b \"c\""]},
            "00189087":{"vr":"FD","Value":[0.1,"NaN"]},
            "00200013":{"vr":"IS","Value":[12]},
            "00200032":{"vr":"DS","Value":[1.50,-0.5,7]},
            "00280008":{"vr":"IS","Value":["many"]},
            "00280009":{"vr":"AT","Value":["00181063"]},
            "00280010":{"vr":"US","Value":[512]},
            "7FE00010":{"vr":"OW","InlineBinary":"AQIDBA=="}}
            """.ReplaceLineEndings(""),
            DicomJson.WriteText(dataset));
    }

    [Fact]
    public void Write_BigEndian_GivesNumbersAndLittleEndianBytes()
    {
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRBigEndian)
            .Set(DicomTag.Rows, 258)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 2, 3, 4 });
        Assert.Equal("""{"00280010":{"vr":"US","Value":[258]},"7FE00010":{"vr":"OW","InlineBinary":"AgEEAw=="}}""", DicomJson.WriteText(dataset));
    }

    [Fact]
    public void Write_WholeNumbersThatDoublesWouldRound_AreStrings()
    {
        var dataset = new DicomDataset().Set(new DicomTag(0x0009, 0x1001), DicomVR.UV, "18446744073709551615", "5");
        var text = DicomJson.WriteText(dataset);
        Assert.Equal("""{"00091001":{"vr":"UV","Value":["18446744073709551615",5]}}""", text);
        Assert.Equal("18446744073709551615\\5", DicomJson.Read(Encoding.UTF8.GetBytes(text)).GetText(new DicomTag(0x0009, 0x1001)));
    }

    [Fact]
    public void Write_LongAndEncapsulatedValues_AreReferredTo()
    {
        var bytes = DicomDatasetWriter.Write(
            new DicomDataset().SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[100]), DicomTransferSyntax.ExplicitVRLittleEndian);
        var dataset = DicomDatasetReader.Read(bytes, DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(
            """{"7FE00010":{"vr":"OB","BulkDataURI":"?offset=12&length=100"}}""", DicomJson.WriteText(dataset, new DicomJsonOptions { LongestInline = 99 }));
        var made = new DicomDataset().SetFragments(DicomTag.PixelData, new byte[4]);
        Assert.Throws<InvalidOperationException>(() => DicomJson.Write(made));
        Assert.Equal(
            """{"7FE00010":{"vr":"OB","BulkDataURI":"frames/1"}}""", DicomJson.WriteText(made, new DicomJsonOptions { BulkUri = _ => "frames/1" }));
    }

    [Theory]
    [InlineData("ISO_IR 100", "Äneas", "ISO_IR 100")]
    [InlineData("ISO_IR 100", "Διονυσιος", "ISO_IR 192")]
    [InlineData(null, "Διονυσιος", "ISO_IR 192")]
    [InlineData(null, "Aeneas", null)]
    public void Read_CharacterSet_StaysWhereItHoldsTheText(string? given, string name, string? expected)
    {
        var set = given is null ? "" : $$""" "00080005":{"vr":"CS","Value":["{{given}}"]}, """;
        var dataset = DicomJson.Read(Encoding.UTF8.GetBytes($$"""{ {{set}} "00100010":{"Value":[{"Alphabetic":"{{name}}"}],"vr":"PN"} }"""));
        Assert.Equal(expected, dataset.GetString(DicomTag.SpecificCharacterSet));
        var written = DicomDatasetReader.Read(
            DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ImplicitVRLittleEndian), DicomTransferSyntax.ImplicitVRLittleEndian);
        Assert.Equal(name, written.GetString(DicomTag.PatientName));
    }

    [Fact]
    public void Read_FormsOfOtherWriters_AreUnderstood()
    {
        var dataset = DicomJson.Read("""
            [{"00200032":{"vr":"DS","Value":[0.30000000000000004,"1.5",null]},"00280010":{"vr":"US","Value":[5.12e2]},
              "00081110":{"vr":"SQ","Value":[null,{}]},"0020000d":{"vr":"UI","Value":["1.2"]},"00280008":{"vr":"IS","Value":["3"]}}]
            """u8);
        Assert.Equal(["0.3", "1.5", ""], dataset.GetStrings(DicomTag.ImagePositionPatient));
        Assert.Equal(512, dataset.GetInt32(DicomTag.Rows));
        Assert.Equal(2, dataset.GetItems(DicomTag.ReferencedStudySequence).Count);
        Assert.Equal("1.2", dataset.GetString(DicomTag.StudyInstanceUID));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("{", "", 1)]
    [InlineData("""{"00100010":{"vr":"PN","Value":[{"Alphabetic":"A"}]}""", "", 52)]
    [InlineData("""{"00100020":{"vr":"LO","Value":["A",]}}""", "(0010,0020)", 36)]
    [InlineData("""{"0010002":{"vr":"LO"}}""", "no tag", 1)]
    [InlineData("""{"00100020":{"Value":["A"]}}""", "no vr", 12)]
    [InlineData("""{"00100020":{"vr":"QQ"}}""", "'QQ'", 12)]
    [InlineData("""{"00100020":{"vr":"LO","Value":"A"}}""", "array", 31)]
    [InlineData("""{"00100020":{"vr":"LO","Value":[1]}}""", "a number", 32)]
    [InlineData("""{"00100020":{"vr":"LO","value":["A"]}}""", "'value'", 31)]
    [InlineData("""{"00100020":{"vr":"LO"},"00100020":{"vr":"LO"}}""", "twice", -1)]
    [InlineData("""{"00280010":{"vr":"US","Value":[70000]}}""", "70000", -1)]
    [InlineData("""{"00280010":{"vr":"US","Value":["A"]}}""", "no whole number", -1)]
    [InlineData("""{"7FE00010":{"vr":"OB","InlineBinary":"#"}}""", "base64", -1)]
    [InlineData("""{"7FE00010":{"vr":"OB","BulkDataURI":"http://x/1"}}""", "http://x/1", -1)]
    [InlineData("""{"00081110":{"vr":"SQ","Value":[{"00100020":{"vr":"LO","Value":[true]}}]}}""", "(0008,1110).(0010,0020)", -1)]
    [InlineData("""{"00100020":{"vr":"LO","Value":["\ud800"]}}""", "(0010,0020)", 32)]
    [InlineData("""{"00080005":{"vr":"CS"}} {}""", "", -1)]
    [InlineData("[{},{}]", "array of 2", 0)]
    public void Read_BadText_IsOneErrorWithWordsAndPlace(string text, string words, int offset)
    {
        var fault = Assert.Throws<DicomFormatException>(() => DicomJson.Read(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.True(offset < 0 ? fault.Offset >= 0 : fault.Offset == offset, $"offset {fault.Offset}: {fault.Message}");
    }

    [Fact]
    public void Read_NestedBeyondTheLimit_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"00081110":{"vr":"SQ","Value":[""", 100_000));
        Assert.Throws<DicomFormatException>(() => DicomJson.Read(Encoding.UTF8.GetBytes(deep)));
        var five = string.Concat(Enumerable.Repeat("""{"00081110":{"vr":"SQ","Value":[""", 5)) + "{}" + string.Concat(Enumerable.Repeat("]}}", 5));
        var bytes = Encoding.UTF8.GetBytes(five);
        Assert.Single(DicomJson.Read(bytes, new DicomJsonOptions { MaxDepth = 5 }));
        Assert.Contains("deeper than 4", Assert.Throws<DicomFormatException>(() => DicomJson.Read(bytes, new DicomJsonOptions { MaxDepth = 4 })).Message);
        Assert.Throws<DicomFormatException>(() => DicomJson.Read(bytes, new DicomJsonOptions { MaxElements = 9 }));
    }

    [Fact]
    public void Read_AnyDamage_IsAFaultOrADataSet()
    {
        var text = DicomJson.Write(new DicomDataset()
            .Set(DicomTag.PatientName, "A^B=C")
            .Set(DicomTag.ImagePositionPatient, "1", "2.5", "3e4")
            .SetSequence(DicomTag.ReferencedStudySequence, new DicomDataset().Set(DicomTag.Rows, 5))
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[] { 1, 2, 3 }));
        var random = new Random(7);
        var faults = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = text.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                DicomDatasetWriter.Write(DicomJson.Read(damaged.AsSpan(..random.Next(damaged.Length + 1))), DicomTransferSyntax.ExplicitVRLittleEndian);
            }
            catch (DicomFormatException)
            {
                faults++;
            }
        }

        Assert.InRange(faults, 10_000, 20_000);
    }
}
