using System.Text.Json;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>Orthanc both ways: as user of our node, started over its REST interface, and as server for our verbs. The tests of a class run one by one.</summary>
public sealed class OrthancTests(OrthancProcess orthanc) : IClassFixture<OrthancProcess>
{
    private IReadOnlyList<CorpusFile> Study => Studies.LargestStudyOf(orthanc.Files);

    // 4.2.1: ECHO-SCP, and C-ECHO as user.
    [Fact]
    public void Echo_BothWays_IsAnswered()
    {
        orthanc.Post("/modalities/us/echo", new { });
        orthanc.Installation.Run("echo", orthanc.Peer).Succeeded();
        Assert.InRange(orthanc.Installation.Run("echo", orthanc.Peer, "-aec", "WRONG").ExitCode, 60, 69);
    }

    // 4.2.2, 4.2.6, 4.2.7: Orthanc stores to us, finds with us at every level, and moves from us to itself.
    [Fact]
    public void Orthanc_AsUser_StoresFindsAndMoves()
    {
        orthanc.Clear();
        orthanc.Upload(orthanc.Files);
        var stored = orthanc.Post("/modalities/us/store", orthanc.Get("/patients").EnumerateArray().Select(patient => patient.GetString()));
        Assert.Equal((orthanc.Files.Count, 0), (stored.GetProperty("InstancesCount").GetInt32(), stored.GetProperty("FailedInstancesCount").GetInt32()));

        var one = Study[0];
        AssertFound("Patient", "PatientID", [], orthanc.Files.Select(file => file.Patient));
        AssertFound("Study", "StudyInstanceUID", [], orthanc.Files.Select(file => file.Study));
        AssertFound("Series", "SeriesInstanceUID", [("StudyInstanceUID", one.Study)], Study.Select(file => file.Series));
        AssertFound("Instance", "SOPInstanceUID", [("StudyInstanceUID", one.Study), ("SeriesInstanceUID", one.Series)],
            Study.Where(file => file.Series == one.Series).Select(file => file.SopInstance));

        // What Orthanc sent us comes back: all of one study by its query, then one series and one instance by name.
        orthanc.Clear();
        var query = Query("Study", [("StudyInstanceUID", one.Study)]);
        orthanc.Post($"/queries/{query}/answers/0/retrieve", new { TargetAet = "ORTHANC", Synchronous = true });
        AssertHeld(Study, "moved-study");

        orthanc.Clear();
        Move("Series", ("StudyInstanceUID", one.Study), ("SeriesInstanceUID", one.Series));
        AssertHeld(Study.Where(file => file.Series == one.Series), "moved-series");

        orthanc.Clear();
        Move("Instance", ("StudyInstanceUID", one.Study), ("SeriesInstanceUID", one.Series), ("SOPInstanceUID", one.SopInstance));
        AssertHeld([one], "moved-instance");
    }

    // 4.2.3, 4.2.4, 4.2.5: our verbs store to Orthanc, find with it at every level, and retrieve by C-GET and C-MOVE.
    [Fact]
    public void Orthanc_AsServer_IsSentFoundAndRetrieved()
    {
        orthanc.Clear();
        orthanc.Installation.Run(["send", orthanc.Peer, .. Studies.Folders]).Succeeded();
        AssertHeld(orthanc.Files, "sent");

        var one = Study[0];
        AssertAnswered("patient", "PatientID", [], orthanc.Files.Select(file => file.Patient));
        AssertAnswered("study", "StudyInstanceUID", ["PatientName=doe*"], orthanc.Files.Select(file => file.Study));
        AssertAnswered("series", "SeriesInstanceUID", ["StudyInstanceUID=" + one.Study], Study.Select(file => file.Series));
        AssertAnswered("image", "SOPInstanceUID", ["StudyInstanceUID=" + one.Study, "SeriesInstanceUID=" + one.Series],
            Study.Where(file => file.Series == one.Series).Select(file => file.SopInstance));

        foreach (var level in (string[])["STUDY", "SERIES", "IMAGE"])
        {
            var expected = level switch { "STUDY" => Study, "SERIES" => Study.Where(file => file.Series == one.Series), _ => [one] };
            string[] keys = [.. StudyNode.Keys(one, level, isPatientRoot: false).Skip(1).SelectMany(key => new[] { "-k", key })];
            AssertGot(level, keys, "get", expected);
            AssertGot(level, keys, "move", expected);
        }
    }

    private void AssertFound(string level, string unique, IEnumerable<(string Key, string Value)> keys, IEnumerable<string> expected)
    {
        var query = Query(level, [.. keys, (unique, "")]);
        var found = orthanc.Get($"/queries/{query}/answers?expand&simplify").EnumerateArray().Select(answer => answer.GetProperty(unique).GetString());
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private string Query(string level, IEnumerable<(string Key, string Value)> keys) =>
        orthanc.Post("/modalities/us/query", new { Level = level, Query = keys.ToDictionary(key => key.Key, key => key.Value) }).GetProperty("ID").GetString()!;

    private void Move(string level, params IEnumerable<(string Key, string Value)> keys) =>
        orthanc.Post("/modalities/us/move", new { Level = level, TargetAet = "ORTHANC", Synchronous = true, Resources = new[] { keys.ToDictionary(key => key.Key, key => key.Value) } });

    private void AssertHeld(IEnumerable<CorpusFile> expected, string name)
    {
        var folder = orthanc.Installation.NewFolder(name);
        orthanc.Download(folder);
        Studies.AssertSameElements(expected, folder);
    }

    private void AssertAnswered(string level, string unique, IEnumerable<string> keys, IEnumerable<string> expected)
    {
        var run = orthanc.Installation.Run(["--json", "find", orthanc.Peer, "-L", level, .. keys.Append(unique).SelectMany(key => new[] { "-k", key })]).Succeeded();
        var found = StudyNode.Lines(run.Output).Where(line => line.ContainsKey(unique)).Select(line => line[unique]);
        Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    // Every retrieval goes into an archive of its own; for C-MOVE Orthanc is told of the node that has it open.
    private void AssertGot(string level, string[] keys, string via, IEnumerable<CorpusFile> expected)
    {
        using var target = Installation.Make();
        NodeProcess? node = null;
        if (via == "move")
        {
            node = target.Serve("--aet", "TARGET");
            orthanc.Put("/modalities/target", new object[] { node.AeTitle, "127.0.0.1", node.Port });
        }

        var run = target.Run(["--json", "get", orthanc.Peer, "-L", level, .. keys, "--via", via]).Succeeded();
        var told = JsonSerializer.Deserialize<JsonElement>(run.Output);
        Assert.Equal((expected.Count(), 0), (told.GetProperty("received").GetInt32(), told.GetProperty("failed").GetInt32()));
        node?.KillHard();
        var folder = target.NewFolder("exported");
        target.Run("export", Study[0].Study, "-o", folder).Succeeded();
        Studies.AssertSameElements(expected, folder);
    }
}
