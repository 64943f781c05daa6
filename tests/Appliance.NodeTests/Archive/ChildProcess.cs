using System.Diagnostics;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>This test program once more, as a process of its own that runs one explicit test and may be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private ChildProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Begins an explicit test of a class in a new process.</summary>
    /// <param name="test">The class.</param>
    /// <param name="method">Its method.</param>
    /// <param name="environment">What it is told.</param>
    /// <param name="before">A program and its arguments that run it; empty to run it by itself.</param>
    public static ChildProcess Start(Type test, string method, IReadOnlyDictionary<string, string> environment, params string[] before)
    {
        List<string> command = [.. before, Environment.ProcessPath!];
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            command.Add(test.Assembly.Location);
        }

        command.AddRange(["-noColor", "-method", $"{test.FullName}.{method}", "-explicit", "only"]);
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(start);
    }

    /// <summary>Waits until something is so; the child must live as long.</summary>
    public async Task WaitFor(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(_process.HasExited, _process.HasExited ? await _output : "");
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{what}: not within a minute");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits for its end, and returns what it wrote.</summary>
    public async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await _output;
    }

    /// <summary>SIGKILL: no handler of the process runs.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
