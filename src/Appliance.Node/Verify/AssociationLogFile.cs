using System.Buffers;
using System.Text.Json;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// The association log on disk: one JSON object per line, appended as associations end. At its size limit the file is renamed to <c>.1</c>
/// (replacing the one before) and begun again, so that the log never takes more than twice the limit. Thread-safe.
/// </summary>
public sealed class AssociationLogFile : IDisposable
{
    internal const string FileName = "associations.log";

    internal const string OlderSuffix = ".1";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly long _limit;
    private FileStream? _file;

    private AssociationLogFile(string path, long limit, FileStream file)
    {
        _path = path;
        _limit = limit;
        _file = file;
    }

    /// <summary>Raised once, when the log can no longer be written (stick pulled, disk full): the node goes on, with the log in memory.</summary>
    public event Action<Exception>? Lost;

    /// <summary>Opens <c>associations.log</c> in a folder, which is made where it is missing.</summary>
    /// <param name="folder">The log folder.</param>
    /// <param name="limit">The size in bytes at which the file is renamed.</param>
    /// <exception cref="IOException">The folder or the file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or the file may not be written.</exception>
    public static AssociationLogFile Open(string folder, long limit)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        return new AssociationLogFile(path, limit, OpenForAppend(path));
    }

    /// <summary>Writes an association that ended or was refused.</summary>
    public void Write(AssociationRecord record) => WriteLine(json => AssociationJson.Write(json, record));

    /// <summary>Writes a failure of the node's own.</summary>
    public void WriteFailure(DateTimeOffset time, AssociationInfo association, string verb, Exception error) => WriteLine(json =>
    {
        json.WriteString("time", time);
        json.WriteString("event", "failure");
        AssociationJson.WriteWho(json, association);
        json.WriteString("operation", verb);
        json.WriteString("error", error.Message);
    });

    /// <summary>Writes what is worth knowing about an operation that succeeded.</summary>
    public void WriteRemark(DateTimeOffset time, AssociationInfo association, string verb, string remark) => WriteLine(json =>
    {
        json.WriteString("time", time);
        json.WriteString("event", "remark");
        AssociationJson.WriteWho(json, association);
        json.WriteString("operation", verb);
        json.WriteString("remark", remark);
    });

    /// <summary>Writes what happened to the archive: no room left, studies deleted. Holds no patient data.</summary>
    public void WriteArchiveNews(DateTimeOffset time, string news) => WriteLine(json =>
    {
        json.WriteString("time", time);
        json.WriteString("event", "archive");
        json.WriteString("news", news);
    });

    /// <summary>Writes a connection that never became an association.</summary>
    public void WriteDisconnected(DateTimeOffset time, string remote, string reason) => WriteLine(json =>
    {
        json.WriteString("time", time);
        json.WriteString("event", AssociationJson.Connection);
        json.WriteString("remote", remote);
        json.WriteString("outcome", reason);
    });

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private static FileStream OpenForAppend(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete);

    private void WriteLine(Action<Utf8JsonWriter> members)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        Exception? lost = null;
        lock (_lock)
        {
            try
            {
                Append(line.WrittenSpan);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                _file = null;
                lost = failure;
            }
        }

        if (lost is not null)
        {
            Lost?.Invoke(lost);
        }
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        if (_file is { } full && full.Length + line.Length > _limit)
        {
            full.Dispose();
            File.Move(_path, _path + OlderSuffix, overwrite: true);
            _file = OpenForAppend(_path);
        }

        _file?.Write(line);
        _file?.Flush();
    }
}
