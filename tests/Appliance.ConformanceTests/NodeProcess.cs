using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Appliance.ConformanceTests;

/// <summary>A node that runs as a process of its own.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private bool _isDisposed;

    private NodeProcess(Process process)
    {
        _process = process;
    }

    public string AeTitle { get; private set; } = "";

    public int Port { get; private set; }

    /// <summary>The node as a peer: <c>AET@host:port</c>.</summary>
    public string Peer => string.Create(CultureInfo.InvariantCulture, $"{AeTitle}@127.0.0.1:{Port}");

    /// <summary>What DCMTK's programs take: titles, host and port.</summary>
    public string[] DcmtkPeer => ["-aet", "TESTER", "-aec", AeTitle, "127.0.0.1", Port.ToString(CultureInfo.InvariantCulture)];

    public bool HasExited => _process.HasExited;

    /// <summary>Everything the node printed so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts a node and waits for the line <c>listening AET@ADDR:PORT</c>.</summary>
    public static NodeProcess Start(string program, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        var node = new NodeProcess(Process.Start(start)!);
        var listening = new ManualResetEventSlim();
        node._process.OutputDataReceived += (_, line) => node.Hear(line.Data, listening);
        node._process.ErrorDataReceived += (_, line) => node.Hear(line.Data, listening);
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        node._process.EnableRaisingEvents = true;
        node._process.Exited += (_, _) => listening.Set();
        var isInTime = listening.Wait(Patience);
        if (node.Port == 0)
        {
            node._process.WaitForExit(isInTime ? Patience : TimeSpan.Zero); // the last lines it printed are still on their way
            var said = node.Said;
            node.Dispose();
            throw new InvalidOperationException($"the node {(isInTime ? "ended" : $"did not listen within {Patience}")}; it printed: {said}");
        }

        return node;
    }

    /// <summary>Ends the node as a crash would (<c>kill -9</c>), and waits until it is gone.</summary>
    public void KillHard()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Asks the node to end (SIGTERM), and fails the test when it does not end cleanly.</summary>
    public void Stop()
    {
        Process.Start("kill", [$"-{SigTerm}", _process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
        Xunit.Assert.True(_process.WaitForExit(Patience), $"the node did not end after SIGTERM; it printed: {Said}");
        Xunit.Assert.True(_process.ExitCode == 0, $"the node ended with {_process.ExitCode} after SIGTERM; it printed: {Said}");
    }

    /// <summary>Kills the node if it still runs. A test may do so early, and its installation does again.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            KillHard();
        }

        _process.Dispose();
    }

    private void Hear(string? line, ManualResetEventSlim listening)
    {
        if (line is null)
        {
            return;
        }

        lock (_said)
        {
            _said.AppendLine(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            AeTitle = match.Groups[1].Value;
            Port = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
            listening.Set();
        }
    }

    [GeneratedRegex(@"^listening ([^@]+)@.*:(\d+)\s*$")]
    private static partial Regex Listening();
}
