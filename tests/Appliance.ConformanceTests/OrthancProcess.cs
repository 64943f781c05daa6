using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>
/// An Orthanc of its own for the tests of a class, driven over its REST interface, with one node of ours as the modality <c>us</c>. Both start
/// with the first test that asks for them, so that a missing program skips tests instead of breaking the class.
/// </summary>
public sealed class OrthancProcess : IDisposable
{
    private const string Title = "ORTHANC";

    private readonly Lazy<Running> _running = new(() => new Running());

    internal Installation Installation => _running.Value.Installation;

    internal NodeProcess Node => _running.Value.Node;

    /// <summary>Orthanc as a peer: <c>AET@host:port</c>.</summary>
    internal string Peer => string.Create(CultureInfo.InvariantCulture, $"{Title}@127.0.0.1:{_running.Value.DicomPort}");

    internal IReadOnlyList<CorpusFile> Files => _running.Value.Files;

    /// <summary>A GET, its answer as JSON.</summary>
    internal JsonElement Get(string path) => Read(_running.Value.Client.GetAsync(new Uri(path, UriKind.Relative)));

    /// <summary>A POST of JSON, its answer as JSON; fails the running test when Orthanc says that what it was to do failed.</summary>
    internal JsonElement Post(string path, object body) => Read(_running.Value.Client.PostAsJsonAsync(path, body, JsonSerializerOptions.Default));

    /// <summary>A PUT of JSON.</summary>
    internal void Put(string path, object body) => Read(_running.Value.Client.PutAsJsonAsync(path, body, JsonSerializerOptions.Default));

    /// <summary>Gives Orthanc files over its REST interface.</summary>
    internal void Upload(IEnumerable<CorpusFile> files)
    {
        foreach (var file in files)
        {
            using var content = new ByteArrayContent(File.ReadAllBytes(file.Path));
            Read(_running.Value.Client.PostAsync(new Uri("/instances", UriKind.Relative), content));
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        foreach (var patient in Get("/patients").EnumerateArray())
        {
            _running.Value.Client.DeleteAsync(new Uri($"/patients/{patient}", UriKind.Relative)).GetAwaiter().GetResult().EnsureSuccessStatusCode();
        }
    }

    /// <summary>Writes the files Orthanc keeps into a folder.</summary>
    internal void Download(string folder)
    {
        foreach (var instance in Get("/instances").EnumerateArray())
        {
            var bytes = _running.Value.Client.GetByteArrayAsync(new Uri($"/instances/{instance}/file", UriKind.Relative)).GetAwaiter().GetResult();
            File.WriteAllBytes(Path.Combine(folder, $"{instance}.dcm"), bytes);
        }
    }

    public void Dispose()
    {
        if (_running.IsValueCreated)
        {
            _running.Value.Dispose();
        }
    }

    private static JsonElement Read(Task<HttpResponseMessage> request)
    {
        using var response = request.GetAwaiter().GetResult();
        var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Xunit.Assert.True(response.IsSuccessStatusCode, $"Orthanc answers {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text.Length == 0 ? "{}" : text);
    }

    private sealed class Running : IDisposable
    {
        private readonly ForeignServer _server;

        public Running()
        {
            var program = Foreign.Need("Orthanc", "orthanc");
            Files = Studies.Read();
            DicomPort = FreePort.Take();
            var httpPort = FreePort.Take();
            Installation = Installation.Make();
            Node = Installation.Serve("--aet", "US", "--peer", $"{Title}@127.0.0.1:{DicomPort}");
            var settings = Path.Combine(Installation.Folder, "orthanc.json");
            var storage = Installation.NewFolder("orthanc");
            File.WriteAllText(settings, JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["StorageDirectory"] = storage,
                ["IndexDirectory"] = storage,
                ["Plugins"] = Array.Empty<string>(),
                ["HttpPort"] = httpPort,
                ["RemoteAccessAllowed"] = false,
                ["AuthenticationEnabled"] = false,
                ["DicomAet"] = Title,
                ["DicomPort"] = DicomPort,
                ["DicomCheckCalledAet"] = true,
                ["DicomAlwaysAllowFind"] = true,
                ["DicomAlwaysAllowGet"] = true,
                ["DicomAlwaysAllowMove"] = true,
                ["DicomModalities"] = new Dictionary<string, object> { ["us"] = new object[] { Node.AeTitle, "127.0.0.1", Node.Port } },
                ["SynchronousCMove"] = true,
                ["OverwriteInstances"] = true,
                ["SaveJobs"] = false,
                ["SyncStorageArea"] = false,
            }));
            Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}") };
            _server = ForeignServer.Start(program, [settings], Installation.Folder, () => ForeignServer.Listens(httpPort) && ForeignServer.Listens(DicomPort));
        }

        public HttpClient Client { get; }

        public Installation Installation { get; }

        public NodeProcess Node { get; }

        public IReadOnlyList<CorpusFile> Files { get; }

        public int DicomPort { get; }

        public void Dispose()
        {
            Client.Dispose();
            _server.Dispose();
            Installation.Dispose();
        }
    }
}
