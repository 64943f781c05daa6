using System.Diagnostics;
using System.Text;

namespace Appliance.ConformanceTests;

/// <summary>What one run of a program left: its exit code and both outputs as text.</summary>
internal sealed record ProgramRun(string Command, int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    public static ProgramRun Of(string program, IEnumerable<string> arguments, string? folder = null, string? input = null,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // DCMTK leaves Nagle's algorithm on, which costs 44 ms an answer; the terminal must not change what a program prints.
        start.Environment["TCP_NODELAY"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var command = $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}";
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{command}' did not end within {Patience}; so far it printed: {error.GetAwaiter().GetResult()}");
        }

        return new ProgramRun(command, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult(), clock.Elapsed);
    }

    /// <summary>The run itself when it ended well; else the test fails with everything it said.</summary>
    public ProgramRun Succeeded() => Ended(0);

    /// <summary>The run itself when it ended with this exit code; else the test fails with everything it said.</summary>
    public ProgramRun Ended(int exitCode)
    {
        Xunit.Assert.True(ExitCode == exitCode, $"'{Shorten(Command)}' ended with {ExitCode} instead of {exitCode}\n{Shorten(Output)}\n{Shorten(Error)}");
        return this;
    }

    private static string Shorten(string text) => text.Length <= 3000 ? text : text[..1500] + " ... " + text[^1500..];
}
