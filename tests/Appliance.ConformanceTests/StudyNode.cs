using System.Text.Json;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>
/// One node with the <see cref="Studies"/> in its archive, for all tests of a class. It starts with the first test that asks for it, so that
/// a missing program skips tests instead of breaking the class.
/// </summary>
public sealed class StudyNode : IDisposable
{
    /// <summary>A move destination the node knows; nobody listens there until a test does.</summary>
    public const string Destination = "DEST";

    /// <summary>A move destination the node knows, where nobody ever listens.</summary>
    public const string Deserted = "DESERTED";

    private readonly Lazy<Running> _running = new(() => new Running());

    internal NodeProcess Node => _running.Value.Node;

    internal Installation Installation => _running.Value.Installation;

    internal IReadOnlyList<CorpusFile> Files => _running.Value.Files;

    internal IReadOnlyList<CorpusFile> Study => Studies.LargestStudyOf(Files);

    internal IReadOnlyList<CorpusFile> Series => [.. Study.GroupBy(file => file.Series).MaxBy(series => series.Count())!];

    internal int DestinationPort => _running.Value.DestinationPort;

    /// <summary>The keys that name a study, series or instance to retrieve it, in a model; the level first.</summary>
    internal IEnumerable<string> KeysOf(string level, bool isPatientRoot) => Keys(Series[0], level, isPatientRoot);

    /// <summary>What those keys name.</summary>
    internal IReadOnlyList<CorpusFile> Named(string level) => level switch
    {
        "PATIENT" => [.. Files.Where(file => file.Patient == Study[0].Patient)],
        "STUDY" => Study,
        "SERIES" => Series,
        _ => [Series[0]],
    };

    /// <summary>The unique keys of an instance down to a level, as <c>Keyword=value</c>, the level first.</summary>
    internal static IEnumerable<string> Keys(CorpusFile file, string level, bool isPatientRoot)
    {
        yield return "QueryRetrieveLevel=" + level;
        if (isPatientRoot)
        {
            yield return "PatientID=" + file.Patient;
        }

        if (level != "PATIENT")
        {
            yield return "StudyInstanceUID=" + file.Study;
        }

        if (level is "SERIES" or "IMAGE")
        {
            yield return "SeriesInstanceUID=" + file.Series;
        }

        if (level == "IMAGE")
        {
            yield return "SOPInstanceUID=" + file.SopInstance;
        }
    }

    /// <summary>Objects, one a line, as texts by name; lists joined as DICOM joins values.</summary>
    internal static IReadOnlyList<IReadOnlyDictionary<string, string>> Lines(string json) =>
        [.. json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line).EnumerateObject()
            .ToDictionary(value => value.Name, value => value.Value.ValueKind == JsonValueKind.Array
                ? string.Join('\\', value.Value.EnumerateArray().Select(one => one.ToString())) : value.Value.ToString()))];

    public void Dispose()
    {
        if (_running.IsValueCreated)
        {
            _running.Value.Dispose();
        }
    }

    private sealed class Running : IDisposable
    {
        public Running()
        {
            Files = Studies.Read();
            Foreign.Need("storescu", "dcmtk");
            DestinationPort = FreePort.Take();
            Installation = Installation.Make();
            Installation.Run(["import", .. Studies.Folders]).Succeeded();
            Node = Installation.Serve("--peer", $"{Destination}@127.0.0.1:{DestinationPort}", "--peer", $"{Deserted}@127.0.0.1:{FreePort.Take()}");
        }

        public Installation Installation { get; }

        public NodeProcess Node { get; }

        public IReadOnlyList<CorpusFile> Files { get; }

        public int DestinationPort { get; }

        public void Dispose() => Installation.Dispose();
    }
}
