using System.Diagnostics;

namespace Appliance.Tests;

/// <summary>The Python that has pydicom: a distribution's pydicom belongs to the distribution's own Python, which need not be the first on the path.</summary>
internal static class Pydicom
{
    /// <summary>The interpreter; skips or fails the running test where none has the modules.</summary>
    /// <param name="modules">What has to be there beside pydicom, parted by commas.</param>
    /// <param name="package">What to install for that, for the reason.</param>
    public static string Interpreter(string modules = "pydicom", string package = "python3-pydicom")
    {
        foreach (var candidate in new[] { "/usr/bin/python3", Foreign.Find("python3") })
        {
            if (candidate is not null && File.Exists(candidate) && Has(candidate, modules))
            {
                return candidate;
            }
        }

        Foreign.Missing($"no python3 here has {modules} (package {package})");
        return "";
    }

    private static bool Has(string python, string modules)
    {
        var start = new ProcessStartInfo(python, ["-c", $"import {modules}"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
