using Appliance.Dicom;
using Appliance.Network;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>MOVE-SCU as the conformance statement has it (4.2.5), and GET-SCU beyond it.</summary>
public sealed class RetrieveScuTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("retrieve-scu").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 4.2.5.3.1.3.1, Table 4.2.5.3.1.3.1-1: at each of three levels with its unique key (and those above, as the standard's hierarchical model
    // asks), to the AE title of our own node.
    [Theory]
    [InlineData("study", "StudyInstanceUID=1", "0020000D")]
    [InlineData("series", "StudyInstanceUID=1 SeriesInstanceUID=1.1", "0020000D 0020000E")]
    [InlineData("image", "StudyInstanceUID=1 SeriesInstanceUID=1.1 SOPInstanceUID=1.1.1", "00080018 0020000D 0020000E")]
    public async Task Move_AtEachLevel_SendsTheUniqueKeysAndOurTitle(string level, string keys, string tags)
    {
        await using var peer = ScriptedPeer.Start();

        var run = await MoveAsync(peer, [.. keys.Split(' ').SelectMany(key => (string[])["-k", key]), "-L", level]);

        Assert.Equal(66, run.Code);
        var move = Assert.Single(peer.Retrieves);
        Assert.Equal("RECEIVER", move.MoveDestination);
        Assert.Equal(level.ToUpperInvariant(), move.Identifier.GetString(DicomTag.QueryRetrieveLevel));
        Assert.Equal($"00080052 {tags}".Split(' ').Order(), move.Identifier.Select(element => $"{element.Tag.Group:X4}{element.Tag.Element:X4}").Order());
        Assert.Equal(FindModel.StudyRoot, move.Model);
    }

    // 4.2.5.3.1.3.1: the retrieval is performed from the AE that the Retrieve AE attribute of the answer names.
    [Theory]
    [InlineData("SECOND", "SECOND")]
    [InlineData(@"NOBODY\SECOND\FIRST", "SECOND")]
    [InlineData(@"FIRST\SECOND", "FIRST")]
    [InlineData("NOBODY", "FIRST")]
    [InlineData("", "FIRST")]
    public async Task Move_OfWhatAnotherAeHolds_GoesThere(string retrieveAe, string asked)
    {
        await using var first = ScriptedPeer.Start("FIRST");
        await using var second = ScriptedPeer.Start("SECOND");
        first.OnFind = _ =>
        [
            FindMatch.Of(new DicomDataset().Set(DicomTag.StudyInstanceUID, "1").Set(DicomTag.RetrieveAETitle, retrieveAe.Length == 0 ? [] : retrieveAe.Split('\\'))),
        ];

        var run = await MoveAsync(first, ["-k", "StudyInstanceUID=1", "-v"], second);

        var (yes, no) = asked == "FIRST" ? (first, second) : (second, first);
        Assert.Equal("1", Assert.Single(yes.Retrieves).Identifier.GetString(DicomTag.StudyInstanceUID));
        Assert.Empty(no.Retrieves);
        Assert.Equal(retrieveAe == "NOBODY", run.Error.Contains("NOBODY, which the profile does not know", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Move_OfStudiesThatSeveralHold_AsksEachForItsOwn()
    {
        await using var first = ScriptedPeer.Start("FIRST");
        await using var second = ScriptedPeer.Start("SECOND");
        first.OnFind = _ => ((string[])["FIRST", "SECOND", "FIRST"]).Select((title, index) =>
            FindMatch.Of(new DicomDataset().Set(DicomTag.StudyInstanceUID, $"1.{index}").Set(DicomTag.RetrieveAETitle, title)));

        await MoveAsync(first, ["-k", "PatientName=A*"], second);

        Assert.Equal(["1.0", "1.2"], first.Retrieves.Select(move => move.Identifier.GetString(DicomTag.StudyInstanceUID)));
        Assert.Equal(["1.1"], second.Retrieves.Select(move => move.Identifier.GetString(DicomTag.StudyInstanceUID)));
        Assert.All(first.Retrieves.Concat(second.Retrieves), move => Assert.False(move.Identifier.Contains(DicomTag.PatientName)));
    }

    // Table 4.2.5.3.1.3.4-1: each of these terminates the retrieval; it is told in words. No retry (4.2.5.3.1.1).
    [Theory]
    [InlineData(0xA701, 66, "unable to calculate the number of matches", "short of resources")]
    [InlineData(0xA702, 66, "unable to perform sub-operations", "short of resources")]
    [InlineData(0xA801, 66, "move destination unknown", "title RECEIVER, host 127.0.0.1, port ")]
    [InlineData(0xA900, 66, "does not match the SOP class", "unique key")]
    [InlineData(0xC000, 66, "unable to process", "its log")]
    [InlineData(0xC512, 66, "unable to process", "its log")]
    [InlineData(0xFE00, 66, "cancelled", "what came before is kept")]
    [InlineData(0x0122, 66, "SOP class not supported", "--via")]
    public async Task Move_EndedByAStatus_IsToldInWords(int status, int code, string meaning, string advice)
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnRetrieve = _ => RetrievePlan.Refuse(new DicomStatus((ushort)status), "so it is");

        var run = await MoveAsync(peer, ["-k", "StudyInstanceUID=1"]);

        Assert.Equal(code, run.Code);
        Assert.Single(peer.Retrieves);
        Assert.Contains($"{status:X4}H", run.Output);
        Assert.Contains(meaning, run.Output);
        Assert.Contains(advice, run.Error);
        Assert.Contains("so it is", run.Error);
    }

    // Table 4.2.5.3.1.3.4-1: B000, some sub-operations failed; what came is kept, what did not is named.
    [Fact]
    public async Task Get_OfWhatComesInPart_KeepsThatAndNamesTheRest()
    {
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await using var peer = ScriptedPeer.Start();
        peer.OnRetrieve = _ => RetrievePlan.Send(
        [
            Appliance.Node.StoredItems.OfFile(path),
            Network.NetworkNode.Item("1.2.3.4", []) with { OpenDataSet = () => throw new IOException("the disk is gone") },
        ]);

        var run = await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1", "--json");

        Assert.Equal(68, run.Code);
        var told = Assert.Single(run.Objects);
        Assert.Equal((0xB000, 1, 1), (told.GetProperty("code").GetInt32(), told.GetProperty("received").GetInt32(), told.GetProperty("failed").GetInt32()));
        Assert.Contains("not received: 1.2.3.4", run.Error);
        Assert.Single((await VerbRun.OfAsync("--data", Data, "ls", "instances", "--json")).Objects);
    }

    // Beyond the statement, whose MOVE-SCU never cancels: Ctrl-C is a C-CANCEL; what came is told.
    [Fact]
    public async Task Get_Interrupted_CancelsAndTellsWhatCame()
    {
        await using var receiver = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "RECEIVER" });
        await using var peer = ScriptedPeer.Start();
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var file = DicomFile.Open(Corpus.PathOf("ct/CT_small.dcm"));
        var octets = DicomDatasetWriter.Write(file.Dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        var sent = 0;
        peer.OnRetrieve = _ => RetrievePlan.Send([.. Enumerable.Range(1, 10_000).Select(number => Network.NetworkNode.Item($"1.2.{number}", octets) with
        {
            OpenDataSet = () =>
            {
                if (Interlocked.Increment(ref sent) == 3)
                {
                    interruption.Cancel();
                }

                return new MemoryStream(octets);
            },
        })]);

        var run = await VerbRun.OfAsync(interruption.Token, "--data", receiver.Profile.DataFolder, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1");

        Assert.Equal(130, run.Code);
        Assert.Contains("FE00H", run.Output);
        Assert.InRange(sent, 3, 9_999);
    }

    // 4.2.5.3.1.2: one context for each syntax, and one with all of them.
    [Fact]
    public async Task Move_Proposes_OneContextForEachSyntaxAndOneWithAll()
    {
        await using var peer = ScriptedPeer.Start();

        await MoveAsync(peer, ["-k", "StudyInstanceUID=1"]);

        var contexts = Assert.Single(peer.Retrieves).Association.Contexts;
        Assert.All(contexts, context => Assert.Equal("1.2.840.10008.5.1.4.1.2.2.2", context.AbstractSyntax.Value));
        Assert.Equal([1, 1, 1, 3], contexts.Select(context => context.Proposed.Count).Order());
    }

    [Fact]
    public async Task Move_WhileANodeRuns_ArrivesThere()
    {
        var path = Corpus.PathOf("ct/CT_small.dcm");
        await using var receiver = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "RECEIVER" });
        await using var peer = await TestNode.StartAsync(Ct, profile => profile with { Peers = profile.Peers.With([new Appliance.Node.Peer(receiver.Address)]) });
        await peer.SendAsync([path], Ct);
        using var file = DicomFile.Open(path);

        var run = await VerbRun.OfAsync("--data", receiver.Profile.DataFolder, "get", $"{peer.Address}", "-k", $"StudyInstanceUID={file.Dataset.GetString(DicomTag.StudyInstanceUID)}", "--via", "move");

        Assert.Equal(0, run.Code);
        Assert.Equal(TestNode.DataSetOf(path), receiver.StoredDataSet(file.SopInstanceUid));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_WhetherANodeRunsOrNot_ArrivesInTheArchiveByteForByte(bool isRunning)
    {
        // What has no study UID cannot be named to a peer.
        var files = StoreAndFindTests.SomeOfEverything().Where(path => !path.Contains("NearLossless", StringComparison.Ordinal)).ToList();
        await using var receiver = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "RECEIVER" });
        await using var peer = await TestNode.StartAsync(Ct);
        await peer.SendAsync(files, Ct);
        if (!isRunning)
        {
            await receiver.Node.DisposeAsync();
            receiver.Archive.Dispose();
        }

        var run = await VerbRun.OfAsync("--data", receiver.Profile.DataFolder, "get", $"{peer.Address}", "-k", "PatientID=*", "--json");

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(files.Count, run.Objects.Sum(o => o.GetProperty("received").GetInt32()));
        if (!isRunning)
        {
            await receiver.RestartAsync(Ct);
        }

        Assert.All(files, path =>
        {
            using var file = DicomFile.Open(path);
            Assert.Equal(TestNode.DataSetOf(path), receiver.StoredDataSet(file.SopInstanceUid));
        });
        Assert.Empty(Directory.GetFiles(receiver.Profile.DataFolder, "*.part"));
    }

    [Fact]
    public async Task Get_OfALargeInstanceForARunningNode_IsHandedOnWhole()
    {
        var dataSet = new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.SOPInstanceUID, "1.1.1").Set(DicomTag.PatientID, "1")
            .Set(DicomTag.StudyInstanceUID, "1").Set(DicomTag.SeriesInstanceUID, "1.1").SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[20 << 20]);
        var octets = DicomDatasetWriter.Write(dataSet, DicomTransferSyntax.ExplicitVRLittleEndian);
        await using var receiver = await TestNode.StartAsync(Ct, profile => profile with { AeTitle = "RECEIVER" });
        await using var peer = ScriptedPeer.Start();
        peer.OnRetrieve = _ => RetrievePlan.Send([Network.NetworkNode.Item("1.1.1", octets)]);

        var run = await VerbRun.OfAsync("--data", receiver.Profile.DataFolder, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1");

        Assert.True(run.Code == 0, run.Error);
        Assert.Equal(octets, receiver.StoredDataSet(new DicomUID("1.1.1")));
        Assert.Empty(Directory.GetFiles(receiver.Profile.DataFolder, "*.part"));
    }

    // The storage contexts of C-GET are for the classes that the study has: as the study says, else as its images say, else the usual ones.
    [Theory]
    [InlineData(true, true, "1.2.840.10008.5.1.4.1.1.2 1.2.840.10008.5.1.4.1.1.481.3")]
    [InlineData(false, true, "1.2.840.10008.5.1.4.1.1.2 1.2.840.10008.5.1.4.1.1.4")]
    [InlineData(false, false, null)]
    public async Task Get_Proposes_TheClassesThatAreThere(bool studyTells, bool imagesTell, string? expected)
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnFind = request => request.Identifier.GetString(DicomTag.QueryRetrieveLevel) switch
        {
            "STUDY" => [FindMatch.Of(studyTells
                ? new DicomDataset().Set(DicomTag.StudyInstanceUID, "1").Set(DicomTag.SOPClassesInStudy, "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.481.3")
                : new DicomDataset().Set(DicomTag.StudyInstanceUID, "1"))],
            "SERIES" => [FindMatch.Of(new DicomDataset().Set(DicomTag.SeriesInstanceUID, "1.1")), FindMatch.Of(new DicomDataset().Set(DicomTag.SeriesInstanceUID, "1.2"))],
            _ => imagesTell
                ? [FindMatch.Of(new DicomDataset().Set(DicomTag.SOPInstanceUID, "9").Set(
                    DicomTag.SOPClassUID, request.Identifier.GetString(DicomTag.SeriesInstanceUID) == "1.1" ? "1.2.840.10008.5.1.4.1.1.2" : "1.2.840.10008.5.1.4.1.1.4"))]
                : [FindMatch.Failure(DicomStatus.UnableToProcess, "no images today")],
        };

        await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1");

        var proposed = Assert.Single(peer.Retrieves).Association.Contexts.Select(context => context.AbstractSyntax.Value).Where(uid => !uid.Contains(".5.1.4.1.2.", StringComparison.Ordinal)).Distinct().Order();
        Assert.Equal((expected is null ? GetContexts.All.Select(context => context.AbstractSyntax.Value).Distinct() : expected.Split(' ')).Order(), proposed);
    }

    [Fact]
    public async Task Get_FromAPeerThatCannotBeSearched_IsAskedByUids()
    {
        await using var peer = ScriptedPeer.Start(finds: false);

        var byUid = await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1");
        var byName = await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "PatientName=A*");

        Assert.Equal(0, byUid.Code);
        Assert.Single(peer.Retrieves);
        Assert.Equal(65, byName.Code);
    }

    // Beyond 4.2.5.3.1.3.1, where the destination is always the local STORAGE-SCP: -aem names another, and nothing is opened here.
    [Theory]
    [InlineData(true, 0, "0 received")]
    [InlineData(false, 66, "does not know the destination ELSEWHERE")]
    public async Task Move_ToAThirdNode_IsAskedOfThePeerAlone(bool isKnown, int code, string told)
    {
        await using var peer = ScriptedPeer.Start();
        peer.OnRetrieve = request => isKnown ? RetrievePlan.Send([], peer.Address) : RetrievePlan.Refuse(DicomStatus.MoveDestinationUnknown, "who?");

        var run = await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "StudyInstanceUID=1", "-aem", "ELSEWHERE");

        Assert.True(run.Code == code, run.Error);
        Assert.Contains(told, run.Output + run.Error, StringComparison.Ordinal);
        Assert.Equal("ELSEWHERE", Assert.Single(peer.Retrieves).MoveDestination);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Get_WithoutKeys_IsAUsageError()
    {
        await using var peer = ScriptedPeer.Start();

        Assert.Equal(1, (await VerbRun.OfAsync("--data", Data, "get", $"{peer.Address}", "-k", "StudyInstanceUID")).Code);
        Assert.Empty(peer.Retrieves);
        Assert.Empty(peer.Finds);
    }

    private Task<VerbRun> MoveAsync(ScriptedPeer peer, string[] arguments, ScriptedPeer? known = null)
    {
        var profile = Path.Combine(_folder, "profile.toml");
        File.WriteAllText(profile, "[node]\nae-title = \"RECEIVER\"\nport = 0\nbind = \"127.0.0.1\"\n"
            + (known is null ? "" : $"[peers.known]\naddress = \"{known.Address}\"\n"));
        return VerbRun.OfAsync(["--profile", profile, "--data", Data, "get", $"{peer.Address}", "--via", "move", .. arguments]);
    }
}
