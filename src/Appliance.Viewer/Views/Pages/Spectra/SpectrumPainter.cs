using System.Globalization;
using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>Draws a page of spectra once.</summary>
internal sealed class SpectrumPainter(SKCanvas canvas, PagePlace place, SpectrumPage page, SpectrumPageState state) : IDisposable
{
    private readonly SpectrumPaints _paints = new(place.Scale);
    private readonly SpectrumSet _set = page.SetOf(state);
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

        DrawNotes();
    }

    public void Dispose() => _paints.Dispose();

    private void DrawGrid()
    {
        var (grid, frame) = (_places.Grid, page.Frame);
        var (width, height) = (grid.Width / frame.Columns, grid.Height / frame.Rows);
        if (place.ShowLines)
        {
            DrawCuts(grid, width, height);
        }

        for (var row = 0; row < frame.Rows; row++)
        {
            for (var column = 0; column < frame.Columns; column++)
            {
                DrawCell(SKRect.Create(grid.Left + (column * width), grid.Top + (row * height), width, height), page.IndexOf((row, column)));
            }
        }

        DrawLines(grid, frame.Rows, frame.Columns);
        DrawNumbers(grid, width, height);
        var selected = SKRect.Create(grid.Left + (_selected.Column * width), grid.Top + (_selected.Row * height), width, height);
        canvas.DrawRect(selected, _paints.Selection);
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

    private void DrawCell(SKRect cell, int voxel)
    {
        if (_set.SpectrumOf(voxel) is not { } spectrum)
        {
            canvas.DrawLine(cell.Left, cell.Bottom, cell.Right, cell.Top, _paints.Dim);
            return;
        }

        var points = PointRange.Of(spectrum, _range);
        var heights = new Heights(cell, Gained(_set.RangeOf(state.OwnScales ? voxel : null, points)));
        canvas.Save();
        canvas.ClipRect(cell);
        canvas.DrawLine(cell.Left, heights.YOf(0), cell.Right, heights.YOf(0), _paints.Dim);
        DrawCurve(spectrum, _set.ValuesOf(voxel)!, points, ScaleOf(cell), heights);
        canvas.Restore();
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

        var ticks = AxisTicks.Between(_range.Low, _range.High, Math.Max(2, (int)(width / (1.45f * Size))));
        for (var column = 0; column < frame.Columns; column += Every(width, Size * 2))
        {
            DrawTicksBelow(SKRect.Create(grid.Left + (column * width), grid.Top, width, grid.Height), ticks);
        }

        place.Text.Draw(canvas, UnitText, grid.MidX, grid.Bottom + (2.7f * Size), Size, _paints.Label, SKTextAlign.Center);
    }

    private void DrawPlot()
    {
        var plot = _places.Plot;
        var voxel = page.IndexOf(_selected);
        if (_set.SpectrumOf(voxel) is not { } spectrum)
        {
            place.Text.Draw(canvas, "The data end before this voxel", plot.MidX, plot.MidY, Size, _paints.Note, SKTextAlign.Center);
        }
        else if (page.IsPlane)
        {
            var plane = _set.PlaneOf(voxel);
            SpectralPlanePainter.Draw(canvas, plot, plane, _range, state.Gain);
            DrawValueTicks(plot, SpectralPlanePainter.RangeOf(plane));
        }
        else
        {
            DrawSpectrum(plot, spectrum, voxel);
        }

        canvas.DrawRect(plot, _paints.Frame);
        DrawTicksBelow(plot, AxisTicks.Between(_range.Low, _range.High, Math.Max(2, (int)(plot.Width / (3 * Size)))));
        place.Text.Draw(canvas, UnitText, plot.MidX, plot.Bottom + (2.7f * Size), Size, _paints.Label, SKTextAlign.Center);
        DrawTitle(plot, voxel);
    }

    private void DrawSpectrum(SKRect plot, Spectrum spectrum, int voxel)
    {
        var points = PointRange.Of(spectrum, _range);
        var range = Gained(_set.RangeOf(voxel, points));
        var heights = new Heights(plot, range);
        canvas.Save();
        canvas.ClipRect(plot);
        canvas.DrawLine(plot.Left, heights.YOf(0), plot.Right, heights.YOf(0), _paints.Dim);
        DrawCurve(spectrum, _set.ValuesOf(voxel)!, points, ScaleOf(plot), heights);
        canvas.Restore();
        DrawValueTicks(plot, range);
    }

    private void DrawCurve(Spectrum spectrum, double[] values, PointRange points, SpectrumScale scale, Heights heights)
    {
        using var curve = SpectrumCurve.Of(values, points, point => scale.XOf(spectrum.ValueAt(point)), heights.YOf);
        canvas.DrawPath(curve, _paints.Curve);
    }

    private void DrawTicksBelow(SKRect over, AxisTicks ticks)
    {
        var scale = ScaleOf(over);
        for (var i = 0; i < ticks.Count; i++)
        {
            var (x, text) = (scale.XOf(ticks.At(i)), ticks.TextAt(i));
            canvas.DrawLine(x, over.Bottom, x, over.Bottom + (0.3f * Size), _paints.Frame);

            // Words at the very ends would run into those of the next cell.
            var half = place.Text.Measure(text, Size) / 2;
            if (x - half >= over.Left - Size && x + half <= over.Right + Size)
            {
                place.Text.Draw(canvas, text, x, over.Bottom + (1.4f * Size), Size, _paints.Label, SKTextAlign.Center);
            }
        }
    }

    private void DrawValueTicks(SKRect plot, (double Low, double High) range)
    {
        var heights = new Heights(plot, range);
        var ticks = AxisTicks.Between(range.Low, range.High, Math.Max(2, (int)(plot.Height / (3 * Size))));
        for (var i = 0; i < ticks.Count; i++)
        {
            var y = heights.YOf(ticks.At(i));
            canvas.DrawLine(plot.Left - (0.3f * Size), y, plot.Left, y, _paints.Frame);
            place.Text.Draw(canvas, ticks.TextAt(i), plot.Left - (0.5f * Size), y + (0.35f * Size), Size, _paints.Label, SKTextAlign.Right);
        }
    }

    private void DrawTitle(SKRect plot, int voxel)
    {
        var left = plot.Left - ((SpectrumPlaces.PlotLeft - 8) * place.Scale);
        var width = plot.Right - left;
        var title = SpectrumWords.Title(page, state, _set, _selected, _range, voxel);
        var lines = title.SelectMany(line => place.Text.Wrap(line, Size, width)).Take(2).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            var paint = i == 0 ? _paints.Strong : state.Note is null ? _paints.Label : _paints.Note;
            place.Text.Draw(canvas, lines[i], left, plot.Top - ((lines.Count - 1 - i) * SpectrumPage.LineHeight * Size) - (0.6f * Size), Size, paint);
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
