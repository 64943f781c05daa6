using System.Net.Sockets;
using System.Text;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>Wrong input costs one clear error and nothing else: the node serves on, and nothing half-stored is seen.</summary>
public sealed class BadInputTests
{
    // Places in ct/CT_small.dcm.
    private const int InsideAHeader = 405;
    private const int InsidePixelData = 30_000;

    private const int FirstInputError = 20;
    private const int FirstNetworkError = 60;

    [Fact]
    public void Node_SentGarbage_ServesOn()
    {
        using var installation = Installation.Make();
        using var node = installation.Serve();
        byte[][] garbage =
        [
            Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: node\r\n\r\n"),
            [0x01, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[64]],
            [0x04, 0x00, 0x00, 0x00, 0x00, 0x06, 0, 0, 0, 2, 1, 3],
            [0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 1, 2, 3, 4],
            [0x01],
            [.. Enumerable.Range(0, 100_000).Select(index => (byte)(index * 7919 >> 3))],
        ];
        foreach (var bytes in garbage)
        {
            using var client = new TcpClient("127.0.0.1", node.Port);
            client.GetStream().Write(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
        }

        Assert.True(Dcmtk.Echo(node), "no answer after garbage");
        Assert.False(node.HasExited);
        node.Stop();
    }

    [Fact]
    public void Store_CutInMidObject_LeavesNothingVisible()
    {
        var file = CorpusFile.All().First(file => file.Path == "ct/CT1_UNC.implicit_little_endian.dcm");
        using var installation = Installation.Make();
        using var node = installation.Serve();

        using (var relay = new CuttingRelay(node.Port, cutAfter: 200_000))
        {
            var sent = ProgramRun.Of(Foreign.Need("storescu", "dcmtk"),
                ["-R", "-xi", "-aec", node.AeTitle, "127.0.0.1", $"{relay.Port}", Corpus.PathOf(file.Path)]);
            Assert.NotEqual(0, sent.ExitCode);
            relay.WaitForCut();
        }

        Assert.True(Dcmtk.Echo(node), "no answer after a lost connection");
        Assert.Equal(0, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
        Dcmtk.Store(node, [file]);
        Assert.Equal(1, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
        node.Stop();
        Assert.Contains(file.SopInstance, installation.Run("ls", "instances").Succeeded().Output);
    }

    [Fact]
    public void Echo_ToAnotherTitle_TellsWhoRejectedWhyAndWhatToChange()
    {
        using var installation = Installation.Make();
        using var node = installation.Serve();
        var run = installation.Run("echo", $"WRONG@127.0.0.1:{node.Port}");
        Assert.InRange(run.ExitCode, FirstNetworkError, FirstNetworkError + 9);
        Assert.Contains("WRONG", run.Error);
        Assert.Contains("called AE title", run.Error, StringComparison.OrdinalIgnoreCase);
        AssertOneClearError(run);

        Assert.NotEqual(0, ProgramRun.Of(Foreign.Need("echoscu", "dcmtk"), ["-aec", "WRONG", "127.0.0.1", $"{node.Port}"]).ExitCode);
        Assert.True(Dcmtk.Echo(node), "no answer after a rejected association");
        node.Stop();
    }

    [Fact]
    public void Echo_WhereNobodyListens_EndsWithANetworkError()
    {
        using var installation = Installation.Make();
        int port;
        using (var listener = new TcpListener(System.Net.IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        }

        var run = installation.Run("echo", $"NOBODY@127.0.0.1:{port}");
        Assert.InRange(run.ExitCode, FirstNetworkError, FirstNetworkError + 9);
        Assert.Contains($"{port}", run.Error);
        AssertOneClearError(run);
    }

    [Theory]
    [InlineData("dump")]
    [InlineData("render")]
    [InlineData("send")]
    [InlineData("import")]
    public void File_OfNoUse_EndsWithAnInputError(string verb)
    {
        using var installation = Installation.Make();
        using var node = installation.Serve();
        foreach (var path in UselessFiles(installation, verb))
        {
            string[] arguments = verb switch
            {
                "render" => ["render", path, "-o", Path.Combine(installation.Folder, "out.png")],
                "send" => ["send", node.Peer, path],
                _ => [verb, path],
            };

            // The node has the archive open: what an import needs is another one.
            var run = ProgramRun.Of(installation.Program, ["--data", Path.Combine(installation.Folder, "other"), .. arguments], installation.Folder);
            Assert.True(run.ExitCode is >= FirstInputError and < FirstInputError + 10, $"'{run.Command}' ended with {run.ExitCode}\n{run.Output}\n{run.Error}");
            Assert.Contains(Path.GetFileName(path), run.Error + run.Output);
            AssertOneClearError(run);
            Assert.False(File.Exists(Path.Combine(installation.Folder, "out.png")));
        }

        Assert.Equal(0, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
        node.Stop();
    }

    [Theory]
    [InlineData("nosuchverb")]
    [InlineData("render")]
    [InlineData("serve", "--port", "seventy")]
    [InlineData("echo", "no-peer-at-all")]
    public void Call_Wrong_EndsWithUsage(params string[] arguments)
    {
        using var installation = Installation.Make();
        var run = installation.Run(arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.NotEqual("", run.Error.Trim());
    }

    private static IEnumerable<string> UselessFiles(Installation installation, string verb)
    {
        var text = Path.Combine(installation.Folder, "letter.txt");
        File.WriteAllText(text, "Dear reader, this is no image. " + new string('x', 5000));
        yield return text;

        var empty = Path.Combine(installation.Folder, "empty.dcm");
        File.WriteAllBytes(empty, []);
        yield return empty;

        yield return Path.Combine(installation.Folder, "not-there.dcm");

        // A look at what is there is allowed; keeping or sending half an object is not.
        if (verb is "render" or "send" or "import")
        {
            yield return Cut(installation, InsideAHeader);
        }

        if (verb is "send" or "import")
        {
            yield return Cut(installation, InsidePixelData);
        }
    }

    private static string Cut(Installation installation, int length)
    {
        var path = Path.Combine(installation.Folder, $"cut-{length}.dcm");
        File.WriteAllBytes(path, File.ReadAllBytes(Corpus.PathOf("ct/CT_small.dcm"))[..length]);
        return path;
    }

    private static void AssertOneClearError(ProgramRun run)
    {
        Assert.NotEqual("", run.Error.Trim());
        Assert.DoesNotContain("   at ", run.Error);
        Assert.DoesNotContain("Unhandled", run.Error);
        Assert.InRange(run.Error.Trim().Split('\n').Length, 1, 6);
    }
}
