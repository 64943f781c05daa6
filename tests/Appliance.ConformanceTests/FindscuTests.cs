using System.Text.RegularExpressions;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>QUERY-SCP asked by DCMTK's <c>findscu</c>: names in other scripts, dates with times, lists of UIDs, refusals as a peer sees them.</summary>
public sealed partial class FindscuTests(FindscuTests.CharsetNode served) : IClassFixture<FindscuTests.CharsetNode>
{
    private const string KanjiTerm = @"SpecificCharacterSet=\ISO 2022 IR 87";

    // Family and given name in JIS X 0208, switched to and back from by escape sequences.
    private const string KanjiFamily = "\u001b$B;3ED\u001b(B";
    private const string KanjiGiven = "\u001b$BB@O:\u001b(B";

    // 4.2.6.4.1.3.1: the character set of the request is recognised. Two files have the name, each in another set of its own.
    [Theory]
    [InlineData(KanjiFamily + "^" + KanjiGiven)]
    [InlineData(KanjiGiven + "^" + KanjiFamily)]
    [InlineData(KanjiFamily + "*")]
    [InlineData("*^" + KanjiGiven)]
    [InlineData("=" + KanjiFamily + "^" + KanjiGiven)]
    public void JapaneseName_InIso2022_IsFoundInWhateverSetItWasStored(string name)
    {
        var answers = Find("STUDY", KanjiTerm, "PatientName=" + name);

        Assert.Equal(2, answers.Count);
        Assert.All(answers, answer => Assert.Contains("山田^太郎", answer, StringComparison.Ordinal));
    }

    // 4.2.6.4.1.3.1.1, note 2: a transliteration finds the name by its sound, whatever the script it is written in.
    [Theory]
    [InlineData("Hong^Gildong", "洪^吉洞")]
    [InlineData("yamada^taro", "山田^太郎")]
    [InlineData("Dionysios", "[ISO_IR 126]")] // findscu prints the Greek letters as they are encoded
    [InlineData("Ct1^CompresedSamplez", "CompressedSamples^CT1")]
    public void Name_ByItsSound_IsFound(string name, string stored) =>
        Assert.Contains(Find("STUDY", "PatientName=" + name), answer => answer.Contains(stored, StringComparison.Ordinal));

    // 4.2.6.4.1.3.1.1, note 1: CT_small is of 2004-01-19, 07:27:30.
    [Theory]
    [InlineData("20040118-20040120", "100000-060000", 1)]
    [InlineData("20040119-20040120", "072730-060000", 1)]
    [InlineData("20040119-20040120", "072731-060000", 0)]
    [InlineData("20040118-20040119", "100000-072729", 0)]
    [InlineData("20040119-", "072730-", 1)]
    [InlineData("-20040119", "-072729", 0)]
    [InlineData("20040119", "072730", 1)]
    public void DateAndTime_InRanges_AreOneMoment(string dates, string times, int expected) =>
        Assert.Equal(expected, Find("STUDY", "StudyDate=" + dates, "StudyTime=" + times, "PatientID=1CT1").Count);

    // 4.2.6.4.1.3.1.1: L, a list of UIDs.
    [Fact]
    public void UidList_BringsWhatIsThere()
    {
        var uids = served.Files.Take(3).Select(file => file.Study).ToList();

        var answers = Find("STUDY", $@"StudyInstanceUID=1.2.3.4\{string.Join('\\', uids)}\1.2.3.5");

        Assert.Equal(3, answers.Count);
        Assert.All(uids, uid => Assert.Contains(answers, answer => answer.Contains($"[{uid}]", StringComparison.Ordinal)));
    }

    // 4.2.6.4.1.3.4 and PS3.4 C.4.1.1.4: a peer is told what it left out.
    [Fact]
    public void KeyAbove_LeftOut_IsA900NamingTheElement()
    {
        var run = Run("-d", "-k", "QueryRetrieveLevel=SERIES", "-k", "SeriesInstanceUID");

        Assert.Contains("0xa900", run, StringComparison.Ordinal);
        Assert.Matches(OffendingElement(), run);
        Assert.Contains("needs one StudyInstanceUID", run, StringComparison.Ordinal);
    }

    // 4.2.6.4.1.3.4: FF01 for a key that is not supported, FF00 else.
    [Theory]
    [InlineData("PatientName", "0xff00")]
    [InlineData("KVP", "0xff01")]
    [InlineData("ReferencedStudySequence", "0xff01")]
    public void Match_WithAKey_HasItsStatus(string key, string status) =>
        Assert.Contains(status, Run("-d", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID=1CT1", "-k", key), StringComparison.Ordinal);

    // C-CANCEL, which the statement's table lacks: findscu sends it after one answer.
    [Fact]
    public void Cancel_AfterOneAnswer_EndsTheOperationAndNotTheNode()
    {
        Assert.Contains("Cancel", Run("-d", "--cancel", "1", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID"), StringComparison.Ordinal);
        Assert.True(Dcmtk.Echo(served.Node));
    }

    [GeneratedRegex(@"\(0000,0901\) AT \(0020,000d\)")]
    private static partial Regex OffendingElement();

    private List<string> Find(string level, params string[] keys)
    {
        var output = Run(["-k", "QueryRetrieveLevel=" + level, .. keys.SelectMany(key => new[] { "-k", key })]);
        return [.. output.Split("Find Response:").Skip(1)];
    }

    private string Run(params string[] arguments)
    {
        var run = ProgramRun.Of(Foreign.Need("findscu", "dcmtk"), ["-S", .. arguments, .. served.Node.DcmtkPeer]).Succeeded();
        return run.Output + run.Error;
    }

    /// <summary>A node that holds one image and names in many character sets, sent by <c>storescu</c>.</summary>
    public sealed class CharsetNode : IDisposable
    {
        private readonly Installation _installation = Installation.Make();

        public CharsetNode()
        {
            Files = [.. CorpusFile.All().Where(file => file.Path is "ct/CT_small.dcm" or "charset/chrH31.dcm" or "charset/chrH32.dcm" or "charset/chrI2.dcm"
                or "charset/chrGreek.dcm" or "charset/chrRuss.dcm")];
            Node = _installation.Serve();
            Dcmtk.Store(Node, Files);
        }

        internal NodeProcess Node { get; }

        internal IReadOnlyList<CorpusFile> Files { get; }

        public void Dispose() => _installation.Dispose();
    }
}
