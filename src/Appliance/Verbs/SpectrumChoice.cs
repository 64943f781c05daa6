using System.Globalization;

namespace Appliance;

/// <summary>Which spectra are asked for as numbers.</summary>
/// <param name="Voxel">Row and column of one voxel, counted from 1; null for all.</param>
internal sealed record SpectrumChoice((int Row, int Column)? Voxel)
{
    /// <summary>Reads <c>ROW,COLUMN</c> or <c>all</c>; null when nothing was asked for.</summary>
    /// <exception cref="VerbException">The text is neither.</exception>
    public static SpectrumChoice? Parse(string? text)
    {
        if (text is null or "all")
        {
            return text is null ? null : new SpectrumChoice(Voxel: null);
        }

        var parts = text.Split(',');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var column)
                ? new SpectrumChoice((row, column))
                : throw new VerbException(ExitCode.Usage, $"--spectrum {text}: write ROW,COLUMN, counted from 1, or all");
    }
}
