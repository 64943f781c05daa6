using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Appliance.Node;

/// <summary>The open associations of the node that runs on an archive, as it last wrote them.</summary>
/// <param name="Node">The node, as <c>AET@host:port</c>.</param>
/// <param name="Time">When that was.</param>
/// <param name="Count">How many were open; of very many only the latest are told.</param>
/// <param name="Open">They, oldest first.</param>
/// <param name="Store">What the node's archive is about, in words; empty when it does not tell.</param>
public sealed record OpenAssociations(string Node, DateTimeOffset Time, int Count, IReadOnlyList<AssociationRecord> Open, string Store = "");

/// <summary>
/// Reads what a node leaves for other programs: its open associations and the log of those that ended. Lines that cannot be understood, as the
/// last one while it is being written, are passed over.
/// </summary>
public static class AssociationHistory
{
    private const int LongestRead = 4 << 20;
    private const int EndedMeanwhile = 1000;

    /// <summary>The open associations and the latest that ended, were refused, or never came to be, oldest first.</summary>
    /// <param name="dataFolder">The archive's folder.</param>
    /// <param name="logFolder">The folder of the log.</param>
    /// <param name="most">How many of those that ended, at most.</param>
    /// <returns>The first is null when no node runs on the archive.</returns>
    /// <exception cref="IOException">A file is there and cannot be read.</exception>
    public static (OpenAssociations? Open, IReadOnlyList<AssociationRecord> Ended) Read(string dataFolder, string logFolder, int most)
    {
        var open = ReadOpen(dataFolder);
        var latest = ReadEnded(logFolder, Math.Max(most, EndedMeanwhile));
        var ended = latest.Skip(latest.Count - most).ToList();
        if (open is null)
        {
            return (null, ended);
        }

        // The list of open ones is as old as a second: what the log has seen end since is not open any more.
        var over = latest.Select(Identity).ToHashSet();
        var left = open.Open.Where(record => !over.Contains(Identity(record))).ToList();
        return (open with { Open = left, Count = open.Count - (open.Open.Count - left.Count) }, ended);
    }

    private static (DateTimeOffset, string, string) Identity(AssociationRecord record) =>
        (record.Association.Started, record.Association.CallingAeTitle, record.Association.Remote);

    /// <summary>The open associations; null when no node runs on that folder.</summary>
    /// <param name="dataFolder">The archive's folder.</param>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public static OpenAssociations? ReadOpen(string dataFolder)
    {
        var lines = Tail(Path.Combine(dataFolder, LiveAssociations.FileName)).ToList();
        if (lines.Count == 0 || Parse(lines[0]) is not { } head || !IsRunning(head))
        {
            return null;
        }

        return new OpenAssociations(
            head.TryGetProperty("node", out var node) ? node.ToString() : "",
            head.TryGetProperty("time", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var written) ? written : default,
            head.TryGetProperty("open", out var open) && open.ValueKind == JsonValueKind.Number && open.TryGetInt32(out var count) ? count : 0,
            [.. Records(lines.Skip(1))],
            head.TryGetProperty("store", out var store) ? store.ToString() : "");
    }

    /// <summary>The latest associations that ended, were refused, or never came to be, oldest first.</summary>
    /// <param name="logFolder">The folder of the log.</param>
    /// <param name="most">How many at most.</param>
    /// <exception cref="IOException">The log is there and cannot be read.</exception>
    internal static IReadOnlyList<AssociationRecord> ReadEnded(string logFolder, int most)
    {
        var path = Path.Combine(logFolder, AssociationLogFile.FileName);
        var latest = Records(Tail(path)).TakeLast(most).ToList();
        return latest.Count < most ? [.. Records(Tail(path + AssociationLogFile.OlderSuffix)).TakeLast(most - latest.Count), .. latest] : latest;
    }

    private static IEnumerable<AssociationRecord> Records(IEnumerable<string> lines) =>
        lines.Select(Parse).OfType<JsonElement>().Select(AssociationJson.Read).OfType<AssociationRecord>();

    private static JsonElement? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The lines at the end of a file, within the limit; none when there is no file.</summary>
    private static IEnumerable<string> Tail(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(0, file.Length - LongestRead);
        var octets = new byte[file.Length - file.Position];
        var count = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(octets, 0, count).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether the process that wrote it is there: after a crash the file stays.</summary>
    private static bool IsRunning(JsonElement head)
    {
        if (!head.TryGetProperty("process", out var text) || !int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
