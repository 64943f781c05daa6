using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>The scripts of this project, run by the Python that has pydicom: an opinion that shares no code with the product.</summary>
internal static class Python
{
    /// <summary>Runs a script of the <c>scripts</c> folder; skips or fails the running test where pydicom is missing.</summary>
    public static ProgramRun Run(string script, IEnumerable<string> arguments, string? input = null)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "scripts", script);
        return ProgramRun.Of(Pydicom.Interpreter(), [path, .. arguments], input: input, environment: new Dictionary<string, string?> { ["PYTHONIOENCODING"] = "utf-8" });
    }

    /// <summary>Fails the running test when a file differs from its counterpart, element by element.</summary>
    public static void AssertSameElements(IEnumerable<(string Expected, string Found)> pairs)
    {
        var input = string.Concat(pairs.Select(pair => $"{pair.Expected}\t{pair.Found}\n"));
        Run("compare.py", [], input).Succeeded();
    }
}
