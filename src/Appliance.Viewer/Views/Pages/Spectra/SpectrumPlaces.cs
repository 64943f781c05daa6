using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>The parts of a page of spectra: rectangles, and what a place of them stands for. Empty ones are not drawn.</summary>
/// <param name="Grid">The cells of the grid, without the numbers and values around them.</param>
/// <param name="Plot">The inside of the large plot, without its axes.</param>
/// <param name="Localizer">The image that the voxels lie on.</param>
internal readonly record struct SpectrumPlaces(SKRect Grid, SKRect Plot, SKRect Localizer)
{
    /// <summary>Room above the cells of the grid, in plain pixels.</summary>
    public const float GridTop = 18;

    /// <summary>Room left of the cells of the grid.</summary>
    public const float GridLeft = 22;

    /// <summary>Room below an axis for its values and its unit.</summary>
    public const float AxisBelow = 36;

    /// <summary>Room left of the large plot for the values of its axis.</summary>
    public const float PlotLeft = 58;

    /// <summary>Room above the large plot for its words.</summary>
    public const float PlotTop = 56;

    private const float Gap = 14;
    private const float GridShare = 0.6f;
    private const float LocalizerShare = 0.38f;

    /// <summary>Lays a page out.</summary>
    /// <param name="area">What there is.</param>
    /// <param name="scale">How much larger than plain everything is drawn.</param>
    /// <param name="layout">What is wanted.</param>
    /// <param name="withLocalizer">Whether there is an image to draw voxels on.</param>
    public static SpectrumPlaces Of(SKRect area, float scale, SpectrumLayout layout, bool withLocalizer)
    {
        if (layout == SpectrumLayout.Grid)
        {
            return new SpectrumPlaces(InsideOfGrid(area, scale), default, default);
        }

        var isWide = area.Width >= area.Height;
        var (grid, rest) = layout == SpectrumLayout.Single ? (default, area) : Split(area, isWide, GridShare, Gap * scale);
        var (plot, localizer) = !withLocalizer ? (rest, default)
            : layout == SpectrumLayout.Single ? Split(rest, isWide, 1 - LocalizerShare, Gap * scale)
            : Split(rest, !isWide, 1 - LocalizerShare, Gap * scale);
        return new SpectrumPlaces(layout == SpectrumLayout.Single ? default : InsideOfGrid(grid, scale), InsideOfPlot(plot, scale), localizer);
    }

    private static (SKRect First, SKRect Second) Split(SKRect area, bool sideBySide, float share, float gap) => sideBySide
        ? (SKRect.Create(area.Left, area.Top, (area.Width * share) - (gap / 2), area.Height),
            new SKRect(area.Left + (area.Width * share) + (gap / 2), area.Top, area.Right, area.Bottom))
        : (SKRect.Create(area.Left, area.Top, area.Width, (area.Height * share) - (gap / 2)),
            new SKRect(area.Left, area.Top + (area.Height * share) + (gap / 2), area.Right, area.Bottom));

    private static SKRect InsideOfGrid(SKRect area, float scale) => Inset(area, GridLeft * scale, GridTop * scale, AxisBelow * scale);

    private static SKRect InsideOfPlot(SKRect area, float scale) => Inset(area, PlotLeft * scale, PlotTop * scale, AxisBelow * scale);

    private static SKRect Inset(SKRect area, float left, float top, float below) =>
        SKRect.Create(area.Left + left, area.Top + top, Math.Max(1, area.Width - left - 1), Math.Max(1, area.Height - top - below));
}

/// <summary>A part of the frequency axis, high values to the left, over a stretch of the window.</summary>
/// <param name="Left">The left end of the stretch.</param>
/// <param name="Width">Its width.</param>
/// <param name="High">The value at its left end.</param>
/// <param name="Low">The value at its right end.</param>
internal readonly record struct SpectrumScale(float Left, float Width, double High, double Low)
{
    /// <summary>Where a value lies.</summary>
    public float XOf(double value) => (float)ExactXOf(value);

    /// <summary>Where a value lies, also far beyond the stretch.</summary>
    public double ExactXOf(double value) => Left + ((High - value) / (High - Low) * Width);

    /// <summary>The value at a place.</summary>
    public double ValueAt(double x) => High - ((x - Left) / Width * (High - Low));
}
