using System.Globalization;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>DCMTK's servers: <c>storescp</c>, which receives, and <c>dcmqrscp</c>, which also finds and gives.</summary>
internal sealed class DcmtkServer : IDisposable
{
    private const string Package = "dcmtk";

    private readonly ForeignServer _server;

    private DcmtkServer(ForeignServer server, string title, int port, string folder)
    {
        _server = server;
        Title = title;
        Port = port;
        Folder = folder;
    }

    public string Title { get; }

    public int Port { get; }

    /// <summary>Where it keeps what it receives.</summary>
    public string Folder { get; }

    /// <summary>The server as a peer: <c>AET@host:port</c>.</summary>
    public string Peer => string.Create(CultureInfo.InvariantCulture, $"{Title}@127.0.0.1:{Port}");

    /// <summary>What it printed so far.</summary>
    public string Said => _server.Said;

    /// <summary>What it has received.</summary>
    public IReadOnlyList<string> Received => [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal)];

    /// <summary>A <c>storescp</c> with the options given.</summary>
    public static DcmtkServer Storescp(string folder, params IEnumerable<string> options)
    {
        const string Title = "STORESCP";
        var port = FreePort.Take();
        var server = ForeignServer.Start(Foreign.Need("storescp", Package), ["-aet", Title, "-od", folder, .. options, $"{port}"], folder, () => ForeignServer.Listens(port));
        return new DcmtkServer(server, Title, port, folder);
    }

    /// <summary>A <c>storescp</c> that takes CT and MR in one transfer syntax alone, named as DCMTK names it.</summary>
    public static DcmtkServer StorescpWithOnly(string syntax, string folder)
    {
        var profile = Path.Combine(Path.GetDirectoryName(folder)!, $"{syntax}.cfg");
        File.WriteAllText(profile, $"""
            [[TransferSyntaxes]]
            [Only]
            TransferSyntax1 = {syntax}
            [[PresentationContexts]]
            [Contexts]
            PresentationContext1 = CTImageStorage\Only
            PresentationContext2 = MRImageStorage\Only
            [[Profiles]]
            [Default]
            PresentationContexts = Contexts

            """);
        return Storescp(folder, "-xf", profile, "Default");
    }

    /// <summary>A <c>dcmqrscp</c> with an empty store, which knows one move destination.</summary>
    public static DcmtkServer Dcmqrscp(string folder, string destination, int destinationPort)
    {
        const string Title = "DCMQRSCP";
        var port = FreePort.Take();
        var settings = Path.Combine(Path.GetDirectoryName(folder)!, "dcmqrscp.cfg");
        File.WriteAllText(settings, string.Create(CultureInfo.InvariantCulture, $"""
            NetworkTCPPort = {port}
            MaxPDUSize = 16384
            MaxAssociations = 16
            HostTable BEGIN
            destination = ({destination}, 127.0.0.1, {destinationPort})
            HostTable END
            VendorTable BEGIN
            VendorTable END
            AETable BEGIN
            {Title} {folder} RW (200, 1024mb) ANY
            AETable END

            """));
        var server = ForeignServer.Start(Foreign.Need("dcmqrscp", Package), ["-c", settings], folder, () => ForeignServer.Listens(port));
        return new DcmtkServer(server, Title, port, folder);
    }

    public void Dispose() => _server.Dispose();
}
