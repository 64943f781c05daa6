using System.Diagnostics;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>A terminal of 80 columns and 24 rows with a program in it: tmux, on a server of its own.</summary>
internal sealed class Terminal : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _tmux = Foreign.Need("tmux", "tmux");
    private readonly string _socket = Path.Combine(Path.GetTempPath(), $"tmux-{Guid.NewGuid():N}");

    /// <summary>Starts a program without a display.</summary>
    public Terminal(string folder, string program, params IEnumerable<string> arguments)
    {
        string[] command = ["env", "-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", "-u", "NO_COLOR", "LANG=C.UTF-8", "COLORTERM=truecolor", program, .. arguments];
        Tmux("-f", "/dev/null", "new-session", "-d", "-s", "screen", "-x", "80", "-y", "24", "-c", folder,
            string.Join(' ', command.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'")));
    }

    /// <summary>What stands on the screen, as 24 lines of text.</summary>
    public string Screen => Tmux("capture-pane", "-p", "-t", "screen").Output;

    /// <summary>The screen with the escape sequences of its colours.</summary>
    public string ColoredScreen => Tmux("capture-pane", "-p", "-e", "-t", "screen").Output;

    /// <summary>Presses keys, by tmux's names for them.</summary>
    public void Press(params IEnumerable<string> keys) => Tmux(["send-keys", "-t", "screen", .. keys]);

    /// <summary>Waits until the screen is as asked, and fails the test with what stood there last.</summary>
    public void WaitFor(string what, Func<string, bool> isThere, bool colored = false)
    {
        var clock = Stopwatch.StartNew();
        string screen;
        do
        {
            screen = colored ? ColoredScreen : Screen;
            if (isThere(screen))
            {
                return;
            }

            Thread.Sleep(100);
        }
        while (clock.Elapsed < Patience);
        Xunit.Assert.Fail($"{what} did not appear on the screen within {Patience}; it shows:\n{Screen}");
    }

    public void Dispose()
    {
        ProgramRun.Of(_tmux, ["-S", _socket, "kill-server"]);
        File.Delete(_socket);
    }

    private ProgramRun Tmux(params IEnumerable<string> arguments) =>
        ProgramRun.Of(_tmux, ["-S", _socket, "-u", .. arguments], environment: new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["TMUX"] = null });
}
