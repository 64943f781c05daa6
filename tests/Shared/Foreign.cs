using Xunit;

namespace Appliance.Tests;

/// <summary>
/// Programs of others that some tests need. Where one is missing the test is skipped with the reason; under <c>CI=true</c>, where
/// <c>.ci/run</c> installs them all, it fails instead, so that a check never vanishes unseen.
/// </summary>
internal static class Foreign
{
    private static bool IsContinuousIntegration => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The full path of a program on the search path or in the system's folders; skips or fails the running test without it.</summary>
    /// <param name="program">The name of its file, e.g. <c>storescu</c>.</param>
    /// <param name="package">What to install, for the reason.</param>
    public static string Need(string program, string package)
    {
        var found = Find(program);
        if (found is null)
        {
            Missing($"'{program}' is not installed (package {package})");
        }

        return found!;
    }

    /// <summary>The full path of a program, or null.</summary>
    public static string? Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).ToList();
        if (!OperatingSystem.IsWindows())
        {
            folders.AddRange(["/usr/bin", "/usr/sbin"]);
        }

        return folders.Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program)).FirstOrDefault(File.Exists);
    }

    /// <summary>Ends the running test because something is not here: skipped, or failed under continuous integration.</summary>
    public static void Missing(string reason)
    {
        Assert.False(IsContinuousIntegration, reason + "; with CI=true that is a failure");
        Assert.Skip(reason);
    }
}
