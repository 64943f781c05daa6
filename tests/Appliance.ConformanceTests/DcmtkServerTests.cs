using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>Our users against DCMTK's servers: <c>echo send find get</c>, every service we use, with <c>dcmqrscp</c> and <c>storescp</c>.</summary>
public sealed class DcmtkServerTests
{
    private const int FirstNetworkError = 60;
    private const string Ct = "ct/CT_small.dcm";
    private const string Mr = "mr/MR_small.dcm";

    // 4.2.3, 4.2.4, 4.2.5: store, find at every level of both models, C-MOVE and C-GET at every level, one server for all.
    [Fact]
    public void Dcmqrscp_SentFoundAndRetrieved_AgreesWithPydicom()
    {
        var files = Studies.Read();
        using var installation = Installation.Make();
        using var node = installation.Serve("--aet", "HOME");
        using var server = DcmtkServer.Dcmqrscp(installation.NewFolder("dcmqrscp"), "HOME", node.Port);

        installation.Run("echo", server.Peer).Succeeded();
        var sent = installation.Run(["send", server.Peer, .. Studies.Folders]).Succeeded();
        Assert.Contains($"sent {files.Count} of {files.Count}", sent.Output, StringComparison.Ordinal);

        AssertFound(installation, server, files);
        AssertTree(installation, server.Peer, files);
        AssertRetrieved(installation, server, node, files);
    }

    // 4.2.3.3.1.3.3, 4.2.3.3.1.2: a peer that takes one unencapsulated syntax alone gets every instance in that one.
    [Theory]
    [InlineData("LittleEndianImplicit", "+ti")]
    [InlineData("LittleEndianExplicit", "+te")]
    [InlineData("BigEndianExplicit", "+tb")]
    [InlineData("DeflatedLittleEndianExplicit", "+td")]
    public void Storescp_ThatTakesOneSyntaxAlone_IsSentThatOne(string syntax, string option)
    {
        using var installation = Installation.Make();
        using var server = DcmtkServer.StorescpWithOnly(syntax, installation.NewFolder("storescp"));
        var expected = installation.NewFolder("expected");
        foreach (var path in (string[])[Ct, Mr])
        {
            ProgramRun.Of(Foreign.Need("dcmconv", "dcmtk"), [option, Corpus.PathOf(path), Path.Combine(expected, Path.GetFileName(path))]).Succeeded();
        }

        var sent = installation.Run("send", server.Peer, Corpus.PathOf(Ct), Corpus.PathOf(Mr)).Succeeded();

        Assert.Contains("sent 2 of 2", sent.Output, StringComparison.Ordinal);
        Studies.AssertSameElements(CorpusFile.Read(expected).Select(file => file with { Path = Path.Combine(expected, file.Path) }), server.Folder);
    }

    // 4.2.3.3.1.1: an instance that cannot be sent is told, and the next one is sent.
    [Fact]
    public void Storescp_ThatTakesNoCompression_GetsTheOthersAndTheReasonIsTold()
    {
        using var installation = Installation.Make();
        using var server = DcmtkServer.Storescp(installation.NewFolder("storescp"));
        var jpeg = Corpus.PathOf("transfer-syntax/jpeg-ls/MR_small_jpeg_ls_lossless.dcm");

        var run = installation.Run("send", server.Peer, Corpus.PathOf(Ct), jpeg, Corpus.PathOf("charset/chrRuss.dcm"));

        Assert.InRange(run.ExitCode, FirstNetworkError, FirstNetworkError + 9);
        Assert.Contains("sent 2 of 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("MR_small_jpeg_ls_lossless.dcm", run.Error, StringComparison.Ordinal);
        Assert.Contains("JPEG-LS", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, server.Received.Count);
    }

    // Compressed objects go as they are to a peer that prefers them, byte for byte.
    [Theory]
    [InlineData("+xt", "transfer-syntax/jpeg-ls/MR_small_jpeg_ls_lossless.dcm")]
    [InlineData("+xs", "transfer-syntax/jpeg/JPEG-LL.dcm")]
    [InlineData("+xr", "transfer-syntax/rle/MR_small_RLE.dcm")]
    [InlineData("+xv", "transfer-syntax/jpeg-2000/MR_small_jp2klossless.dcm")]
    [InlineData("+xd", "transfer-syntax/deflated/image_dfl.dcm")]
    public void Storescp_ThatTakesACompression_GetsTheBytesOfTheFile(string option, string path)
    {
        using var installation = Installation.Make();
        using var server = DcmtkServer.Storescp(installation.NewFolder("storescp"), "+B", option);

        installation.Run("send", server.Peer, Corpus.PathOf(path)).Succeeded();

        var syntax = option == "+xd" ? "1.2.840.10008.1.2.1.99" : "";
        Assert.Equal(Part10.SentDataSet(Corpus.PathOf(path), syntax), Part10.DataSet(Assert.Single(server.Received)));
    }

    // The verbs say who refused or left, and end in the family of the network.
    [Theory]
    [InlineData("--refuse", "reject")]
    [InlineData("--abort-after", "abort")]
    [InlineData("--abort-during", "abort")]
    public void Storescp_ThatRefusesOrLeaves_IsToldInWords(string option, string expected)
    {
        using var installation = Installation.Make();
        using var server = DcmtkServer.Storescp(installation.NewFolder("storescp"), option);

        var run = installation.Run("send", server.Peer, Corpus.PathOf(Ct));

        Assert.InRange(run.ExitCode, FirstNetworkError, FirstNetworkError + 9);
        Assert.Contains(expected, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(server.Title, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Dcmqrscp_CalledByAnotherTitle_IsToldInWords()
    {
        using var installation = Installation.Make();
        using var server = DcmtkServer.Dcmqrscp(installation.NewFolder("dcmqrscp"), "NOBODY", FreePort.Take());

        var run = installation.Run("echo", $"127.0.0.1:{server.Port}", "-aec", "WRONG");

        Assert.InRange(run.ExitCode, FirstNetworkError, FirstNetworkError + 9);
        Assert.Contains("called AE title", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertFound(Installation installation, DcmtkServer server, IReadOnlyList<CorpusFile> files)
    {
        var one = Studies.LargestStudyOf(files)[0];
        foreach (var (level, model, unique, expected) in ((string, string, string, IEnumerable<string>)[])
        [
            ("PATIENT", "-P", "PatientID", files.Select(file => file.Patient)),
            ("STUDY", "-P", "StudyInstanceUID", files.Where(file => file.Patient == one.Patient).Select(file => file.Study)),
            ("STUDY", "-S", "StudyInstanceUID", files.Select(file => file.Study)),
            ("SERIES", "-S", "SeriesInstanceUID", files.Where(file => file.Study == one.Study).Select(file => file.Series)),
            ("IMAGE", "-S", "SOPInstanceUID", files.Where(file => file.Series == one.Series).Select(file => file.SopInstance)),
            ("IMAGE", "-P", "SOPInstanceUID", files.Where(file => file.Series == one.Series).Select(file => file.SopInstance)),
        ])
        {
            var keys = StudyNode.Keys(one, level, model == "-P").Skip(1).Where(key => !key.StartsWith(unique + "=", StringComparison.Ordinal)).Append(unique);
            var run = installation.Run(["--json", "find", server.Peer, model, "-L", level, .. keys.SelectMany(key => new[] { "-k", key })]).Succeeded();
            Assert.Equal(
                expected.Distinct().Order(StringComparer.Ordinal),
                StudyNode.Lines(run.Output).Where(line => line.ContainsKey(unique)).Select(line => line[unique]).Order(StringComparer.Ordinal));
        }
    }

    // 4.2.4.3.1.3.1: the tree below all studies, parents before children, on one association.
    private static void AssertTree(Installation installation, string peer, IReadOnlyList<CorpusFile> files)
    {
        var run = installation.Run("--json", "find", peer, "--recursive").Succeeded();
        var lines = StudyNode.Lines(run.Output).ToList();
        foreach (var (level, unique, expected) in ((string, string, IEnumerable<string>)[])
        [
            ("STUDY", "StudyInstanceUID", files.Select(file => file.Study)),
            ("SERIES", "SeriesInstanceUID", files.Select(file => file.Series)),
            ("IMAGE", "SOPInstanceUID", files.Select(file => file.SopInstance)),
        ])
        {
            Assert.Equal(
                expected.Distinct().Order(StringComparer.Ordinal),
                lines.Where(line => line.GetValueOrDefault("level") == level).Select(line => line[unique]).Order(StringComparer.Ordinal));
        }
    }

    private static void AssertRetrieved(Installation installation, DcmtkServer server, NodeProcess node, IReadOnlyList<CorpusFile> files)
    {
        var study = Studies.LargestStudyOf(files);
        var one = study.GroupBy(file => file.Series).MaxBy(series => series.Count())!.First();
        foreach (var (level, expected) in ((string, IEnumerable<CorpusFile>)[])
        [
            ("IMAGE", [one]), ("SERIES", study.Where(file => file.Series == one.Series)), ("STUDY", study),
        ])
        {
            // C-GET into an archive of its own each time.
            var other = Path.Combine(installation.Folder, "got" + level);
            string[] words = [server.Peer, "-L", level, .. StudyNode.Keys(one, level, isPatientRoot: false).Skip(1).SelectMany(key => new[] { "-k", key })];
            ProgramRun.Of(installation.Program, ["--data", other, "get", .. words, "--via", "get"], installation.Folder).Succeeded();
            var folder = installation.NewFolder("out-get-" + level);
            ProgramRun.Of(installation.Program, ["--data", other, "export", one.Study, "-o", folder], installation.Folder).Succeeded();
            Studies.AssertSameElements(expected, folder);

            // C-MOVE to the node that runs beside: what came before is overwritten.
            installation.Run(["get", .. words, "--via", "move"]).Succeeded();
            Assert.Equal(expected.Count(), Found(node, study));
        }

        node.KillHard();
        var moved = installation.NewFolder("out-move");
        installation.Run("export", one.Study, "-o", moved).Succeeded();
        Studies.AssertSameElements(study, moved);
    }

    // How many instances of the study the node has by now.
    private static int Found(NodeProcess node, IEnumerable<CorpusFile> study) => study.DistinctBy(file => file.Series).Sum(
        file => Dcmtk.Count(node, "IMAGE", "StudyInstanceUID=" + file.Study, "SeriesInstanceUID=" + file.Series, "SOPInstanceUID"));
}
