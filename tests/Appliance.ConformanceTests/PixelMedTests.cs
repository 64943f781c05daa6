using System.Text.RegularExpressions;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>
/// PixelMed's toolkit, whose conformance statement this product carries out, both ways: the one peer that has the bzip2 transfer syntax, too.
/// Skipped where it, a Java compiler, or what it builds on is not here (packages libpixelmed-java, libhsqldb-java, libcommons-compress-java).
/// </summary>
public sealed partial class PixelMedTests
{
    private const string Bzip2 = "1.3.6.1.4.1.5962.300.1";
    private const string Ct = "ct/CT_small.dcm";
    private const string Mr = "mr/MR_small.dcm";
    private static readonly string[] Jars = ["pixelmed", "hsqldb", "commons-compress", "commons-codec", "vecmath"];

    // 4.2.2.4.1.2, 4.2.2.4.1.3.3: PixelMed offers all five syntaxes, we choose bzip2, and what we keep is what it sent.
    [Fact]
    public void PixelMed_AsUser_SendsInBzip2AndWhatIsKeptIsWhatItRead()
    {
        using var installation = Installation.Make();
        var file = Read(installation, Ct);
        using (var node = installation.Serve())
        {
            Java("send", $"{node.Port}", node.AeTitle, file.Path, file.SopClass, file.SopInstance);
            var got = installation.NewFolder("got");
            ProgramRun.Of(Foreign.Need("getscu", "dcmtk"),
                ["-S", "+xe", "-od", got, .. StudyNode.Keys(file, "STUDY", isPatientRoot: false).SelectMany(key => new[] { "-k", key }), .. node.DcmtkPeer]).Succeeded();
            Studies.AssertSameElements([file], got);
            node.KillHard();
        }

        var stored = installation.NewFolder("stored");
        installation.Run("export", file.Study, "-o", stored).Succeeded();
        Assert.Contains(Bzip2, Text(Assert.Single(Directory.GetFiles(stored, "*", SearchOption.AllDirectories))), StringComparison.Ordinal);
    }

    // 4.2.3.3.1.3.3, 4.2.4, 4.2.5: PixelMed takes bzip2 from us, finds what it read in it, and gives it back by C-GET and C-MOVE.
    [Fact]
    public void PixelMed_AsServer_IsSentBzip2FoundAndRetrieved()
    {
        const string Title = "PIXELMED";
        using var installation = Installation.Make();
        var file = Read(installation, Mr);
        using var node = installation.Serve("--aet", "HOME");
        var port = FreePort.Take();
        var folder = installation.NewFolder("pixelmed");
        using var server = ForeignServer.Start(
            Program(), [.. Arguments("serve", $"{port}", Title, folder, node.AeTitle, $"{node.Port}")], folder, () => ForeignServer.Listens(port));
        var peer = $"{Title}@127.0.0.1:{port}";

        installation.Run("echo", peer).Succeeded();
        installation.Run("send", peer, "--compress", file.Path).Succeeded();
        Assert.Contains(Bzip2, Text(Assert.Single(Directory.GetFiles(Path.Combine(folder, "files")))), StringComparison.Ordinal);

        var found = Assert.Single(StudyNode.Lines(installation.Run("--json", "find", peer, "-k", "PatientID=" + file.Patient).Succeeded().Output));
        Assert.Equal(file.Study, found["StudyInstanceUID"]);

        var other = Path.Combine(installation.Folder, "other");
        ProgramRun.Of(installation.Program, ["--data", other, "get", peer, "-k", "StudyInstanceUID=" + file.Study], installation.Folder).Succeeded();
        var got = installation.NewFolder("got");
        ProgramRun.Of(installation.Program, ["--data", other, "export", file.Study, "-o", got], installation.Folder).Succeeded();
        Assert.Single(Directory.GetFiles(got, "*", SearchOption.AllDirectories));

        installation.Run("get", peer, "-k", "StudyInstanceUID=" + file.Study, "--via", "move").Succeeded();
        var moved = installation.NewFolder("moved");
        ProgramRun.Of(Foreign.Need("getscu", "dcmtk"),
            ["-S", "+xe", "-od", moved, .. StudyNode.Keys(file, "STUDY", isPatientRoot: false).SelectMany(key => new[] { "-k", key }), .. node.DcmtkPeer]).Succeeded();
        Studies.AssertSameElements([file], moved);
    }

    // The corpus file in explicit VR little endian, which is what comes back after bzip2.
    private static CorpusFile Read(Installation installation, string path)
    {
        Program();
        var folder = installation.NewFolder("sent");
        File.Copy(Corpus.PathOf(path), Path.Combine(folder, "sent.dcm"));
        return CorpusFile.Read(folder)[0] with { Path = Path.Combine(folder, "sent.dcm") };
    }

    private static void Java(params string[] words) => ProgramRun.Of(Program(), Arguments(words)).Succeeded();

    private static IEnumerable<string> Arguments(params string[] words) =>
        ["-Djava.awt.headless=true", "-cp", string.Join(':', Jars.Select(JarOf)), Path.Combine(AppContext.BaseDirectory, "scripts", "PixelMedPeer.java"), .. words];

    // Not asked for under continuous integration: a Java and ten packages for one peer.
    private static string Program()
    {
        var java = Foreign.Find("java");
        Assert.SkipWhen(java is null || Foreign.Find("javac") is null || !Jars.All(jar => File.Exists(JarOf(jar))), "PixelMed's toolkit, or a JDK for it, is not here");
        return java!;
    }

    private static string JarOf(string name) => $"/usr/share/java/{name}.jar";

    // The header of a file as text, to look for its transfer syntax without our own reader.
    private static string Text(string path) => Unprintable().Replace(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path)[..1024]), " ");

    [GeneratedRegex(@"[^\x20-\x7e]+")]
    private static partial Regex Unprintable();
}
