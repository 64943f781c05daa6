using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Appliance.Node;

/// <summary>
/// The open associations in a file beside the node's notice, for other programs on this machine: replaced as a whole, at most once a second
/// while something changes, gone when the node stops. Holds no patient data. Thread-safe.
/// </summary>
public sealed class LiveAssociations : IDisposable
{
    /// <summary>Most associations told of, the latest opened; the count in the first line is of all.</summary>
    public const int MostTold = 256;

    internal const string FileName = "associations.live";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Associations report under the first and never wait for the disk, which has the second.
    private readonly Lock _state = new();
    private readonly Lock _disk = new();
    private readonly string _path;
    private readonly string _node;
    private readonly AssociationLog _log;
    private readonly Func<string>? _store;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long? _written;
    private bool _isDue;
    private bool _isLost;
    private volatile bool _isOver;

    private LiveAssociations(string path, string node, AssociationLog log, TimeProvider clock, Func<string>? store)
    {
        _store = store;
        _path = path;
        _node = node;
        _log = log;
        _clock = clock;
        _timer = clock.CreateTimer(static state => ((LiveAssociations)state!).Write(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _log.Changed += OnChanged;
    }

    /// <summary>Raised once, when the file cannot be written: the node goes on, and tries again with the next change.</summary>
    public event Action<Exception>? Lost;

    /// <summary>Begins to follow a log.</summary>
    /// <param name="dataFolder">Where the file goes.</param>
    /// <param name="node">The node, for who reads it.</param>
    /// <param name="log">What it follows.</param>
    /// <param name="clock">Paces the writing.</param>
    /// <param name="store">Tells in words what the node's archive is about, without patient data; null to tell nothing of it.</param>
    public static LiveAssociations Begin(string dataFolder, string node, AssociationLog log, TimeProvider clock, Func<string>? store = null)
    {
        var live = new LiveAssociations(Path.Combine(dataFolder, FileName), node, log, clock, store);
        live.OnChanged();
        return live;
    }

    /// <summary>Writes the file again soon: something else than the associations has changed.</summary>
    public void Touch() => OnChanged();

    /// <summary>Stops following and takes the file away.</summary>
    public void Dispose()
    {
        _log.Changed -= OnChanged;
        _timer.Dispose();
        lock (_disk)
        {
            _isOver = true;
            try
            {
                File.Delete(_path);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // The stick was pulled. The file names the process that wrote it: nobody takes it for one that runs.
            }
        }
    }

    private void OnChanged()
    {
        lock (_state)
        {
            if (!_isDue && !_isOver)
            {
                _isDue = true;
                var since = _written is { } written ? _clock.GetElapsedTime(written) : Interval;
                _timer.Change(since >= Interval ? TimeSpan.Zero : Interval - since, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Write()
    {
        Exception? lost = null;
        IReadOnlyList<AssociationRecord> open;
        lock (_disk)
        {
            if (_isOver)
            {
                return;
            }

            lock (_state)
            {
                _isDue = false;
                _written = _clock.GetTimestamp();
            }

            open = _log.Open;
            try
            {
                var draft = _path + ".new";
                File.WriteAllBytes(draft, Text(open));
                File.Move(draft, _path, overwrite: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                lost = _isLost ? null : failure;
                _isLost = true;
            }
        }

        if (lost is not null)
        {
            Lost?.Invoke(lost);
        }
        else if (open.Any(record => !record.Recent.IsZero))
        {
            // Rates fall while nothing happens, too.
            OnChanged();
        }
    }

    private byte[] Text(IReadOnlyList<AssociationRecord> open)
    {
        var lines = new ArrayBufferWriter<byte>();
        WriteLine(lines, json =>
        {
            json.WriteString("node", _node);
            json.WriteString("process", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            json.WriteString("time", _clock.GetUtcNow());
            json.WriteNumber("open", open.Count);
            if (_store is not null)
            {
                json.WriteString("store", _store());
            }
        });
        foreach (var record in open.Skip(open.Count - MostTold))
        {
            WriteLine(lines, json => AssociationJson.Write(json, record));
        }

        return lines.WrittenSpan.ToArray();
    }

    private static void WriteLine(ArrayBufferWriter<byte> lines, Action<Utf8JsonWriter> members)
    {
        using (var json = new Utf8JsonWriter(lines))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        lines.Write("\n"u8);
    }
}
