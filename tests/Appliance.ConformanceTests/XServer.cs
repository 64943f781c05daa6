using System.Diagnostics;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>A display in memory: an Xvfb of its own, on a number of its own choice.</summary>
internal sealed class XServer : IDisposable
{
    private readonly Process _process;

    public XServer(int width, int height)
    {
        var start = new ProcessStartInfo(Foreign.Need("Xvfb", "xvfb"), ["-displayfd", "1", "-screen", "0", $"{width}x{height}x24", "-nolisten", "tcp", "-noreset"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;

        // It has more to say than anybody reads; a full pipe would stop it.
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Display = ":" + (_process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Xvfb ended without a display"));
    }

    /// <summary>What <c>DISPLAY</c> has to be.</summary>
    public string Display { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
