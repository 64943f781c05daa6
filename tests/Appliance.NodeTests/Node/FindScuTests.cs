using System.Text;
using Appliance.Dicom;
using Appliance.Network;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>FIND-SCU as the conformance statement has it (4.2.4), against a peer that answers as each test says.</summary>
public sealed class FindScuTests : IDisposable
{
    // Table 4.2.4.3.1.3.1-1, by tag.
    private const string StudyKeys =
        "00100020 00100010 00100030 00100040 00100032 00101000 00101001 00102160 00104000 00200010 00081030 00080061 00080020 00080030 00080090 " +
        "00080050 00081048 00081060 00081080 00101010 00101020 00101030 00102180 001021B0 0020000D";

    private const string SeriesKeys =
        "00200011 0008103E 00080060 00080021 00080031 00081050 00181030 00081070 00200060 00180015 00080070 00081090 00081010 00080080 00081040 0020000E";

    private const string ImageKeys =
        "00200013 00204000 00080023 00080033 00080008 00200012 00080022 00080032 0008002A 00082111 00180010 00280300 00280301 00282110 00282112 " +
        "00282114 00280008 00080018 00080016";

    private readonly string _folder = Directory.CreateTempSubdirectory("find-scu").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 4.2.4.3, 4.2.4.3.1.3.1: study, then series for each study, then images for each series, on one association.
    [Fact]
    public async Task Find_Recursive_ElucidatesTheTreeOnOneAssociation()
    {
        await using var peer = Tree();

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r", "--json", "-k", "PatientID=42", "-k", "Modality=CT", "-k", "InstanceNumber=1");

        Assert.Equal(0, run.Code);
        Assert.Equal(
            ["STUDY 1", "SERIES 1.1", "IMAGE 1.1.1", "IMAGE 1.1.2", "SERIES 1.2", "IMAGE 1.2.1", "IMAGE 1.2.2", "STUDY 2", "SERIES 2.1", "IMAGE 2.1.1", "IMAGE 2.1.2", "SERIES 2.2", "IMAGE 2.2.1", "IMAGE 2.2.2"],
            run.Objects.Select(o => $"{o.GetProperty("level").GetString()} {UidOf(o)}"));
        Assert.Single(peer.Finds.Select(find => find.Association.Id).Distinct());
        Assert.Equal(["STUDY", "SERIES", "IMAGE", "IMAGE", "SERIES", "IMAGE", "IMAGE"], peer.Finds.Select(Level));
        Assert.Equal(["42", null, null, null, null, null, null], peer.Finds.Select(find => find.Identifier.GetString(DicomTag.PatientID)));
        Assert.Equal([null, "CT", null, null, "CT", null, null], peer.Finds.Select(find => find.Identifier.GetString(DicomTag.Modality)));
        Assert.Equal([null, null, "1", "1", null, "1", "1"], peer.Finds.Select(find => find.Identifier.GetString(DicomTag.InstanceNumber)));
        Assert.Equal([null, "1", "1", "1", "2", "2", "2"], peer.Finds.Select(find => find.Identifier.GetString(DicomTag.StudyInstanceUID)));
        Assert.Equal([null, null, "1.1", "1.2", null, "2.1", "2.2"], peer.Finds.Select(find => find.Identifier.GetString(DicomTag.SeriesInstanceUID)));
    }

    // Table 4.2.4.3.1.3.1-1: every key of the table at its level, Specific Character Set at every one, and nothing else but the path.
    [Fact]
    public async Task Find_Recursive_AsksEveryKeyOfTheTableAtItsLevel()
    {
        await using var peer = Tree();

        await VerbRun.OfAsync("find", $"{peer.Address}", "-r");

        Assert.Equal(Keys(StudyKeys), Asked(peer.Finds.First(find => Level(find) == "STUDY")));
        Assert.Equal(Keys(SeriesKeys + " 0020000D"), Asked(peer.Finds.First(find => Level(find) == "SERIES")));
        Assert.Equal(Keys(ImageKeys + " 0020000D 0020000E"), Asked(peer.Finds.First(find => Level(find) == "IMAGE")));
    }

    [Theory]
    [InlineData("study", StudyKeys)]
    [InlineData("series", SeriesKeys)]
    [InlineData("image", ImageKeys)]
    public async Task Find_OfOneLevel_AsksEveryKeyOfTheTableToo(string level, string keys)
    {
        await using var peer = ScriptedPeer.Start();

        await VerbRun.OfAsync("find", $"{peer.Address}", "-L", level, "-k", "StudyInstanceUID=1", "-k", "SeriesInstanceUID=1.1");

        Assert.Subset(Asked(Assert.Single(peer.Finds)).ToHashSet(), Keys(keys).ToHashSet());
    }

    // 4.2.4.3.1.3.1: recursion in the Patient Root model begins with the patient, beyond the statement.
    [Fact]
    public async Task Find_RecursiveByPatientRoot_BeginsWithThePatient()
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnFind = request => Level(request) == "PATIENT" ? [FindMatch.Of(new DicomDataset().Set(DicomTag.PatientID, "42"))] : [];

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r", "-P");

        Assert.Equal(0, run.Code);
        Assert.Equal(["PATIENT", "STUDY"], peer.Finds.Select(Level));
        Assert.All(peer.Finds, find => Assert.Equal(FindModel.PatientRoot, find.Model));
        Assert.Equal("42", peer.Finds.Last().Identifier.GetString(DicomTag.PatientID));
        Assert.False(peer.Finds.Last().Identifier.Contains(DicomTag.PatientName));
    }

    // Table 4.2.4.3.1.3.4-1: these end the current query, the remaining ones continue.
    [Theory]
    [InlineData(0xA700)]
    [InlineData(0xA900)]
    [InlineData(0xC000)]
    [InlineData(0xC123)]
    public async Task Find_WithAQueryThatFails_GoesOnWithTheOthers(int code)
    {
        await using var peer = Tree();
        var tree = peer.OnFind;
        peer.OnFind = request => Level(request) == "SERIES" && request.Identifier.GetString(DicomTag.StudyInstanceUID) == "1"
            ? [.. tree(request).Take(1), FindMatch.Failure(new DicomStatus((ushort)code), "out of luck", DicomTag.SeriesDate)]
            : tree(request);

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r", "--json");

        Assert.Equal(68, run.Code);
        Assert.Equal(
            ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1", "2.1.2", "2.2", "2.2.1", "2.2.2"], run.Objects.Select(UidOf));
        Assert.Contains($"{code:X4}H", run.Error);
        Assert.Contains("out of luck", run.Error);
        Assert.Contains("(0008,0021) SeriesDate", run.Error);
    }

    // Table 4.2.4.3.1.3.4-1: FE00 is ignored, since no cancel was issued; what came counts, and the remaining queries continue.
    [Fact]
    public async Task Find_WithAQueryCancelledByThePeer_GoesOnWithTheOthers()
    {
        await using var peer = Tree();
        var tree = peer.OnFind;
        peer.OnFind = request => Level(request) == "SERIES" ? [.. tree(request).Take(1), new FindMatch(DicomStatus.Cancel, null)] : tree(request);

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(["1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1", "2.1.2"], run.Objects.Select(UidOf));
    }

    [Fact]
    public async Task Find_WhoseOnlyQueryFails_IsAFailedOperation()
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnFind = _ => [FindMatch.Failure(new DicomStatus(0xA700), "no memory")];

        Assert.Equal(66, (await VerbRun.OfAsync("find", $"{peer.Address}")).Code);
        Assert.Equal(66, (await VerbRun.OfAsync("find", $"{peer.Address}", "-r")).Code);
    }

    // Table 4.2.4.3.1.3.4-1: FF01 populates and triggers lower level queries as FF00 does.
    [Fact]
    public async Task Find_AnsweredWithOptionalKeysUnsupported_IsUsedAndNotedOnce()
    {
        await using var peer = Tree(DicomStatus.PendingWarning);

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(14, run.Objects.Count);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("does not support all the keys", StringComparison.Ordinal));
    }

    // 4.2.4.3.1.3.1: unexpected attributes are listed, requested ones not returned are ignored, non-matching and duplicate responses are kept.
    [Fact]
    public async Task Find_AnsweredOddly_ShowsWhatCame()
    {
        await using var peer = ScriptedPeer.Start();
        var answer = new DicomDataset().Set(DicomTag.StudyInstanceUID, "1.2").Set(DicomTag.PatientID, "OTHER").Set(DicomTag.InstanceAvailability, "NEARLINE")
            .Set(DicomTag.RetrieveAETitle, "NEAR", "FAR");
        peer.OnFind = _ => [FindMatch.Of(answer), FindMatch.Of(answer)];

        var json = await VerbRun.OfAsync("find", $"{peer.Address}", "-k", "PatientID=42", "--json");
        var lines = await VerbRun.OfAsync("find", $"{peer.Address}", "-k", "PatientID=42", "-v");

        Assert.Equal(2, json.Objects.Count);
        Assert.All(json.Objects, o => Assert.Equal("NEARLINE", o.GetProperty("InstanceAvailability").GetString()));
        Assert.All(json.Objects, o => Assert.Equal(["NEAR", "FAR"], o.GetProperty("RetrieveAETitle").EnumerateArray().Select(value => value.GetString())));
        Assert.All(json.Objects, o => Assert.False(o.TryGetProperty("PatientName", out _)));
        Assert.Equal(2, lines.Lines.Count(line => line.Contains("InstanceAvailability: NEARLINE", StringComparison.Ordinal)));
        Assert.Equal(2, lines.Lines.Count(line => line.StartsWith("OTHER", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Find_ForPeople_IsATreeOfEightyColumns()
    {
        await using var peer = Tree();
        var tree = peer.OnFind;
        var name = string.Concat(Enumerable.Repeat("山田", 15)) + "^太郎";
        peer.OnFind = request => tree(request).Select(match =>
        {
            match.Identifier!.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomTag.PatientName, name)
                .Set(DicomTag.SeriesDescription, "abdomen with contrast, arterial phase, 5 mm, reformatted\u001b[31m");
            return match;
        });

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-r");

        Assert.All(run.Lines, line => Assert.InRange(TerminalText.Width(line), 1, 80));
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Equal(2, run.Lines.Count(line => line.StartsWith("study ", StringComparison.Ordinal)));
        Assert.Equal(4, run.Lines.Count(line => line.StartsWith("  series ", StringComparison.Ordinal)));
        Assert.Equal(8, run.Lines.Count(line => line.StartsWith("    image ", StringComparison.Ordinal)));
        Assert.Contains(name, run.Output);
    }

    // Beyond the statement, whose FIND-SCU never cancels: Ctrl-C is a C-CANCEL, and the peer is waited for.
    [Fact]
    public async Task Find_Interrupted_CancelsTheQuery()
    {
        await using var peer = Tree();
        var forever = new TaskCompletionSource();
        peer.HoldAfterFirst = forever.Task;
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var running = VerbRun.OfAsync(interruption.Token, "find", $"{peer.Address}", "-r");
        await TestNode.WaitForAsync(() => !peer.Finds.IsEmpty);
        await interruption.CancelAsync();

        Assert.Equal(130, (await running).Code);
        await TestNode.WaitForAsync(() => peer.Outcomes.Contains("C-FIND FE00"));
    }

    // 4.2.4.3.1.2: one context for each syntax, and one with all of them; never a compressed one.
    [Fact]
    public async Task Find_Proposes_OneContextForEachSyntaxAndOneWithAll()
    {
        await using var peer = ScriptedPeer.Start();

        await VerbRun.OfAsync("find", $"{peer.Address}");

        var contexts = Assert.Single(peer.Finds).Association.Contexts;
        Assert.Equal(
            ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"],
            contexts.Where(context => context.Proposed.Count == 1).Select(context => context.Proposed[0].Uid.Value).Order());
        Assert.Equal(3, Assert.Single(contexts, context => context.Proposed.Count > 1).Proposed.Count);
        Assert.All(contexts, context => Assert.Equal("1.2.840.10008.5.1.4.1.2.2.1", context.AbstractSyntax.Value));
    }

    // 4.2.4.3.1.3.1: the character set of the response is used; the profile's where it names none.
    [Theory]
    [InlineData("ISO_IR 100", "", "4DFC6C6C6572", "Müller")]
    [InlineData("shift_jis", "", "8E523263", "山2c")]
    [InlineData("ISO_IR 144", "ISO_IR 100", "4DFC6C6C6572", "Müller")]
    [InlineData(@"ISO 2022 IR 6\ISO 2022 IR 87", "", "1B2442 3B33 1B2842", "山")]
    [InlineData("ISO_IR 144", "", "506C61696E", "Plain")]
    public async Task Find_AnsweredWithoutCharacterSet_ReadsThePeersOwn(string usual, string declared, string octets, string expected)
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnFind = _ => [FindMatch.Of(Answer(declared, Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal))))];

        var run = await VerbRun.OfAsync("--profile", Profile(peer.Address, usual), "find", "pacs", "--json");

        Assert.Equal(expected, Assert.Single(run.Objects).GetProperty("PatientName").GetString());
    }

    // 4.2.4.3.1.3.1: query text travels in a character set that holds it; the peer's own where that does.
    [Theory]
    [InlineData(null, "Müller*", "ISO_IR 100", "4DFC6C6C65722A20")]
    [InlineData(null, "Люкс*", "ISO_IR 144", "BBEEDAE12A20")]
    [InlineData(null, "山田*", "ISO_IR 192", "E5B1B1E794B02A20")]
    [InlineData("ISO_IR 192", "Müller*", "ISO_IR 192", "4DC3BC6C6C65722A")]
    [InlineData("ISO_IR 100", "山田*", "ISO_IR 192", "E5B1B1E794B02A20")]
    [InlineData("ISO_IR 144", "SMITH*", "", "534D4954482A")]
    public async Task Find_BeyondAscii_IsEncodedNotMarked(string? usual, string name, string terms, string octets)
    {
        await using var peer = ScriptedPeer.Start();

        await VerbRun.OfAsync("--profile", Profile(peer.Address, usual), "find", "pacs", "-k", $"PatientName={name}");

        var identifier = Assert.Single(peer.Finds).Identifier;
        Assert.True(identifier.Contains(DicomTag.SpecificCharacterSet));
        Assert.Equal(terms, identifier.GetText(DicomTag.SpecificCharacterSet) ?? "");
        Assert.Equal(octets, Convert.ToHexString(identifier.GetBytes(DicomTag.PatientName).Span));
    }

    [Fact]
    public async Task Find_WithACharacterSetNamed_DeclaresIt()
    {
        await using var peer = ScriptedPeer.Start();

        await VerbRun.OfAsync("find", $"{peer.Address}", "-k", "SpecificCharacterSet=ISO_IR 192", "-k", "PatientName=A*");

        Assert.Equal("ISO_IR 192", Assert.Single(peer.Finds).Identifier.GetString(DicomTag.SpecificCharacterSet));
    }

    [Fact]
    public async Task Find_WithAValueTheAttributeCannotTake_IsAUsageError()
    {
        await using var peer = ScriptedPeer.Start();

        var run = await VerbRun.OfAsync("find", $"{peer.Address}", "-k", "Rows=many");

        Assert.Equal(1, run.Code);
        Assert.Contains("Rows", run.Error);
    }

    private static ScriptedPeer Tree(DicomStatus? status = null)
    {
        var peer = ScriptedPeer.Start();
        peer.OnFind = request =>
        {
            var (tag, above) = Level(request) switch
            {
                "STUDY" => (DicomTag.StudyInstanceUID, ""),
                "SERIES" => (DicomTag.SeriesInstanceUID, request.Identifier.GetString(DicomTag.StudyInstanceUID) + "."),
                _ => (DicomTag.SOPInstanceUID, request.Identifier.GetString(DicomTag.SeriesInstanceUID) + "."),
            };
            return Enumerable.Range(1, 2).Select(number =>
                new FindMatch(status ?? DicomStatus.Pending, new DicomDataset().Set(DicomTag.QueryRetrieveLevel, Level(request)!).Set(tag, $"{above}{number}")));
        };
        return peer;
    }

    private static DicomDataset Answer(string declared, byte[] name)
    {
        var answer = new DicomDataset().Set(DicomTag.StudyInstanceUID, "1.2").SetBytes(DicomTag.PatientName, DicomVR.PN, name);
        return declared.Length == 0 ? answer : answer.Set(DicomTag.SpecificCharacterSet, declared);
    }

    private string Profile(PeerAddress peer, string? characterSet)
    {
        var path = Path.Combine(_folder, "profile.toml");
        var charset = characterSet is null ? "" : $"charset = '{characterSet}'\n";
        File.WriteAllText(path, $"[peers.pacs]\naddress = \"{peer}\"\n{charset}", Encoding.UTF8);
        return path;
    }

    private static string? Level(FindRequest request) => request.Identifier.GetString(DicomTag.QueryRetrieveLevel);

    private static string? UidOf(System.Text.Json.JsonElement found) => found.GetProperty(found.GetProperty("level").GetString() switch
    {
        "STUDY" => "StudyInstanceUID",
        "SERIES" => "SeriesInstanceUID",
        _ => "SOPInstanceUID",
    }).GetString();

    private static IEnumerable<string> Asked(FindRequest request) => request.Identifier.Select(element => $"{element.Tag.Group:X4}{element.Tag.Element:X4}").Order();

    private static IEnumerable<string> Keys(string table) => table.Split(' ').Append("00080005").Append("00080052").Order();
}
