using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>TLS against other software: DCMTK's programs both ways, and OpenSSL's own client.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly Installation _installation = Installation.Make();
    private readonly TestAuthority _authority = new();
    private readonly string _ca;
    private readonly (string Certificate, string Key) _peer;

    public TlsTests()
    {
        _ca = _authority.WriteTo(_installation.Folder);
        TestAuthority.Write(_installation.Folder, "node", _authority.Issue("localhost", ["127.0.0.1", "localhost"]));
        _peer = TestAuthority.Write(_installation.Folder, "peer", _authority.Issue("peer", ["127.0.0.1", "localhost"]));
    }

    public void Dispose()
    {
        _installation.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Echoscu_OverTls_IsAnsweredAndWithoutACertificateTurnedAway()
    {
        using var node = Serve("require-client-certificate = true");
        var port = SecurePortOf(node);
        string[] to = ["-aec", node.AeTitle, "127.0.0.1", port];

        ProgramRun.Of(Foreign.Need("echoscu", "dcmtk"), ["+tls", _peer.Key, _peer.Certificate, "+cf", _ca, .. to]).Succeeded();
        Assert.NotEqual(0, ProgramRun.Of(Foreign.Need("echoscu", "dcmtk"), ["+tla", "+cf", _ca, .. to]).ExitCode);
        Assert.NotEqual(0, ProgramRun.Of(Foreign.Need("echoscu", "dcmtk"), to).ExitCode);
        Assert.True(Dcmtk.Echo(node), "no answer on the plain port");
        node.Stop();
    }

    [Fact]
    public void Storescu_OverTls_StoresAFile()
    {
        var file = CorpusFile.All().First(file => file.Path == "ct/CT1_UNC.implicit_little_endian.dcm");
        using var node = Serve("");
        ProgramRun.Of(Foreign.Need("storescu", "dcmtk"),
            ["-R", "-xi", "+tla", "+cf", _ca, "-aec", node.AeTitle, "127.0.0.1", SecurePortOf(node), Corpus.PathOf(file.Path)]).Succeeded();

        Assert.Equal(1, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
        node.Stop();
    }

    [Theory]
    [InlineData("-tls1_2", "TLSv1.2")]
    [InlineData("-tls1_3", "TLSv1.3")]
    public void OpenSsl_OfBothVersions_AgreesOnASuiteOfTheProfile(string version, string expected)
    {
        using var node = Serve("");

        var run = ProgramRun.Of(Foreign.Need("openssl", "openssl"),
            ["s_client", version, "-connect", $"127.0.0.1:{SecurePortOf(node)}", "-CAfile", _ca, "-verify_return_error", "-brief"], input: "");

        Assert.Contains($"Protocol version: {expected}", run.Error + run.Output);
        Assert.Contains("_GCM_", (run.Error + run.Output).Replace('-', '_'));
        node.Stop();
    }

    [Theory]
    [InlineData("-tls1_1")]
    [InlineData("-tls1_2", "-cipher", "AES128-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")]
    public void OpenSsl_BelowTheProfile_IsRefused(params string[] below)
    {
        using var node = Serve("");

        var run = ProgramRun.Of(Foreign.Need("openssl", "openssl"),
            ["s_client", .. below, "-connect", $"127.0.0.1:{SecurePortOf(node)}", "-CAfile", _ca, "-verify_return_error"], input: "");

        Assert.NotEqual(0, run.ExitCode);
        Assert.True(Dcmtk.Echo(node), "no answer after a refused handshake");
        node.Stop();
    }

    [Fact]
    public void Storescp_OverTls_IsCalledWithOurCertificate()
    {
        var port = FreePort();
        var received = _installation.NewFolder("received");
        using var scp = Process.Start(new ProcessStartInfo(Foreign.Need("storescp", "dcmtk"),
            ["+tls", Path.Combine(_installation.Folder, "node.key"), Path.Combine(_installation.Folder, "node.pem"), "+cf", _ca, "-rc", "-od", received, $"{port}"]))!;
        try
        {
            var peer = $"ANY-SCP@127.0.0.1:{port}";
            string[] tls = ["--tls-ca", _ca, "--tls-cert", _peer.Certificate, "--tls-key", _peer.Key];
            var echo = Until(() => _installation.Run(["echo", peer, .. tls]));
            Assert.True(echo.ExitCode == 0, echo.Error);

            _installation.Run(["send", peer, Corpus.PathOf("ct/CT_small.dcm"), .. tls]).Succeeded();
            Assert.Single(Directory.GetFiles(received));

            var withoutCertificate = _installation.Run("echo", peer, "--tls-ca", _ca);
            Assert.InRange(withoutCertificate.ExitCode, 61, 62);
            Assert.Contains("client certificate", withoutCertificate.Error);
            var plain = _installation.Run("echo", peer);
            Assert.InRange(plain.ExitCode, 61, 62);
        }
        finally
        {
            scp.Kill();
            scp.WaitForExit();
        }
    }

    private NodeProcess Serve(string keys)
    {
        var profile = Path.Combine(_installation.Folder, "tls.toml");
        File.WriteAllText(profile, $"""
            [tls]
            port = 0
            certificate = "node.pem"
            key = "node.key"
            ca = "ca.pem"
            {keys}

            """);
        return _installation.Serve("--profile", profile);
    }

    // A line printed before the one that NodeProcess waits for.
    private static string SecurePortOf(NodeProcess node) => node.Said.Split('\n').First(line => line.StartsWith("TLS at ", StringComparison.Ordinal)).Trim().Split(':')[^1];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Repeats until the other program listens.</summary>
    private static ProgramRun Until(Func<ProgramRun> run)
    {
        var last = run();
        for (var tries = 0; tries < 50 && last.ExitCode != 0; tries++)
        {
            Thread.Sleep(100);
            last = run();
        }

        return last;
    }
}
