using System.CommandLine;
using System.Globalization;
using Appliance.Viewer;

namespace Appliance;

/// <summary>The size of a window or picture as the option <c>--size WxH</c> gives it.</summary>
internal static class PictureSize
{
    private const int Least = 16;

    /// <summary>The option.</summary>
    /// <param name="description">What it is the size of.</param>
    public static Option<string?> Option(string description) => new("--size") { Description = description, HelpName = "WxH" };

    /// <summary>Width and height in pixels; what is usual when no size was given.</summary>
    /// <exception cref="VerbException">The text is no size.</exception>
    public static (int Width, int Height) Parse(string? text)
    {
        if (text is null)
        {
            return PageRendering.UsualSize;
        }

        var parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is >= Least and <= ViewerOptions.MaxSide
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height) && height is >= Least and <= ViewerOptions.MaxSide
                ? (width, height)
                : throw new VerbException(ExitCode.Usage, $"--size {text}: write WIDTHxHEIGHT, each from {Least} to {ViewerOptions.MaxSide}");
    }
}
