using System.CommandLine;
using Appliance.Imaging;

namespace Appliance;

/// <summary>The option <c>--window</c>: where the window of a picture comes from.</summary>
internal static class WindowOption
{
    /// <summary>A new option.</summary>
    /// <param name="unasked">What is taken when it is not given, in words.</param>
    public static Option<string?> Create(string unasked) => new("--window")
    {
        Description = $"CENTER,WIDTH; the name or number of a preset: the image's own windows and VOI LUTs, then those in common use (lung, bone, ...); minmax; or file, "
            + $"the image's first window or VOI LUT. {unasked}",
        HelpName = "C,W|NAME|N|minmax|file",
    };

    /// <summary>What was asked for; the object's own window when nothing was.</summary>
    /// <exception cref="VerbException">It is no window.</exception>
    public static WindowChoice Parse(string? text) =>
        WindowChoice.TryParse(text ?? "file", out var choice, out var error) ? choice : throw new VerbException(ExitCode.Usage, error);

    /// <summary>The choice with its preset found.</summary>
    /// <param name="choice">What was asked for.</param>
    /// <param name="presets">What is offered.</param>
    /// <param name="name">What it is looked for in.</param>
    /// <exception cref="VerbException">There is no such preset; the message lists those there are.</exception>
    public static WindowChoice Resolve(WindowChoice choice, IReadOnlyList<VoiPreset> presets, string name) =>
        choice.TryResolve(presets, out var resolved, out var error) ? resolved : throw new VerbException(ExitCode.Usage, $"{name}: {error}");
}
