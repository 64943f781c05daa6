using System.Text.Json;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>An association record as the members of a JSON object: the form of the log, of the list of open ones, and of <c>ls associations</c>.</summary>
public static class AssociationJson
{
    private const string Inbound = "in";
    private const string Outbound = "out";

    /// <summary>The <c>event</c> of an association that is open.</summary>
    public const string Open = "open";

    /// <summary>The <c>event</c> of an association that ended.</summary>
    public const string Association = "association";

    /// <summary>The <c>event</c> of an association that was refused.</summary>
    public const string Rejected = "rejected";

    /// <summary>The <c>event</c> of a connection that never asked for an association.</summary>
    public const string Connection = "connection";

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter json, AssociationRecord record)
    {
        var association = record.Association;
        json.WriteString("time", record.Ended ?? association.Started);
        json.WriteString("event", record.Outcome is null ? Open : record.IsRejected ? Rejected : Association);
        WriteWho(json, association);
        json.WriteString("started", association.Started);
        json.WriteNumber("seconds", Math.Round(record.Duration.TotalSeconds, 3));
        json.WriteString("peerImplementation", $"{association.PeerImplementationClassUid} {association.PeerImplementationVersion}".Trim());
        WriteContexts(json, association.Contexts);
        json.WriteStartObject("operations");
        foreach (var (verb, count) in record.Operations)
        {
            json.WriteNumber(verb, count);
        }

        json.WriteEndObject();
        json.WriteNumber("instances", record.Instances);
        json.WriteNumber("failures", record.Failures);
        json.WriteNumber("bytes", record.Bytes);
        WriteRate(json, "rate", record.Overall);
        if (record.Outcome is null)
        {
            WriteRate(json, "recentRate", record.Recent);
        }

        if (record.LastFailure is { } failure)
        {
            json.WriteString("lastFailure", failure);
        }

        if (record.Outcome is { } outcome)
        {
            json.WriteString("outcome", outcome);
        }
    }

    /// <summary>Writes who is at the two ends.</summary>
    internal static void WriteWho(Utf8JsonWriter json, AssociationInfo association)
    {
        json.WriteString("direction", association.IsInbound ? Inbound : Outbound);
        json.WriteString("calling", association.CallingAeTitle);
        json.WriteString("called", association.CalledAeTitle);
        json.WriteString("remote", association.Remote);
    }

    /// <summary>Reads a line of the log or of the list of open associations; null for other events and for what is none.</summary>
    internal static AssociationRecord? Read(JsonElement line)
    {
        if (Text(line, "event") is not (Open or Association or Rejected or Connection) || Time(line, "time") is not { } time)
        {
            return null;
        }

        var kind = Text(line, "event");
        var isOpen = kind == Open;
        return new AssociationRecord
        {
            Association = new AssociationInfo
            {
                Id = 0,
                CallingAeTitle = Text(line, "calling"),
                CalledAeTitle = Text(line, "called"),
                Remote = Text(line, "remote"),
                Started = Time(line, "started") ?? time,
                IsInbound = Text(line, "direction") != Outbound,
                Contexts = [.. Items(line, "contexts").Select(ReadContext)],
                PeerImplementationClassUid = Text(line, "peerImplementation"),
            },
            Duration = TimeSpan.FromSeconds(Math.Clamp(Number(line, "seconds"), 0, int.MaxValue)),
            Ended = isOpen ? null : time,
            Outcome = isOpen ? null : Text(line, "outcome"),
            IsRejected = kind == Rejected,
            Operations = ReadOperations(line),
            Instances = (int)Math.Clamp(Number(line, "instances"), 0, int.MaxValue),
            Failures = (int)Math.Clamp(Number(line, "failures"), 0, int.MaxValue),
            LastFailure = Text(line, "lastFailure") is { Length: > 0 } failure ? failure : null,
            Bytes = (long)Math.Clamp(Number(line, "bytes"), 0, long.MaxValue / 2),
            Recent = line.TryGetProperty("recentRate", out var rate) && rate.ValueKind == JsonValueKind.Object
                ? new AssociationRate(Number(rate, "instancesPerSecond"), Number(rate, "bytesPerSecond")) : default,
        };
    }

    private static void WriteRate(Utf8JsonWriter json, string name, AssociationRate rate)
    {
        json.WriteStartObject(name);
        json.WriteNumber("instancesPerSecond", Math.Round(rate.InstancesPerSecond, 2));
        json.WriteNumber("bytesPerSecond", Math.Round(rate.BytesPerSecond));
        json.WriteEndObject();
    }

    private static void WriteContexts(Utf8JsonWriter json, IReadOnlyList<NegotiatedContext> contexts)
    {
        json.WriteStartArray("contexts");
        foreach (var context in contexts)
        {
            json.WriteStartObject();
            json.WriteNumber("id", context.Id);
            json.WriteString("abstractSyntax", context.AbstractSyntax.Value);
            json.WriteString("result", context.TransferSyntax?.Uid.Value ?? context.Result.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static NegotiatedContext ReadContext(JsonElement context)
    {
        var result = Text(context, "result");
        var isRefused = Enum.TryParse<ContextResult>(result, out var refusal) && !char.IsAsciiDigit(result[0]);
        return new NegotiatedContext
        {
            Id = (byte)Math.Clamp(Number(context, "id"), 0, byte.MaxValue),
            AbstractSyntax = new DicomUID(Text(context, "abstractSyntax")),
            Proposed = [],
            Result = isRefused ? refusal : ContextResult.Acceptance,
            TransferSyntax = isRefused ? null : DicomTransferSyntax.Of(new DicomUID(result)),
        };
    }

    private static Dictionary<string, int> ReadOperations(JsonElement line)
    {
        var operations = new Dictionary<string, int>();
        if (line.TryGetProperty("operations", out var counts) && counts.ValueKind == JsonValueKind.Object)
        {
            foreach (var count in counts.EnumerateObject())
            {
                operations[count.Name] = count.Value.ValueKind == JsonValueKind.Number && count.Value.TryGetInt32(out var number) ? number : 0;
            }
        }

        return operations;
    }

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static DateTimeOffset? Time(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? time : null;

    private static double Number(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : 0;

    private static IEnumerable<JsonElement> Items(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];
}
