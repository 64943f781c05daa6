using System.Net;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Node;
using Xunit;

namespace Appliance.UnitTests.Node;

public sealed class ProfileReaderTests
{
    private static readonly string Folder = Path.Combine(Path.GetTempPath(), "somewhere");

    [Fact]
    public void BuiltInProfile_Read_SaysWhatTheDefaultsSay()
    {
        var profile = Composition.ReadProfile(null, null);

        // The file that people read must not drift from the values that hold where a key is missing.
        var defaults = new NodeProfile();
        Assert.Equal(
            defaults with { DataFolder = "", LogFolder = "", Peers = PeerBook.Empty },
            profile with { DataFolder = "", LogFolder = "", Peers = PeerBook.Empty });
        Assert.Equal(Path.Combine(Composition.Home, "data"), profile.DataFolder);
        Assert.Empty(profile.Peers.Peers);
    }

    [Fact]
    public void Retention_IsOffUntilALimitIsNamed()
    {
        Assert.False(Read("[retention]\nin-use-minutes = 5").Retention.IsOn);

        var retention = Read("[retention]\nmax-size-gib = 500\nmax-age-days = 365\nkeep-free-mib = 2048\nin-use-minutes = 30").Retention;

        Assert.Equal(
            new RetentionPolicy { MaxBytes = 500L << 30, MaxAge = TimeSpan.FromDays(365), KeepFree = 2L << 30, Quiet = TimeSpan.FromMinutes(30) }, retention);
        Assert.Equal(3L << 20, Read("[retention]\nmax-size-mib = 3").Retention.MaxBytes);
        Assert.False(Read("[retention]\nmax-size-gib = 0").Retention.IsOn);
    }

    [Fact]
    public void Profile_WithEveryKey_IsReadWhole()
    {
        var profile = Read("""
            [node]
            ae-title = "STICK"
            port = 104
            bind = "127.0.0.1"
            accept-any-called-title = true
            [folders]
            data = "store"
            logs = "/var/log/appliance"
            [archive]
            durability = "power"
            free-space-floor-mib = 10
            [storage]
            private-classes = ["1.3.12.2.1107.5.9.1", "1.2.3.4"]
            prefer-compressed = true
            [limits]
            max-pdu-length = 65536
            artim-timeout-seconds = 7
            idle-timeout-seconds = 8
            dimse-timeout-seconds = 9
            log-size-mib = 1
            [peers.pacs]
            address = "PACS@192.0.2.10:104"
            charset = "ISO_IR 100"
            move-destination = false
            """);

        Assert.Equal("STICK", profile.AeTitle);
        Assert.Equal(104, profile.Port);
        Assert.Equal(IPAddress.Loopback, profile.Bind);
        Assert.True(profile.AcceptAnyCalledTitle);
        Assert.Equal(Path.Combine(Folder, "store"), profile.DataFolder);
        Assert.Equal(Path.GetFullPath("/var/log/appliance", Folder), profile.LogFolder);
        Assert.Equal(ArchiveDurability.Power, profile.Durability);
        Assert.Equal(10L << 20, profile.FreeSpaceFloor);
        Assert.True(profile.PrivateClasses.Allows(new DicomUID("1.3.12.2.1107.5.9.1")));
        Assert.False(profile.PrivateClasses.Allows(new DicomUID("1.3.12.2.1107.5.9.2")));
        Assert.True(profile.PrefersCompressed);
        Assert.True(ApplianceNode.NetworkOptionsOf(profile).PrefersCompressed);
        Assert.Same(profile.PrivateClasses, ApplianceNode.NetworkOptionsOf(profile).PrivateClasses);
        Assert.Equal(65536, profile.MaxPduLength);
        Assert.Equal(7, profile.ArtimTimeout.TotalSeconds);
        Assert.Equal(8, profile.IdleTimeout.TotalSeconds);
        Assert.Equal(9, profile.DimseTimeout.TotalSeconds);
        Assert.Equal(1L << 20, profile.LogSize);
        Assert.True(profile.Peers.TryGet("PACS", out var peer));
        Assert.Equal("PACS@192.0.2.10:104", peer.Address.ToString());
        Assert.Equal("pacs", peer.Address.Name);
        Assert.Equal("ISO_IR 100", peer.FallbackCharacterSet);
        Assert.False(peer.IsMoveDestination);
    }

    [Fact]
    public void Layer_OverAnother_ChangesOnlyWhatItMentions()
    {
        var below = Read("""
            [node]
            port = 104
            ae-title = "BELOW"
            [peers]
            a = { address = "A@h:1", charset = "ISO_IR 144" }
            b = { address = "B@h:2" }
            """);

        var over = Read("[node]\nae-title = \"OVER\"\n[peers.a]\naddress = \"A2@h:3\"\n", below);

        Assert.Equal("OVER", over.AeTitle);
        Assert.Equal(104, over.Port);
        Assert.True(over.Peers.TryGet("a", out var changed));
        Assert.Equal("A2@h:3", changed.Address.ToString());
        Assert.Equal("ISO_IR 144", changed.FallbackCharacterSet);
        Assert.True(over.Peers.TryGet("b", out _));
    }

    [Theory]
    [InlineData("[node]\n\nprot = 104\n", 3, "unknown key 'node.prot'")]
    [InlineData("[nod]\nport = 104\n", 2, "unknown key 'nod.port'")]
    [InlineData("[node]\nport = 70000\n", 2, "'node.port' is 70000, expected a whole number from 0 to 65535")]
    [InlineData("[node]\nport = \"104\"\n", 2, "expected a whole number")]
    [InlineData("[node]\nae-title = \"SEVENTEEN LETTERS\"\n", 2, "application entity title")]
    [InlineData("[node]\nbind = \"localhost\"\n", 2, "an IP address")]
    [InlineData("[archive]\ndurability = \"safe\"\n", 2, "\"process\" or \"power\"")]
    [InlineData("[limits]\nmax-pdu-length = 0\n", 2, "from 4096")]
    [InlineData("[storage]\nprivate-classes = \"1.2.3\"\n", 2, "'storage.private-classes'")]
    [InlineData("[storage]\nprivate-classes = [\"1.2.3\", \"mine\"]\n", 2, "a list of SOP Class UIDs")]
    [InlineData("[storage]\nprivate-classes = [\"1.2.840.10008.5.1.4.1.1.2\"]\n", 2, "that the standard does not have")]
    [InlineData("[storage]\nprivate-classes = [1]\n", 2, "a list of SOP Class UIDs")]
    [InlineData("[peers.x]\naddress = \"X at h\"\n", 2, "'peers.x.address'")]
    [InlineData("[peers.x]\ncharset = \"ISO_IR 100\"\n", 2, "peer 'x' has no address")]
    [InlineData("[peers.x]\nadress = \"X@h:1\"\n", 2, "unknown key 'peers.x.adress'")]
    [InlineData("[[peers]]\naddress = \"X@h:1\"\n", 1, "no arrays of tables")]
    [InlineData("[tls]\nport = 2762\n", 2, "TLS needs a certificate to show")]
    [InlineData("[tls]\ncertificate = \"a.pem\"\nkey-file = \"a.key\"\n", 3, "unknown key 'tls.key-file'")]
    [InlineData("[peers.x]\naddress = \"X@h:1\"\nca = \"ca.pem\"\n", 3, "'ca' would do nothing; write tls = true")]
    [InlineData("[node\nport = 104\n", 1, "not TOML")]
    [InlineData("[node]\nport = 1\nport = 2\n", 3, "not TOML")]
    public void Profile_ThatCannotBeUsed_TellsLineAndReason(string text, int line, string reason)
    {
        var problem = Assert.Throws<ProfileException>(() => Read(text));

        Assert.Equal(line, problem.Line);
        Assert.StartsWith($"test.toml, line {line}: ", problem.Message);
        Assert.Contains(reason, problem.Message);
    }

    [Fact]
    public void Profile_WithTls_NamesFilesFromItsOwnFolderAndReadsThemLater()
    {
        var profile = Read("""
            [tls]
            port = 12762
            certificate = "node.pem"
            key = "/etc/node.key"
            password-file = "word"
            ca = "ca.pem"
            require-client-certificate = true
            [peers.pacs]
            address = "PACS@192.0.2.10:2762"
            tls = true
            ca = "pacs.pem"
            certificate = "us.pem"
            key = "us.key"
            host-name = "pacs.example"
            verify-host-name = false
            """);

        var tls = profile.Tls!;
        Assert.Equal((12762, true), (tls.Port, tls.RequireClientCertificate));
        Assert.Equal(new NamedFile(Path.Combine(Folder, "node.pem"), "test.toml", 3), tls.Files.Certificate);
        Assert.Equal(Path.GetFullPath("/etc/node.key"), tls.Files.Key!.Path);
        Assert.Equal(Path.Combine(Folder, "word"), tls.Files.Password!.Path);
        Assert.Equal(Path.Combine(Folder, "ca.pem"), tls.Files.Authorities!.Path);
        Assert.True(profile.Peers.TryGet("pacs", out var peer));
        Assert.Equal(("pacs.example", false), (peer.Tls!.HostName, peer.Tls.VerifyHostName));
        Assert.Equal(Path.Combine(Folder, "us.key"), peer.Tls.Files.Key!.Path);

        var problem = Assert.Throws<ProfileException>(() => peer.Ready());
        Assert.StartsWith("test.toml, line 11: ", problem.Message);
        Assert.Contains("is not there", problem.Message);
        Assert.Equal(3, Assert.Throws<ProfileException>(() => tls.Load()).Line);
    }

    [Fact]
    public void Layer_OverAPeerWithTls_KeepsItOrSwitchesItOff()
    {
        var below = Read("[peers.a]\naddress = \"A@h:1\"\ntls = true\nca = \"a.pem\"\n");

        Assert.True(Read("[peers.a]\naddress = \"A@h:2\"\nhost-name = \"x\"\n", below).Peers.TryGet("a", out var kept));
        Assert.True(Read("[peers.a]\ntls = false\n", below).Peers.TryGet("a", out var plain));

        Assert.Equal(("x", Path.Combine(Folder, "a.pem")), (kept.Tls!.HostName, kept.Tls.Files.Authorities!.Path));
        Assert.Null(plain.Tls);
    }

    [Fact]
    public void NamedProfile_ThatIsNowhere_TellsWhereItWasLookedFor()
    {
        var problem = Assert.Throws<ProfileException>(() => Composition.ReadProfile("no-such-profile", null));

        Assert.Contains("no-such-profile", problem.Message);
        Assert.Contains("usb", problem.Message);
    }

    [Fact]
    public void NamedProfile_AsAFile_CountsFoldersFromItsOwn()
    {
        var folder = Directory.CreateTempSubdirectory("profile");
        try
        {
            var path = Path.Combine(folder.FullName, "booth.toml");
            File.WriteAllText(path, "[folders]\ndata = \"pictures\"\n");

            Assert.Equal(Path.Combine(folder.FullName, "pictures"), Composition.ReadProfile(path, null).DataFolder);
            Assert.Equal(Path.GetFullPath("elsewhere"), Composition.ReadProfile(path, "elsewhere").DataFolder);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static NodeProfile Read(string text, NodeProfile? under = null) => ProfileReader.Read(text, "test.toml", Folder, under ?? new NodeProfile());
}
