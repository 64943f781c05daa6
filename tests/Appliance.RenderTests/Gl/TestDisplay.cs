using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>
/// A display for one test: an Xvfb of its own, named in DISPLAY while the test runs, so that no window appears on a developer's desktop.
/// Where Xvfb is not installed the test is skipped with the reason, or fails under CI. Used by one class only, whose tests
/// run one after the other.
/// </summary>
internal sealed class TestDisplay : IDisposable
{
    private const string Variable = "DISPLAY";
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly Process? _server;

    private TestDisplay(Process? server, string? name)
    {
        _server = server;
        Environment.SetEnvironmentVariable(Variable, name);
    }

    /// <summary>No display at all.</summary>
    public static TestDisplay None() => new(null, null);

    public static TestDisplay Open()
    {
        Process server;
        try
        {
            server = Process.Start(new ProcessStartInfo("Xvfb", "-displayfd 1 -screen 0 1280x1024x24 -nolisten tcp")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception missing) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"no Xvfb here: {missing.Message}");
            throw;
        }

        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        var number = server.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Xvfb ended without naming its display");
        return new TestDisplay(server, string.Create(CultureInfo.InvariantCulture, $":{number.Trim()}"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        if (_server is not null)
        {
            _server.Kill();
            _server.WaitForExit();
            _server.Dispose();
        }
    }
}
