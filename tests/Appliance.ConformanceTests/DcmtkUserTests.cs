using System.Text.RegularExpressions;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>DCMTK's users against our node: <c>echoscu storescu findscu movescu getscu</c>, every service we provide.</summary>
public sealed partial class DcmtkUserTests(StudyNode studies) : IClassFixture<StudyNode>
{
    private const string Package = "dcmtk";
    private const string CorpusCt = "ct/CT_small.dcm";

    // 4.2.1.4.1.3.2, 4.2.1.4.1.3.3: every context is accepted, duplicates too; the first explicit syntax wins over the default.
    [Theory]
    [InlineData(1, 1, "LittleEndianImplicit")]
    [InlineData(3, 128, "LittleEndianExplicit")]
    [InlineData(38, 1, "LittleEndianExplicit")]
    public void Echoscu_WithAnyProposal_IsAcceptedInTheSyntaxOfTheStatement(int syntaxes, int contexts, string expected)
    {
        var run = ProgramRun.Of(Foreign.Need("echoscu", Package), ["-d", "-pts", $"{syntaxes}", "-ppc", $"{contexts}", .. studies.Node.DcmtkPeer]).Succeeded();

        var accepted = AcceptedSyntax().Matches(run.Output + run.Error).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Enumerable.Repeat(expected, contexts), accepted);
    }

    // 4.2.1.4: another called title is rejected.
    [Fact]
    public void Echoscu_CallingAnotherTitle_IsRejectedWithTheReason()
    {
        var run = ProgramRun.Of(Foreign.Need("echoscu", Package), ["-aec", "ANOTHER", "127.0.0.1", $"{studies.Node.Port}"]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("Called AE Title Not Recognized", run.Output + run.Error, StringComparison.Ordinal);
        Assert.True(Dcmtk.Echo(studies.Node));
    }

    // 4.2.2.4.1.2: the syntaxes of the statement that DCMTK has; 4.2.2.4.1.1: the same instance again overwrites; 4.2.2.4.1.2.1: nothing is changed.
    [Fact]
    public void Storescu_InEachSyntax_IsStoredAsSentAndOverwritesWhatWasThere()
    {
        using var installation = Installation.Make();
        foreach (var (convert, propose) in ((string, string)[])[("+ti", "-xi"), ("+te", "-xe"), ("+tb", "-xb"), ("+td", "-xd")])
        {
            var sent = installation.NewFolder("sent" + propose);
            ProgramRun.Of(Foreign.Need("dcmconv", Package), [convert, Corpus.PathOf(CorpusCt), Path.Combine(sent, "ct.dcm")]).Succeeded();
            using (var node = installation.Serve())
            {
                ProgramRun.Of(Foreign.Need("storescu", Package), [propose, .. node.DcmtkPeer, Path.Combine(sent, "ct.dcm")]).Succeeded();
                Assert.Equal(1, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
                node.KillHard();
            }

            var file = Assert.Single(CorpusFile.Read(sent));
            var stored = installation.NewFolder("stored" + propose);
            installation.Run("export", file.Study, "-o", stored).Succeeded();
            Studies.AssertSameElements([file with { Path = Path.Combine(sent, file.Path) }], stored);
        }
    }

    // 4.2.6.4.1.3.1.1: every level of the information models, against what pydicom reads in the files.
    [Theory]
    [InlineData("-P", "PATIENT", "PatientID")]
    [InlineData("-P", "STUDY", "StudyInstanceUID")]
    [InlineData("-P", "SERIES", "SeriesInstanceUID")]
    [InlineData("-P", "IMAGE", "SOPInstanceUID")]
    [InlineData("-S", "STUDY", "StudyInstanceUID")]
    [InlineData("-S", "SERIES", "SeriesInstanceUID")]
    [InlineData("-S", "IMAGE", "SOPInstanceUID")]
    public void Findscu_AtEveryLevel_GetsWhatTheFilesHold(string model, string level, string unique)
    {
        var above = StudyNode.Keys(studies.Series[0], level, model == "-P").Where(key => !key.StartsWith(unique + "=", StringComparison.Ordinal));
        var expected = level switch
        {
            "PATIENT" => studies.Files.Select(file => file.Patient),
            "STUDY" => studies.Files.Where(file => model == "-S" || file.Patient == studies.Study[0].Patient).Select(file => file.Study),
            "SERIES" => studies.Study.Select(file => file.Series),
            _ => studies.Series.Select(file => file.SopInstance),
        };

        var answers = Findscu(model, [.. above, unique]);

        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), answers.Select(answer => answer[unique]).Order(StringComparer.Ordinal));
    }

    // 4.2.6.4.1.3.1: only what was asked for comes back, the character set aside where a value needs it; and what PS3.4 C.4.1.1.3.2 adds.
    [Fact]
    public void Findscu_AskingSomeKeys_GetsThoseAlone()
    {
        var answers = Findscu("-S", ["QueryRetrieveLevel=STUDY", "PatientName=doe*", "StudyInstanceUID", "StudyDate"]);

        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal(
            ["PatientName", "QueryRetrieveLevel", "RetrieveAETitle", "StudyDate", "StudyInstanceUID"],
            answer.Keys.Where(key => key != "SpecificCharacterSet").Order(StringComparer.Ordinal)));
        Assert.All(answers, answer => Assert.StartsWith("Doe", answer["PatientName"], StringComparison.Ordinal));
    }

    // 4.2.6.4.1.3.1: the unique key above the level is owed; A900 says so.
    [Fact]
    public void Findscu_WithoutTheKeyAbove_IsRefusedWithA900()
    {
        var run = ProgramRun.Of(Foreign.Need("findscu", Package), ["-d", "-S", "-k", "QueryRetrieveLevel=SERIES", "-k", "SeriesInstanceUID", .. studies.Node.DcmtkPeer]);

        Assert.Contains("0xa900", run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(0020,000d)", run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
    }

    // 4.2.7.4.1.1, 4.2.7.4.1.3.1.1: C-GET at every level, on the association of the request.
    [Theory]
    [InlineData("-P", "PATIENT")]
    [InlineData("-P", "STUDY")]
    [InlineData("-S", "STUDY")]
    [InlineData("-S", "SERIES")]
    [InlineData("-S", "IMAGE")]
    public void Getscu_AtEveryLevel_GetsTheBytesOfTheFiles(string model, string level)
    {
        var folder = studies.Installation.NewFolder("getscu" + model + level);

        ProgramRun.Of(Foreign.Need("getscu", Package),
            [model, "+B", "-od", folder, .. studies.KeysOf(level, model == "-P").SelectMany(key => new[] { "-k", key }), .. studies.Node.DcmtkPeer]).Succeeded();

        Studies.AssertSameBytes(studies.Named(level), folder);
    }

    // 4.2.7.4.1.1, 4.2.7.4.1.3.1.1: C-MOVE at every level, on an association to the destination.
    [Fact]
    public void Movescu_AtEveryLevel_ReceivesTheFilesAtItsOwnPort()
    {
        foreach (var (model, level) in ((string, string)[])[("-P", "PATIENT"), ("-P", "SERIES"), ("-S", "STUDY"), ("-S", "SERIES"), ("-S", "IMAGE")])
        {
            var folder = studies.Installation.NewFolder("movescu" + model + level);

            Movescu(StudyNode.Destination, model, studies.KeysOf(level, model == "-P"), "+xe", "+P", $"{studies.DestinationPort}", "-od", folder).Succeeded();

            Studies.AssertSameElements(studies.Named(level), folder);
        }
    }

    // 4.2.7.3: one association to the destination; there another node of ours receives.
    [Fact]
    public void Movescu_ToASecondNode_IsStoredThereByteForByte()
    {
        using var second = Installation.Make();
        using var node = second.Serve("--aet", "SECOND");
        using var first = Installation.Make();
        first.Run(["import", .. Studies.Folders]).Succeeded();
        using var giver = first.Serve("--peer", node.Peer);

        ProgramRun.Of(Foreign.Need("movescu", Package),
            ["-S", "-aem", "SECOND", .. studies.KeysOf("STUDY", isPatientRoot: false).SelectMany(key => new[] { "-k", key }), .. giver.DcmtkPeer]).Succeeded();

        node.KillHard();
        var folder = second.NewFolder("exported");
        second.Run("export", studies.Study[0].Study, "-o", folder).Succeeded();
        Studies.AssertSameBytes(studies.Study, folder);
    }

    // 4.2.7.4.1.3.4: A801 for a destination the node does not know, B000 where nothing could be sent, 0000 where nothing matches.
    [Theory]
    [InlineData("NOWHERE", "MoveDestinationUnknown", false)]
    [InlineData(StudyNode.Deserted, "Warning: SubOperationsCompleteOneOrMoreFailures", false)]
    [InlineData(StudyNode.Destination, "Success", true)]
    public void Movescu_ThatCannotBeServed_IsToldTheStatusOfTheStatement(string destination, string expected, bool isUnknownStudy)
    {
        var keys = isUnknownStudy ? ["QueryRetrieveLevel=STUDY", "StudyInstanceUID=1.2.3.4.5.6.7"] : studies.KeysOf("STUDY", isPatientRoot: false);

        var run = Movescu(destination, "-S", keys, "-v");

        Assert.Contains($"Received Final Move Response ({expected}", (run.Output + run.Error).Replace("Refused: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private ProgramRun Movescu(string destination, string model, IEnumerable<string> keys, params IEnumerable<string> options) =>
        ProgramRun.Of(Foreign.Need("movescu", Package), [model, "-aem", destination, .. options, .. keys.SelectMany(key => new[] { "-k", key }), .. studies.Node.DcmtkPeer]);

    private IReadOnlyList<IReadOnlyDictionary<string, string>> Findscu(string model, IEnumerable<string> keys)
    {
        var folder = studies.Installation.NewFolder($"findscu{Guid.NewGuid():N}");
        ProgramRun.Of(Foreign.Need("findscu", Package),
            [model, "-X", "-od", folder, .. keys.SelectMany(key => new[] { "-k", key }), .. studies.Node.DcmtkPeer]).Succeeded();
        return StudyNode.Lines(Python.Run("answers.py", [folder]).Succeeded().Output);
    }

    [GeneratedRegex(@"Accepted Transfer Syntax: =(\w+)")]
    private static partial Regex AcceptedSyntax();
}
