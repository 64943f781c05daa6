using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Appliance.ConformanceTests;

/// <summary>A server of somebody else's making that runs while a test needs it.</summary>
internal sealed class ForeignServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ForeignServer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Everything it printed so far.</summary>
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

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="program">Full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="isReady">Asked again and again until it says yes.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not get ready in time.</exception>
    public static ForeignServer Start(string program, IEnumerable<string> arguments, string folder, Func<bool> isReady)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TCP_NODELAY"] = "1";
        var server = new ForeignServer(Process.Start(start)!);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience && !server._process.HasExited; Thread.Sleep(Pause))
        {
            if (isReady())
            {
                return server;
            }
        }

        var end = server._process.HasExited ? $"ended with {server._process.ExitCode}" : $"was not ready within {Patience}";
        server.Dispose();
        throw new InvalidOperationException($"{Path.GetFileName(program)} {end}; it printed: {server.Said}");
    }

    /// <summary>Whether something takes connections there.</summary>
    public static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Kills it and what it started.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
