using System.Diagnostics;
using System.Globalization;

namespace Appliance.Fuzz;

/// <summary>The table at the end of a run.</summary>
internal static class Summary
{
    public static void Print(TextWriter to, FuzzRun run, TimeSpan elapsed)
    {
        to.WriteLine(FormattableString.Invariant($"{"target",-12} {"cases",9} {"accepted",9} {"cases/s",9} {"slowest",10} {"memory/byte",12} {"most memory",12} {"findings",9}"));
        foreach (var result in run.Results)
        {
            var rate = result.Cases / Math.Max(1e-9, result.Time.TotalSeconds);
            var accepted = result.Cases == 0 ? 0 : 100.0 * result.Watch.Accepted / result.Cases;
            to.WriteLine(FormattableString.Invariant(
                $"{result.Target.Name,-12} {result.Cases,9} {accepted,8:F1}% {rate,9:F0} {result.Slowest.TotalMilliseconds,7:F1} ms {result.Watch.WorstRatio,12:F1} {Size(result.Watch.MostAllocated),12} {result.Findings,9}"));
        }

        to.WriteLine(FormattableString.Invariant(
            $"{"all",-12} {run.Results.Sum(result => result.Cases),9} cases in {elapsed.TotalSeconds:F1} s, {run.Findings.Count} findings; at most {Size(PeakResident())} resident"));
    }

    private static long PeakResident()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static string Size(long bytes) => bytes switch
    {
        >= 1 << 20 => (bytes / (double)(1 << 20)).ToString("F1", CultureInfo.InvariantCulture) + " MiB",
        _ => (bytes / 1024.0).ToString("F1", CultureInfo.InvariantCulture) + " KiB",
    };
}
