using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.Network;
using Appliance.Node;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>TLS from the profile's files to an echo, and what is told of files that cannot be used.</summary>
public sealed class TlsNodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tls-test").FullName;
    private readonly TestAuthority _authority = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Node_WithTlsInItsProfile_AnswersAVerbThatNamesTheCa()
    {
        var authority = _authority.WriteTo(_folder);
        TestAuthority.Write(_folder, "node", _authority.Issue("localhost", ["127.0.0.1"]));
        TestAuthority.Write(_folder, "verb", _authority.Issue("verb", ["verb"]));
        await using var node = await StartAsync("certificate = \"node.pem\"\nkey = \"node.key\"\nca = \"ca.pem\"\nrequire-client-certificate = true");
        Assert.NotEqual(node.Node.LocalEndPoint, node.Node.SecureEndPoint);
        var peer = $"{node.Node.AeTitle}@127.0.0.1:{node.Node.SecureEndPoint!.Port}";

        var (code, output, error) = await RunAsync("echo", peer, "-v", "--tls-ca", authority, "--tls-cert", Path.Combine(_folder, "verb.pem"), "--tls-key", Path.Combine(_folder, "verb.key"));
        Assert.Equal("", code == 0 ? "" : error);
        Assert.Contains("Success", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("protected by TLS 1.3", error, StringComparison.Ordinal);

        var refused = await RunAsync("echo", peer, "--tls-ca", authority);
        Assert.InRange(refused.Code, 61, 62);
        Assert.Contains("client certificate", refused.Error, StringComparison.Ordinal);
        var untrusted = await RunAsync("echo", peer, "--tls");
        Assert.Equal(61, untrusted.Code);
        Assert.Contains("the authorities this machine trusts", untrusted.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("echo", peer, "--tls-ca", Path.Combine(_folder, "nowhere.pem"))).Code);
    }

    [Fact]
    public async Task SamePort_ForBoth_SpeaksTlsAlone()
    {
        TestAuthority.Write(_folder, "node", _authority.Issue("localhost", ["127.0.0.1"]));
        var port = FreePort();
        await using var node = await StartAsync($"port = {port}\ncertificate = \"node.pem\"\nkey = \"node.key\"", profile => profile with { Port = port });

        Assert.Equal(node.Node.LocalEndPoint, node.Node.SecureEndPoint);
        var secure = node.Address with { Tls = new TlsClientOptions { Authorities = TlsAuthorities.Of("ca", _authority.Certificate) } };
        await using var client = await DicomClient.ConnectAsync(secure, "TESTER", QueryContexts.Verification, null, Ct);
        Assert.True((await client.EchoAsync(Ct)).IsSuccess);
        await Assert.ThrowsAsync<AssociationException>(() => DicomClient.ConnectAsync(node.Address, "TESTER", QueryContexts.Verification, null, Ct));
    }

    // The node that has the archive open takes TLS alone: a verb with the same profile attaches to it all the same.
    [Fact]
    public async Task Ls_WhileANodeOfTlsAloneRuns_AsksItOverTls()
    {
        TestAuthority.Write(_folder, "node", _authority.Issue("localhost", ["127.0.0.1"]));
        var port = FreePort();
        var keys = $"port = {port}\ncertificate = \"node.pem\"\nkey = \"node.key\"";
        await using var node = await StartAsync(keys, profile => profile with { Port = port });
        var profile = Path.Combine(_folder, "local.toml");
        await File.WriteAllTextAsync(profile, $"[node]\nport = {port}\n[tls]\n{keys}\n", Ct);

        var run = await VerbRun.OfAsync("--profile", profile, "--data", node.Profile.DataFolder, "ls", "-v");

        Assert.Equal("", run.Code == 0 ? "" : run.Error);
        Assert.Contains("protected by TLS", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EncryptedKey_WithItsPasswordFile_IsRead()
    {
        Write("node", _authority.Issue("localhost", ["127.0.0.1"]), password: "s3cret");
        await File.WriteAllTextAsync(Path.Combine(_folder, "word"), "s3cret\n", Ct);

        await using var node = await StartAsync("certificate = \"node.pem\"\nkey = \"node.key\"\npassword-file = \"word\"");

        Assert.NotNull(node.Node.SecureEndPoint);
    }

    [Theory]
    [InlineData("certificate = \"nowhere.pem\"", 2, "the certificate is not there")]
    [InlineData("certificate = \"notes.txt\"", 2, "holds no certificate in PEM form")]
    [InlineData("certificate = \"node.pem\"", 2, "holds no private key in PEM form")]
    [InlineData("certificate = \"node.pem\"\nkey = \"nowhere.key\"", 3, "the private key is not there")]
    [InlineData("certificate = \"node.pem\"\nkey = \"notes.txt\"", 3, "holds no private key in PEM form")]
    [InlineData("certificate = \"node.pem\"\nkey = \"other.key\"", 3, "is not that of the certificate CN=localhost")]
    [InlineData("certificate = \"locked.pem\"\nkey = \"locked.key\"", 3, "is encrypted: name a file with its password")]
    [InlineData("certificate = \"locked.pem\"\nkey = \"locked.key\"\npassword-file = \"notes.txt\"", 3, "is the password in")]
    [InlineData("certificate = \"broken.pem\"", 2, "cannot be read")]
    [InlineData("certificate = \"node.pem\"\nkey = \"node.key\"\nca = \"notes.txt\"", 4, "holds no certificate in PEM form")]
    public async Task File_ThatCannotBeUsed_IsToldWithItsLineBeforeAnythingListens(string keys, int line, string words)
    {
        TestAuthority.Write(_folder, "node", _authority.Issue("localhost", ["127.0.0.1"]));
        TestAuthority.Write(_folder, "other", _authority.Issue("localhost", ["127.0.0.1"]));
        Write("locked", _authority.Issue("localhost", ["127.0.0.1"]), password: "s3cret");
        await File.WriteAllTextAsync(Path.Combine(_folder, "notes.txt"), "nothing of use\n", Ct);
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", Ct);

        var e = await Assert.ThrowsAsync<ProfileException>(() => StartAsync(keys));

        Assert.Equal(line, e.Line);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatHasExpired_IsNotedAtTheStart()
    {
        TestAuthority.Write(_folder, "node", _authority.Issue("localhost", ["127.0.0.1"], fromDays: -20, toDays: -10));
        await using var node = await StartAsync("certificate = \"node.pem\"\nkey = \"node.key\"");

        await node.RestartAsync(Ct);

        Assert.Contains(node.Notices, notice => notice.Contains("peers will not take it", StringComparison.Ordinal));
    }

    private async Task<TestNode> StartAsync(string keys, Func<NodeProfile, NodeProfile>? change = null)
    {
        var port = keys.Contains("port", StringComparison.Ordinal) ? "" : "\nport = 0";
        var tls = ProfileReader.Read($"[tls]\n{keys}{port}\n", "test.toml", _folder, new NodeProfile()).Tls;
        return await TestNode.StartAsync(Ct, profile => (change?.Invoke(profile) ?? profile) with { Tls = tls });
    }

    private void Write(string name, X509Certificate2 certificate, string password)
    {
        TestAuthority.Write(_folder, name, certificate);
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(_folder, name + ".key"), key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["--data", Path.Combine(_folder, "data"), .. arguments], output, error, errorIsTerminal: false, Ct);
        return (code, output.ToString(), error.ToString());
    }
}
