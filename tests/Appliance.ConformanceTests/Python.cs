using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>The scripts of this project, run by the Python that has pydicom: an opinion that shares no code with the product.</summary>
internal static class Python
{
    /// <summary>Runs a script of the <c>scripts</c> folder; skips or fails the running test where pydicom is missing.</summary>
    public static ProgramRun Run(string script, IEnumerable<string> arguments, string? input = null)
    {
        var python = Interpreter();
        var path = Path.Combine(AppContext.BaseDirectory, "scripts", script);
        return ProgramRun.Of(python, [path, .. arguments], input: input, environment: new Dictionary<string, string?> { ["PYTHONIOENCODING"] = "utf-8" });
    }

    /// <summary>Fails the running test when a file differs from its counterpart, element by element.</summary>
    public static void AssertSameElements(IEnumerable<(string Expected, string Found)> pairs)
    {
        var input = string.Concat(pairs.Select(pair => $"{pair.Expected}\t{pair.Found}\n"));
        Run("compare.py", [], input).Succeeded();
    }

    // A distribution's pydicom belongs to the distribution's own Python, which need not be the first on the path.
    private static string Interpreter()
    {
        foreach (var candidate in new[] { "/usr/bin/python3", Foreign.Find("python3") })
        {
            if (candidate is not null && File.Exists(candidate) && ProgramRun.Of(candidate, ["-c", "import pydicom"]).ExitCode == 0)
            {
                return candidate;
            }
        }

        Foreign.Missing("no python3 here has pydicom (package python3-pydicom)");
        return "";
    }
}
