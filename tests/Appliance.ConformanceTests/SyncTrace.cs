using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.ConformanceTests;

/// <summary>An answer to a C-STORE as the system saw it leave: of which object, with which status, and what speaks against it.</summary>
/// <param name="SopInstance">(0000,1000) of the answer.</param>
/// <param name="Status">(0000,0900) of the answer.</param>
/// <param name="Files">The files into which bytes of the object had been written.</param>
/// <param name="Missing">What was not yet on the disk when it left, in words; empty when everything was.</param>
internal sealed record TracedAnswer(string SopInstance, int Status, IReadOnlyList<string> Files, IReadOnlyList<string> Missing);

/// <summary>
/// Holds a trace of the system calls of a node (<c>strace -f -y -x</c>, all threads in one file) against the promise that no success leaves before its
/// sync. Lines stand in the order in which calls began and ended, so what a line says of an end came before whatever a later line says of a beginning.
/// Every object that was sent carries a mark of its own all over, by which the writes are known that belong to it.
/// </summary>
internal sealed partial class SyncTrace
{
    private static readonly string[] Writes = ["write", "pwrite64", "writev", "pwritev", "pwritev2"];
    private static readonly string[] Sends = ["write", "writev", "sendto", "sendmsg"];
    private static readonly string[] Syncs = ["fsync", "fdatasync"];

    // PS3.7 Table 9.3-2, implicit VR little endian: (0000,0100) is 8001H.
    private static readonly byte[] StoreResponse = [0, 0, 0, 1, 2, 0, 0, 0, 1, 0x80];
    private static readonly byte[] StatusElement = [0, 0, 0, 9, 2, 0, 0, 0];
    private static readonly byte[] AffectedInstance = [0, 0, 0, 0x10];

    private readonly IReadOnlyDictionary<string, string> _marks;
    private readonly Dictionary<string, (string Call, string Arguments)> _unfinished = [];
    private readonly List<Write> _writes = [];
    private readonly List<Sync> _syncs = [];
    private readonly Dictionary<string, int> _made = [];
    private readonly List<TracedAnswer> _answers = [];
    private readonly Dictionary<string, int> _began = [];

    private SyncTrace(IReadOnlyDictionary<string, string> marks) => _marks = marks;

    /// <summary>The calls that a trace must have, for <c>strace -e trace=</c>.</summary>
    public static string Calls => string.Join(',', [.. Writes.Union(Sends).Union(Syncs), "open", "openat", "creat"]);

    /// <summary>Reads a trace.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="marks">The mark that the object of each SOP Instance UID carries.</param>
    public static IReadOnlyList<TracedAnswer> Read(IEnumerable<string> lines, IReadOnlyDictionary<string, string> marks)
    {
        var trace = new SyncTrace(marks);
        var at = 0;
        foreach (var line in lines)
        {
            trace.Take(line, ++at);
        }

        return trace._answers;
    }

    private void Take(string line, int at)
    {
        if (Resumed().Match(line) is { Success: true } resumed)
        {
            if (_unfinished.Remove(resumed.Groups["thread"].Value, out var begun))
            {
                End(resumed.Groups["thread"].Value, begun.Call, begun.Arguments, resumed.Groups["rest"].Value, at);
            }

            return;
        }

        if (Call().Match(line) is not { Success: true } call)
        {
            return; // signals and ends of threads
        }

        var (thread, name, rest) = (call.Groups["thread"].Value, call.Groups["name"].Value, call.Groups["rest"].Value);
        Begin(thread, name, rest, at);
        if (rest.EndsWith("<unfinished ...>", StringComparison.Ordinal))
        {
            _unfinished[thread] = (name, rest);
        }
        else
        {
            End(thread, name, rest, rest, at);
        }
    }

    private void Begin(string thread, string name, string rest, int at)
    {
        _began[thread] = at;
        if (FileOf(rest) is not { } file)
        {
            return;
        }

        if (file.StartsWith("socket:", StringComparison.Ordinal))
        {
            if (Sends.Contains(name))
            {
                Judge(Octets(rest), at);
            }
        }
        else if (Writes.Contains(name))
        {
            var text = Encoding.Latin1.GetString(Octets(rest));
            _writes.Add(new Write(thread, file, [.. _marks.Values.Where(mark => text.Contains(mark, StringComparison.Ordinal))], at));
        }
    }

    private void End(string thread, string name, string arguments, string rest, int at)
    {
        var result = ResultOf().Match(rest);
        if (!result.Success)
        {
            return;
        }

        var succeeded = long.Parse(result.Groups["value"].Value, CultureInfo.InvariantCulture) >= 0;
        if (Writes.Contains(name) && _writes.FindLast(write => write.Thread == thread && write.Ended == 0) is { } write)
        {
            write.Ended = at;
        }
        else if (Syncs.Contains(name) && succeeded && FileOf(arguments) is { } synced)
        {
            _syncs.Add(new Sync(synced, _began[thread], at));
        }
        else if (name is "open" or "openat" or "creat" && succeeded && arguments.Contains("O_CREAT", StringComparison.Ordinal) && result.Groups["file"].Success)
        {
            _made.TryAdd(result.Groups["file"].Value, at);
        }
    }

    /// <summary>Looks for answers in what leaves, and at everything that came before.</summary>
    private void Judge(byte[] sent, int at)
    {
        for (var from = 0; sent.AsSpan(from).IndexOf(StoreResponse) is var found && found >= 0; from += found + StoreResponse.Length)
        {
            var answer = sent.AsSpan(from + found);
            var status = answer[(answer.IndexOf(StatusElement) + StatusElement.Length)..];
            var instance = status[(status.IndexOf(AffectedInstance) + AffectedInstance.Length)..];
            var uid = Encoding.ASCII.GetString(instance.Slice(4, instance[0])).TrimEnd('\0');
            var written = _writes.Where(write => write.Marks.Contains(_marks[uid])).ToList();
            List<string> missing = [.. written.Select(write => WhatIsMissing(write, at)).OfType<string>().Distinct()];
            _answers.Add(new TracedAnswer(uid, status[0] | (status[1] << 8), [.. written.Select(write => write.File).Distinct()], missing));
        }
    }

    private string? WhatIsMissing(Write write, int at)
    {
        if (write.Ended == 0)
        {
            return $"a write to {write.File} was under way";
        }

        if (!_syncs.Exists(sync => sync.File == write.File && sync.Began > write.Ended && sync.Ended < at))
        {
            return $"{write.File} was written to in line {write.Ended} and not synced before the answer in line {at}";
        }

        var folder = Path.GetDirectoryName(write.File);
        return _made.TryGetValue(write.File, out var made) && !_syncs.Exists(sync => sync.File == folder && sync.Began > made && sync.Ended < at)
            ? $"the name of {write.File} was made in line {made} and its folder not synced before the answer in line {at}"
            : null;
    }

    private static string? FileOf(string arguments) => Descriptor().Match(arguments) is { Success: true } descriptor ? descriptor.Groups["file"].Value : null;

    /// <summary>The octets of all strings among the arguments of a call.</summary>
    private static byte[] Octets(string arguments)
    {
        var octets = new List<byte>();
        var isInside = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == '"')
            {
                isInside = !isInside;
            }
            else if (isInside && arguments[i] == '\\')
            {
                i++;
                octets.Add(arguments[i] switch
                {
                    'x' => byte.Parse(arguments.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                    'n' => (byte)'\n',
                    't' => (byte)'\t',
                    'r' => (byte)'\r',
                    'f' => (byte)'\f',
                    'v' => (byte)'\v',
                    >= '0' and <= '7' => Octal(arguments, ref i),
                    var itself => (byte)itself,
                });
                i += arguments[i] == 'x' ? 2 : 0;
            }
            else if (isInside)
            {
                octets.Add((byte)arguments[i]);
            }
        }

        return [.. octets];
    }

    private static byte Octal(string text, ref int at)
    {
        var value = text[at] - '0';
        for (var digits = 1; digits < 3 && text[at + 1] is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + text[++at] - '0';
        }

        return (byte)value;
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<name>\w+)\((?<rest>.*)$")]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?<thread>\d+) +<\.\.\. \w+ resumed>(?<rest>.*)$")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^\d+<(?<file>[^>]*)>")]
    private static partial Regex Descriptor();

    [GeneratedRegex(@" = (?<value>-?\d+)(<(?<file>[^>]*)>)?[^=""]*$")]
    private static partial Regex ResultOf();

    private sealed record Write(string Thread, string File, IReadOnlyList<string> Marks, int Began)
    {
        public int Ended { get; set; }
    }

    private sealed record Sync(string File, int Began, int Ended);
}
