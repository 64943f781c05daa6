using System.Diagnostics;
using System.Globalization;

namespace Appliance.Bench;

/// <summary>
/// What something took. The time of the processor is what is compared, as other work on the machine stretches the time on the wall; where
/// that of another process cannot be told, it is the time on the wall.
/// </summary>
internal readonly record struct Cost(TimeSpan Wall, TimeSpan Processor)
{
    /// <summary>The least of several runs, first ones for the compiler not counted.</summary>
    public static Cost Least(int warmUps, int runs, Func<Cost> run)
    {
        for (var i = 0; i < warmUps; i++)
        {
            run();
        }

        var least = run();
        for (var i = 1; i < runs; i++)
        {
            var next = run();
            least = next.Processor < least.Processor ? next : least;
        }

        return least;
    }

    /// <summary>Runs something here, on this thread. What the collector and the compiler do beside it counts as well.</summary>
    public static Cost Of(Action work)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var began = Stopwatch.GetTimestamp();
        work();
        return new Cost(Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - cpu);
    }

    /// <summary>Runs another program to its end, its output thrown away; null when it is not here or cannot be run.</summary>
    public static Cost? OfProgram(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var cpu = ChildrenTime();
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            process.StandardOutput.BaseStream.CopyTo(Stream.Null);
            process.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        var wall = Stopwatch.GetElapsedTime(began);
        return new Cost(wall, ChildrenTime() is { } after && cpu is { } before ? after - before : wall);
    }

    /// <summary>Processor time of all children that have ended, in steps of 10 ms; null where the system does not tell.</summary>
    private static TimeSpan? ChildrenTime()
    {
        const string stat = "/proc/self/stat";
        const int childUser = 13;
        const int ticksPerSecond = 100;
        if (!OperatingSystem.IsLinux() || !File.Exists(stat))
        {
            return null;
        }

        // Behind the name in parentheses, which may hold blanks: state is the first.
        var text = File.ReadAllText(stat);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[childUser], CultureInfo.InvariantCulture) + long.Parse(fields[childUser + 1], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / ticksPerSecond);
    }
}
