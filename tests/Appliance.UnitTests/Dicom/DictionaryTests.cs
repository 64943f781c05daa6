using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class DictionaryTests
{
    private static readonly string Facts = Path.Combine(AppContext.BaseDirectory, "facts");

    private static IReadOnlyList<string[]> Elements => Rows("elements.tsv");

    private static IReadOnlyList<string[]> Uids => Rows("uids.tsv");

    [Fact]
    public void Generate_FromTheFacts_GivesWhatIsCommitted()
    {
        var files = DictionaryGenerator.Generate(
            File.ReadAllText(Path.Combine(Facts, "elements.tsv")),
            File.ReadAllText(Path.Combine(Facts, "uids.tsv")),
            File.ReadAllText(Path.Combine(Facts, "private.tsv"))).ToList();
        Assert.Equal(5, files.Count);
        foreach (var (name, text) in files)
        {
            Assert.True(text == File.ReadAllText(Path.Combine(Facts, name)).ReplaceLineEndings("\n"), $"{name} is not what the facts say: run Generate.cs");
        }
    }

    [Fact]
    public void TryGet_EveryElementOfTheFacts_IsFoundByTagKeywordAndName()
    {
        Assert.True(Elements.Count > 5000, $"{Elements.Count} elements");
        Assert.Equal(Elements.Count, DicomDictionary.Count);
        var plain = Elements.Select(row => row[0]).ToHashSet();
        foreach (var row in Elements)
        {
            // A pattern such as 0028,04x0 leaves 0028,0400 to the element that has that very tag.
            var lowest = row[0].Replace('x', '0');
            var open = row[0].LastIndexOf('x');
            var taken = open >= 0 && (plain.Contains(lowest) || lowest.EndsWith("0000", StringComparison.Ordinal));
            Assert.True(DicomTag.TryParse(taken ? lowest[..open] + "1" + lowest[(open + 1)..] : lowest, out var tag), row[0]);
            Assert.True(DicomDictionary.TryGet(tag, out var entry), row[0]);
            Assert.Equal((row[3], row[5], row[2], row[4] == "retired"), (entry.Keyword, entry.Name, entry.VM, entry.Retired));
            Assert.Equal(row[1], string.Join('|', new[] { entry.VR, entry.AlternativeVR, entry.ThirdVR }.Where((vr, i) => i == 0 || vr != DicomVR.None)
                .Select(vr => vr == DicomVR.None ? "-" : vr.Code)));
            Assert.True(DicomDictionary.TryGetVR(tag, out var first));
            Assert.Equal(entry.VR, first);
            if (row[3].Length > 0)
            {
                Assert.True(DicomDictionary.TryGet(row[3].ToUpperInvariant(), out var byKeyword), row[3]);
                Assert.Equal(entry, byKeyword);
            }

            if (row[5].Length > 0 && row[5].All(char.IsAscii))
            {
                Assert.True(DicomDictionary.TryGetByName(row[5], out var byName), row[5]);
                Assert.Equal(row[5], byName.Name, ignoreCase: true);
            }
        }
    }

    [Theory]
    [InlineData(0x60020010, "OverlayRows", "US")]
    [InlineData(0x60FE3000, "OverlayData", "OW")]
    [InlineData(0x50203000, "CurveData", "OW")]
    [InlineData(0x002031AB, "SourceImageIDs", "CS")]
    [InlineData(0x7F200010, "VariablePixelData", "OW")]
    [InlineData(0x10104321, "ZonalMap", "US")]
    [InlineData(0x00280420, "RowsForNthOrderCoefficients", "US")]
    [InlineData(0x10000000, "GenericGroupLength", "UL")]
    [InlineData(0x00090010, "", "LO")]
    [InlineData(0x00090000, "", "UL")]
    [InlineData(0x00080000, "GenericGroupLength", "UL")]
    [InlineData(0xFFFEE000, "Item", "")]
    [InlineData(0x7FE00010, "PixelData", "OW")]
    public void TryGet_ByRule_IsFound(uint tag, string keyword, string vr)
    {
        Assert.True(DicomDictionary.TryGet(new DicomTag(tag), out var entry));
        Assert.Equal((new DicomTag(tag), vr), (entry.Tag, entry.VR.Code));
        Assert.Equal(keyword == "GenericGroupLength" ? "" : keyword, entry.Keyword);
    }

    [Theory]
    [InlineData(0x60011010)]
    [InlineData(0x00091001)]
    [InlineData(0x00180004)]
    public void TryGet_PrivateOrUnassigned_IsNotFound(uint tag)
    {
        Assert.False(DicomDictionary.TryGet(new DicomTag(tag), out _));
        Assert.False(DicomDictionary.TryGetVR(new DicomTag(tag), out var vr));
        Assert.Equal(DicomVR.UN, vr);
    }

    [Theory]
    [InlineData("0010,0010")]
    [InlineData("(0010,0010)")]
    [InlineData("00100010")]
    [InlineData(" patientname ")]
    public void Parse_FormsOfATag_GiveTheTag(string text)
    {
        Assert.Equal(DicomTag.PatientName, DicomTag.Parse(text));
        Assert.Equal("(0010,0010)", DicomTag.Parse(text).ToString());
        Assert.Equal("PatientName", DicomTag.Parse(text).Keyword);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0010,001")]
    [InlineData("0010;0010")]
    [InlineData("PatientNam")]
    [InlineData("+010,0010")]
    public void TryParse_NoTag_IsRefused(string text)
    {
        Assert.False(DicomTag.TryParse(text, out _));
        Assert.Throws<FormatException>(() => DicomTag.Parse(text));
    }

    [Fact]
    public void Uid_EveryRowOfTheFacts_IsFound()
    {
        Assert.True(Uids.Count > 490, $"{Uids.Count} UIDs");
        foreach (var row in Uids)
        {
            var uid = new DicomUID(row[0]);
            Assert.True(uid.IsValid, row[0]);
            Assert.NotEqual(DicomUidType.Unknown, uid.Type);
            Assert.Equal(row[5].Length > 0 ? row[5] : row[0], uid.Name);
            Assert.Equal((row[2], row[3] == "retired", row[4] == "storage"), (uid.Keyword, uid.IsRetired, uid.IsStorageClass));
        }

        Assert.Equal(Uids.Count(row => row[4] == "storage"), DicomUID.StorageClasses.Count);
    }

    // All 79 classes that the conformance statement lists, retired ones among them, without their common root.
    [Fact]
    public void IsStorageClass_ClassesOfTheStatement_AreKnown()
    {
        const string Root = "1.2.840.10008.5.1.4.1.1.";
        const string Classes =
            "1 1.1 1.1.1 1.2 1.2.1 1.3 1.3.1 2 2.1 3 3.1 4 4.1 5 6 6.1 7 7.1 7.2 7.3 7.4 12.1 12.1.1 12.2 12.2.1 12.3 20 " +
            "77.1 77.2 77.1.1 77.1.1.1 77.1.2 77.1.2.1 77.1.3 77.1.4 77.1.4.1 77.1.5.1 77.1.5.2 128 481.1 88.11 88.22 88.33 " +
            "88.4 88.50 88.65 88.40 88.67 88.59 11.1 11.2 11.3 11.4 9.1.1 9.1.2 9.1.3 9.2.1 9.3.1 9.4.1 8 9 10 11 129 481.2 " +
            "481.3 481.4 481.9 481.5 481.8 481.6 481.7 4.2 66 66.1 66.2 77.1.5.3 67 104.1";
        var uids = Classes.Split(' ').Select(number => new DicomUID(Root + number)).ToList();
        Assert.Equal(79, uids.Count);
        Assert.All(uids, uid => Assert.True(uid.IsStorageClass, uid.Value));
        Assert.Empty(uids.Except(DicomUID.StorageClasses));
    }

    [Theory]
    [InlineData("1.2.840.10008.1.1")]
    [InlineData("1.2.840.10008.1.3.10")]
    [InlineData("1.2.840.10008.1.20.1")]
    [InlineData("1.2.840.10008.5.1.4.1.2.2.1")]
    [InlineData("1.2.3")]
    [InlineData("")]
    public void IsStorageClass_Other_IsFalse(string uid) => Assert.False(new DicomUID(uid).IsStorageClass);

    [Theory]
    [InlineData("1.2.840.10008.1.1", true)]
    [InlineData("2.25.0", true)]
    [InlineData("1.02", false)]
    [InlineData("1..2", false)]
    [InlineData("1.2.", false)]
    [InlineData("1.2a", false)]
    [InlineData("3.1", false)]
    [InlineData("", false)]
    public void IsValid_Text_KeepsTheRules(string uid, bool valid) => Assert.Equal(valid, new DicomUID(uid).IsValid);

    [Fact]
    public void IsValid_SixtyFiveCharacters_IsFalse()
    {
        Assert.True(new DicomUID("1." + new string('1', 62)).IsValid);
        Assert.False(new DicomUID("1." + new string('1', 63)).IsValid);
        Assert.False(default(DicomUID).IsValid);
        Assert.Equal("", default(DicomUID).ToString());
    }

    [Fact]
    public void Generate_Uids_AreValidAndDiffer()
    {
        var uids = Enumerable.Range(0, 100).Select(_ => DicomUID.Generate()).ToHashSet();
        Assert.Equal(100, uids.Count);
        Assert.All(uids, uid => Assert.True(uid.IsValid && uid.Value.StartsWith("2.25.", StringComparison.Ordinal)));
    }

    [Fact]
    public void TransferSyntax_EveryOneOfTheRegistry_IsKnown()
    {
        var rows = Uids.Where(row => row[1] == "Transfer Syntax").ToList();
        Assert.True(rows.Count > 60);
        foreach (var row in rows)
        {
            var syntax = DicomTransferSyntax.Of(new DicomUID(row[0]));
            Assert.True(syntax.IsKnown, row[5]);
            Assert.Equal((row[0], row[5]), (syntax.Uid.Value, syntax.Name));
            Assert.Equal(row[5].StartsWith("JPEG", StringComparison.Ordinal) || row[5].Contains("MPEG", StringComparison.Ordinal)
                || row[5].StartsWith("H", StringComparison.Ordinal) || row[5].StartsWith("RLE", StringComparison.Ordinal)
                || row[5].StartsWith("Encapsulated", StringComparison.Ordinal) || row[5].StartsWith("Deflated Image", StringComparison.Ordinal),
                syntax.IsEncapsulated);
        }
    }

    [Fact]
    public void TransferSyntax_TheFiveUnencapsulated_AreWhatTheyAre()
    {
        Assert.False(DicomTransferSyntax.Of(new DicomUID("1.2.840.10008.1.2")).IsExplicitVR);
        Assert.True(DicomTransferSyntax.Of(new DicomUID("1.2.840.10008.1.2.2")).IsBigEndian);
        Assert.True(DicomTransferSyntax.Of(new DicomUID("1.2.840.10008.1.2.1.99")).IsDeflated);
        Assert.True(DicomTransferSyntax.Of(new DicomUID("1.3.6.1.4.1.5962.300.1")).IsBzip2);
        Assert.Same(DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.Of(new DicomUID("1.2.840.10008.1.2.1")));
    }

    [Theory]
    [InlineData("1.2.3.4")]
    [InlineData("")]
    [InlineData("not a uid")]
    public void TransferSyntax_Unknown_IsExplicitAndEncapsulated(string uid)
    {
        var syntax = DicomTransferSyntax.Of(new DicomUID(uid));
        Assert.Equal((false, true, true, false), (syntax.IsKnown, syntax.IsExplicitVR, syntax.IsEncapsulated, syntax.IsBigEndian));
        Assert.Equal(uid, syntax.Name);
    }

    // PS3.5 7.1.2: who has a 16-bit length, who a 32-bit one.
    [Theory]
    [InlineData("AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US", false)]
    [InlineData("OB OD OF OL OV OW SQ SV UC UN UR UT UV ZZ", true)]
    public void HasLongLength_OfEachRepresentation_IsAsInTheStandard(string codes, bool expected)
    {
        foreach (var code in codes.Split(' '))
        {
            Assert.Equal(code != "ZZ", DicomVR.TryParse((byte)code[0], (byte)code[1], out var vr));
            Assert.Equal((code, expected), (vr.Code, vr.HasLongLength));
        }
    }

    [Fact]
    public void TryParse_NoLetters_IsNone()
    {
        Assert.False(DicomVR.TryParse(0x00, 0x10, out var vr));
        Assert.Equal(DicomVR.None, vr);
        Assert.False(vr.HasLongLength);
    }

    private static List<string[]> Rows(string name) =>
        [.. File.ReadLines(Path.Combine(Facts, name)).Where(line => line[0] != '#').Select(line => line.Split('\t'))];
}
