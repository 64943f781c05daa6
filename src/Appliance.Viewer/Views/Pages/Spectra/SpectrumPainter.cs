using System.Globalization;
using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a page of spectra once.</summary>
internal sealed class SpectrumPainter(SKCanvas canvas, PagePlace place, SpectrumPage page, SpectrumPageState state) : IDisposable
{
    private const int MostTitleLines = 3;
    private const int FewCells = 100;
    private const float NarrowestAxis = 3;
    private const float NarrowestCurve = 4;
    private readonly SpectrumPaints _paints = new(place.Scale);
    private readonly SpectrumDetail? _detail = page.DetailOf(state);
    private readonly SpectralAxis _axis = page.AxisOf(state);
    private readonly SpectrumPlaces _places = page.PlacesOf(place, state);
    private readonly (int Row, int Column) _selected = page.SelectedOf(state);
    private readonly (double High, double Low) _range = page.RangeOf(state);

    private float Size => SpectrumPage.LetterSize * place.Scale;

    public void Draw()
    {
        if (!_places.Grid.IsEmpty)
        {
            DrawGrid();
        }

        if (!_places.Plot.IsEmpty)
        {
            DrawPlot();
        }

        if (!_places.Localizer.IsEmpty && page.LocalizerOf(state) is { } localizer)
        {
            LocalizerPainter.Draw(canvas, _places.Localizer, localizer, page.Frame.Grid!, _selected, _paints);
        }
        else if (!_places.Localizer.IsEmpty)
        {
            var words = page.HasGrid ? "No image reaches this voxel" : "No image reaches the voxel";
            place.Text.Draw(canvas, words, _places.Localizer.MidX, _places.Localizer.MidY, Size, _paints.Label, SKTextAlign.Center);
        }

        DrawNotes();
    }

    public void Dispose() => _paints.Dispose();

    private void DrawGrid()
    {
        var (grid, frame) = (_places.Grid, page.Frame);
        var (width, height) = (grid.Width / frame.Columns, grid.Height / frame.Rows);
        if (!page.IsGridDrawn(state))
        {
            DrawOverGrid(grid, $"{frame.Columns} x {frame.Rows} voxels: more than the {SpectrumPage.MostCells} cells that are drawn");
            return;
        }

        if (place.ShowLines)
        {
            DrawCuts(grid, width, height);
        }

        if (page.Grid is { } values && values.Count <= FewCells)
        {
            DrawCells(canvas, values, grid, width, height);
        }
        else if (page.Grid is { } many)
        {
            DrawPicture(many, grid, width, height);
        }

        DrawLines(grid, frame.Rows, frame.Columns);
        DrawNumbers(grid, width, height);
        var selected = SKRect.Create(grid.Left + (_selected.Column * width), grid.Top + (_selected.Row * height), width, height);
        canvas.DrawRect(selected, _paints.Selection);
        if (page.Coming is { } coming)
        {
            DrawOverGrid(grid, $"Working out {coming.Done} of {coming.Count} voxels …");
        }
    }

    private void DrawOverGrid(SKRect grid, string words)
    {
        var width = place.Text.Measure(words, Size);
        var foot = grid.Bottom - Size;
        canvas.DrawRect(SKRect.Create(grid.MidX - (width / 2) - Size, foot - (1.4f * Size), width + (2 * Size), 2 * Size), _paints.Shade);
        place.Text.Draw(canvas, words, grid.MidX, foot, Size, _paints.Strong, SKTextAlign.Center);
    }

    // A voxel is a cell: the middle of the first one is half a cell from the corner. Labels stand at the upper or left end, in the cells.
    private void DrawCuts(SKRect grid, float width, float height)
    {
        foreach (var (line, label) in page.Cuts)
        {
            var from = new SKPoint(grid.Left + (((float)line.FromColumn + 0.5f) * width), grid.Top + (((float)line.FromRow + 0.5f) * height));
            var to = new SKPoint(grid.Left + (((float)line.ToColumn + 0.5f) * width), grid.Top + (((float)line.ToRow + 0.5f) * height));
            var first = from.X + from.Y < to.X + to.Y ? from : to;
            canvas.DrawLine(from, to, _paints.Cut);
            place.Text.Draw(canvas, label, first.X + (0.3f * Size), first.Y + Size, 0.85f * Size, _paints.Strong);
        }
    }

    // Of many cells a picture is kept: another voxel is selected, or a word added, without drawing them all again.
    private void DrawPicture(SpectrumGrid values, SKRect grid, float width, float height)
    {
        var corner = new SKPoint(MathF.Floor(grid.Left), MathF.Floor(grid.Top));
        var picture = page.CellsAs(new SpectrumCellsLook(values, values.Done, _axis, _range, state.Gain, state.OwnScales, grid), () =>
        {
            var (right, bottom) = ((int)MathF.Ceiling(grid.Right - corner.X) + 1, (int)MathF.Ceiling(grid.Bottom - corner.Y) + 1);
            using var surface = SKSurface.Create(new SKImageInfo(right, bottom, SKColorType.Rgba8888, SKAlphaType.Premul));
            surface.Canvas.Translate(-corner.X, -corner.Y);
            DrawCells(surface.Canvas, values, grid, width, height);
            return surface.Snapshot();
        });
        canvas.DrawImage(picture, corner.X, corner.Y, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private void DrawCells(SKCanvas on, SpectrumGrid values, SKRect grid, float width, float height)
    {
        var all = state.OwnScales ? default : values.RangeOf(PointsOf);
        for (var voxel = 0; voxel < values.Count; voxel++)
        {
            var cell = SKRect.Create(grid.Left + (voxel % page.Frame.Columns * width), grid.Top + (voxel / page.Frame.Columns * height), width, height);
            if (page.Frame.Signals[voxel] is null)
            {
                on.DrawLine(cell.Left, cell.Bottom, cell.Right, cell.Top, _paints.Dim);
            }
            else if (values.ValuesOf(voxel) is { } own)
            {
                DrawCurve(on, cell, own, state.OwnScales ? SpectrumGrid.RangeOf(values.Mode, own, PointsOf(own.Count)) : all);
            }
        }
    }

    // Lines of cells that have room for nothing else would hide them.
    private void DrawLines(SKRect grid, int rows, int columns)
    {
        for (var row = 0; row <= rows; row++)
        {
            var y = grid.Top + (grid.Height * row / rows);
            canvas.DrawLine(grid.Left, y, grid.Right, y, _paints.Frame);
        }

        for (var column = 0; column <= columns; column++)
        {
            var x = grid.Left + (grid.Width * column / columns);
            canvas.DrawLine(x, grid.Top, x, grid.Bottom, _paints.Frame);
        }
    }

    private void DrawNumbers(SKRect grid, float width, float height)
    {
        var frame = page.Frame;
        for (var column = 0; column < frame.Columns; column += Every(width, Size * 2))
        {
            place.Text.Draw(canvas, Number(column + 1), grid.Left + ((column + 0.5f) * width), grid.Top - (0.4f * Size), Size, _paints.Label, SKTextAlign.Center);
        }

        for (var row = 0; row < frame.Rows; row += Every(height, Size * 1.2f))
        {
            place.Text.Draw(canvas, Number(row + 1), grid.Left - (0.4f * Size), grid.Top + ((row + 0.5f) * height) + (0.35f * Size), Size, _paints.Label, SKTextAlign.Right);
        }

        // Cells without room for two values and their words have their axis told once.
        if (width < NarrowestAxis * Size)
        {
            var words = string.Create(CultureInfo.InvariantCulture, $"{_range.High:0.##} to {_range.Low:0.##} {UnitText} across each cell");
            place.Text.Draw(canvas, words, grid.MidX, grid.Bottom + (1.6f * Size), Size, _paints.Label, SKTextAlign.Center);
            return;
        }

        var ticks = AxisTicks.Between(_range.Low, _range.High, Math.Max(2, (int)(width / (1.45f * Size))));
        var free = float.MinValue;
        for (var column = 0; column < frame.Columns; column++)
        {
            free = DrawTicksBelow(SKRect.Create(grid.Left + (column * width), grid.Top, width, grid.Height), ticks, free);
        }

        place.Text.Draw(canvas, UnitText, grid.MidX, grid.Bottom + (2.7f * Size), Size, _paints.Label, SKTextAlign.Center);
    }

    private void DrawPlot()
    {
        var plot = _places.Plot;
        if (page.Frame.Signals[page.IndexOf(_selected)] is null)
        {
            place.Text.Draw(canvas, "The data end before this voxel", plot.MidX, plot.MidY, Size, _paints.Note, SKTextAlign.Center);
        }
        else if (_detail is { Map: { } map })
        {
            SpectralPlanePainter.Draw(canvas, plot, map, _axis, _range, state.Gain);
            DrawValueTicks(plot, map.RowRange);
        }
        else if (_detail is { Values: { } values } && !page.IsPlane)
        {
            var range = SpectrumGrid.RangeOf(_detail.Mode, values, PointsOf(values.Count));
            DrawCurve(canvas, plot, values, range);
            DrawValueTicks(plot, Gained(range), _detail.Mode == SpectrumMode.Phase);
        }
        else if (page.Error is null)
        {
            place.Text.Draw(canvas, "Working this voxel out …", plot.MidX, plot.MidY, Size, _paints.Label, SKTextAlign.Center);
        }

        canvas.DrawRect(plot, _paints.Frame);
        DrawTicksBelow(plot, AxisTicks.Between(_range.Low, _range.High, Math.Max(2, (int)(plot.Width / (3 * Size)))));
        place.Text.Draw(canvas, UnitText, plot.MidX, plot.Bottom + (2.7f * Size), Size, _paints.Label, SKTextAlign.Center);
        DrawTitle(plot);
    }

    private PointRange PointsOf(int count) => PointRange.Of(_axis, count, _range);

    private void DrawCurve(SKCanvas on, SKRect area, VoxelValues values, (double Low, double High) range)
    {
        var heights = new Heights(area, Gained(range));
        var (scale, count) = (ScaleOf(area), values.Count);
        var left = scale.ExactXOf(_axis.ValueAt(_axis.OffsetAt(0, count)));
        var step = (scale.ExactXOf(_axis.ValueAt(_axis.OffsetAt(count, count))) - left) / count;
        on.Save();
        on.ClipRect(area);
        on.DrawLine(area.Left, heights.YOf(0), area.Right, heights.YOf(0), _paints.Dim);
        using var curve = SpectrumCurve.Of(values, PointsOf(count), left, step, heights.YOf);
        on.DrawPath(curve, area.Width < NarrowestCurve * Size ? _paints.FineCurve : _paints.Curve);
        on.Restore();
    }

    // Gives where the next words may begin: those of neighbouring cells would run into each other.
    private float DrawTicksBelow(SKRect over, AxisTicks ticks, float free = float.MinValue)
    {
        var scale = ScaleOf(over);
        for (var i = ticks.Count - 1; i >= 0; i--)
        {
            var (x, text) = (scale.XOf(ticks.At(i)), ticks.TextAt(i));
            canvas.DrawLine(x, over.Bottom, x, over.Bottom + (0.3f * Size), _paints.Frame);
            var half = place.Text.Measure(text, Size) / 2;
            if (x - half >= Math.Max(free, over.Left - Size) && x + half <= over.Right + Size)
            {
                place.Text.Draw(canvas, text, x, over.Bottom + (1.4f * Size), Size, _paints.Label, SKTextAlign.Center);
                free = x + half + (0.4f * Size);
            }
        }

        return free;
    }

    private void DrawValueTicks(SKRect plot, (double Low, double High) range, bool isAngle = false)
    {
        var heights = new Heights(plot, range);
        var ticks = isAngle ? AxisTicks.OfAngles(range.Low, range.High) : AxisTicks.Between(range.Low, range.High, Math.Max(2, (int)(plot.Height / (3 * Size))));
        for (var i = 0; i < ticks.Count; i++)
        {
            var y = heights.YOf(ticks.At(i));
            canvas.DrawLine(plot.Left - (0.3f * Size), y, plot.Left, y, _paints.Frame);
            place.Text.Draw(canvas, ticks.TextAt(i) + (isAngle ? "°" : ""), plot.Left - (0.5f * Size), y + (0.35f * Size), Size, _paints.Label, SKTextAlign.Right);
        }
    }

    private void DrawTitle(SKRect plot)
    {
        var left = plot.Left - ((SpectrumPlaces.PlotLeft - 8) * place.Scale);
        var width = plot.Right - left;
        var title = SpectrumWords.Title(page, state, _selected, _range);
        var lines = title.SelectMany(line => place.Text.Wrap(line, Size, width)).ToList();
        lines = lines.Count <= MostTitleLines ? lines : [.. lines.Take(MostTitleLines - 1), lines[MostTitleLines - 1] + " …"];
        for (var i = 0; i < lines.Count; i++)
        {
            var paint = i == 0 ? _paints.Strong : state.Note is null ? _paints.Label : _paints.Note;
            place.Text.Draw(canvas, lines[i], left, plot.Top - ((lines.Count - 1 - i) * SpectrumPage.LineHeight * Size) - Size, Size, paint);
        }
    }

    private void DrawNotes()
    {
        var lines = page.NoteLines(place);
        for (var i = 0; i < lines.Count; i++)
        {
            var y = place.Area.Bottom - ((lines.Count - 1 - i) * SpectrumPage.LineHeight * Size) - (0.3f * Size);
            place.Text.Draw(canvas, lines[i], place.Area.MidX, y, Size, _paints.Note, SKTextAlign.Center);
        }
    }

    private string UnitText => SpectrumWords.UnitOf(page.Frame.Axis);

    private SpectrumScale ScaleOf(SKRect area) => new(area.Left, area.Width, _range.High, _range.Low);

    private (double Low, double High) Gained((double Low, double High) range)
    {
        const double air = 0.06;
        var room = (range.High - range.Low) * air;
        return ((range.Low - room) / state.Gain, (range.High + room) / state.Gain);
    }

    private static int Every(float room, float needed) => Math.Max(1, (int)Math.Ceiling(needed / room));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Values over the height of a rectangle.</summary>
    private readonly record struct Heights(SKRect Area, (double Low, double High) Range)
    {
        // Far beyond the rectangle is beyond it all the same, and keeps within what can be drawn.
        public float YOf(double value) =>
            Area.Top + (float)(Math.Clamp((Range.High - value) / (Range.High - Range.Low), -10, 11) * Area.Height);
    }
}

/// <summary>What the picture of a grid's cells depends on.</summary>
/// <param name="Values">Their values.</param>
/// <param name="Done">How many of them are there.</param>
/// <param name="Axis">Their axis.</param>
/// <param name="Range">The part of it that is seen.</param>
/// <param name="Gain">How much higher than fitting lines are drawn.</param>
/// <param name="OwnScales">Each has a scale of its own.</param>
/// <param name="Place">Where they lie.</param>
internal sealed record SpectrumCellsLook(
    SpectrumGrid Values, int Done, SpectralAxis Axis, (double High, double Low) Range, double Gain, bool OwnScales, SKRect Place);
