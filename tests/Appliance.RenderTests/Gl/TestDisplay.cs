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
            server = Process.Start(new ProcessStartInfo("Xvfb", "-displayfd 1 -screen 0 1280x1024x24 -nolisten tcp -noreset")
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

    /// <summary>Waits until the viewer's window is there.</summary>
    public void WaitForWindow() => Assert.Equal(0, Tool("search", "--sync", "--name", "Phantom"));

    /// <summary>Presses keys in the window, once it is there.</summary>
    public void Type(params string[] keys)
    {
        WaitForWindow();
        Assert.Equal(0, Tool(["key", "--delay", "100", .. keys]));
    }

    /// <summary>Ends the server under the window.</summary>
    public void EndServer()
    {
        _server!.Kill();
        _server.WaitForExit();
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        if (_server is not null)
        {
            EndServer();
            _server.Dispose();
        }
    }

    // xdotool presses keys as a keyboard would, through the server.
    private static int Tool(params string[] words)
    {
        try
        {
            using var tool = Process.Start(new ProcessStartInfo("xdotool", words) { RedirectStandardOutput = true })!;
            tool.StandardOutput.ReadToEnd();
            Assert.True(tool.WaitForExit(TimeSpan.FromSeconds(30)), "xdotool found no window");
            return tool.ExitCode;
        }
        catch (Win32Exception missing) when (Environment.GetEnvironmentVariable("CI") != "true")
        {
            Assert.Skip($"no xdotool here: {missing.Message}");
            throw;
        }
    }
}
