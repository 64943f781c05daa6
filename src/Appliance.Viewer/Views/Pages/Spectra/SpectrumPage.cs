using Appliance.Imaging;
using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>
/// Spectra to look at: a grid of voxels with the selected one large beside it, or a single voxel, with axes; phased, smoothed and zoomed by
/// keys and mouse, and with the voxels drawn on an image where there is one.
/// </summary>
/// <param name="frame">The voxels.</param>
/// <param name="localizers">Images that the voxels lie on; may be empty.</param>
/// <param name="cuts">The lines in which images cut the grid; may be empty.</param>
public sealed class SpectrumPage(SpectroscopyFrame frame, IReadOnlyList<SpectrumLocalizer> localizers, IReadOnlyList<SpectrumCut> cuts) : FramePage
{
    /// <summary>Height of the letters in plain pixels.</summary>
    internal const float LetterSize = 12;

    /// <summary>From line to line, in heights of a letter.</summary>
    internal const float LineHeight = 1.35f;

    /// <summary>Grids of more voxels are not drawn: their cells would be a few pixels wide.</summary>
    internal const int MostCells = 1 << 14;

    private const int MostNoteLines = 3;

    // What is done before the next picture could be drawn is not worth another thread.
    private const int MostPointsAtOnce = 1 << 14;

    private readonly LatestWork<SpectrumRecipe, SpectrumGrid> _grid = new(recipe => new SpectrumGrid(frame, recipe), (grid, progressed, cancellation) => grid.Fill(progressed, cancellation));
    private readonly LatestWork<(int Voxel, SpectrumRecipe Recipe), SpectrumDetail> _detail =
        new(key => new SpectrumDetail(frame, key.Voxel, key.Recipe), (detail, _, cancellation) => detail.Fill(cancellation));

    // The thread that draws alone has to do with it.
    private (SpectrumCellsLook Look, SKImage Picture)? _cells;

    private readonly long _points = SpectrumRecipe.PointsOf(frame);

    /// <summary>Whether there is an image that voxels lie on.</summary>
    public bool HasLocalizer => localizers.Count > 0;

    internal override IReadOnlyList<(string Keys, string Meaning)> Help { get; } = SpectrumKeys.Help;

    // With the values that are worked out, not zero filled.
    internal override long Cost { get; } =
        (long)(SpectrumRecipe.PointsOf(frame) * (16 + VoxelValues.BytesPerValue)) + localizers.Sum(localizer => (long)localizer.Picture.Pixels.Length);

    /// <summary>The voxels.</summary>
    internal SpectroscopyFrame Frame => frame;

    /// <summary>Images that the voxels lie on.</summary>
    internal IReadOnlyList<SpectrumLocalizer> Localizers => localizers;

    /// <summary>The lines in which images cut the grid.</summary>
    internal IReadOnlyList<SpectrumCut> Cuts => cuts;

    /// <summary>Whether there is a grid to lay out.</summary>
    internal bool HasGrid => frame.Rows * frame.Columns > 1 && !IsPlane;

    /// <summary>Whether the spectra are two-dimensional.</summary>
    internal bool IsPlane => frame.RowAxis is not null;

    /// <summary>The values of the grid: those asked for last that are there, or as far as the first ones are; null when none are wanted.</summary>
    internal SpectrumGrid? Grid => _grid.Result;

    /// <summary>The values of the grid that are being worked out; null when they are there.</summary>
    internal SpectrumGrid? Coming => _grid.Running;

    /// <summary>Why something could not be worked out; null when it could.</summary>
    internal string? Error => _detail.Error ?? _grid.Error;

    internal override bool Prepare(PageState? state, Action changed)
    {
        var own = StateOf(state);
        var voxel = IndexOf(SelectedOf(own));
        var recipe = SpectrumRecipe.Of(frame, own);
        var points = (frame.Signals[voxel]?.Points.Count ?? 0) * (long)recipe.Settings.ZeroFillFactor;
        var isThere = _detail.Ask((voxel, recipe), points <= MostPointsAtOnce, changed);
        return IsGridDrawn(own) ? _grid.Ask(SpectrumRecipe.OfGrid(frame, own), _points * recipe.Settings.ZeroFillFactor <= MostPointsAtOnce, changed) && isThere : isThere;
    }

    internal override void Rest()
    {
        _grid.Rest();
        _detail.Rest();
        _cells?.Picture.Dispose();
        _cells = null;
    }

    internal override void Draw(SKCanvas canvas, PagePlace place, PageState? state)
    {
        using var painter = new SpectrumPainter(canvas, place, this, StateOf(state));
        painter.Draw();
    }

    internal override PageState? Handle(InputEvent input, InputState before, PagePlace place, PageState? state) =>
        SpectrumKeys.Translate(this, input, before, place, StateOf(state));

    /// <summary>A state of this page, whatever was left by another.</summary>
    internal static SpectrumPageState StateOf(PageState? state) => state as SpectrumPageState ?? new SpectrumPageState();

    /// <summary>The picture of the cells of a grid: the one kept, when it looks the same.</summary>
    internal SKImage CellsAs(SpectrumCellsLook look, Func<SKImage> draw)
    {
        if (_cells is not { } kept || kept.Look != look)
        {
            _cells?.Picture.Dispose();
            _cells = kept = (look, draw());
        }

        return kept.Picture;
    }

    /// <summary>Whether the cells of a grid are drawn.</summary>
    internal bool IsGridDrawn(SpectrumPageState state) => HasGrid && frame.Signals.Count <= MostCells && state.Layout != SpectrumLayout.Single;

    /// <summary>The selected voxel, as worked out last; null while nothing of it is there.</summary>
    internal SpectrumDetail? DetailOf(SpectrumPageState state) => _detail.Result is { } detail && detail.Voxel == IndexOf(SelectedOf(state)) ? detail : null;

    /// <summary>The axis along a row of data points, as the user has moved it.</summary>
    internal SpectralAxis AxisOf(SpectrumPageState state) =>
        frame.Axis with { ChemicalShiftReference = frame.Axis.ChemicalShiftReference + state.Settings.ReferenceShift };

    /// <summary>The selected voxel, within this frame.</summary>
    internal (int Row, int Column) SelectedOf(SpectrumPageState state)
    {
        var (row, column) = state.Selected ?? (frame.Rows / 2, frame.Columns / 2);
        return (Math.Clamp(row, 0, frame.Rows - 1), Math.Clamp(column, 0, frame.Columns - 1));
    }

    /// <summary>The place of a voxel among the signals.</summary>
    internal int IndexOf((int Row, int Column) voxel) => (voxel.Row * frame.Columns) + voxel.Column;

    /// <summary>What is laid out where.</summary>
    internal SpectrumPlaces PlacesOf(PagePlace place, SpectrumPageState state)
    {
        var area = place.Area;
        var notes = NoteLines(place).Count;
        area.Bottom -= notes == 0 ? 0 : (notes + 0.5f) * LineHeight * LetterSize * place.Scale;
        return SpectrumPlaces.Of(area, place.Scale, HasGrid ? state.Layout : SpectrumLayout.Single, HasLocalizer && frame.Grid is not null);
    }

    /// <summary>What was wrong with the object, or could not be worked out, as lines at the bottom of the page.</summary>
    internal IReadOnlyList<string> NoteLines(PagePlace place) =>
        [.. (Error is { } error ? frame.Notes.Prepend($"These spectra cannot be worked out: {error}") : frame.Notes).SelectMany(note => place.Text.Wrap(note, LetterSize * place.Scale, place.Area.Width)).Take(MostNoteLines)];

    /// <summary>The part of the axis that is seen.</summary>
    internal (double High, double Low) RangeOf(SpectrumPageState state) => state.Range ?? WholeRange(state);

    /// <summary>All of the axis, with the reference shift of a state.</summary>
    internal (double High, double Low) WholeRange(SpectrumPageState state)
    {
        var axis = AxisOf(state);
        return (axis.ValueAt(axis.Width / 2), axis.ValueAt(-axis.Width / 2));
    }

    /// <summary>The image that shows the selected voxel best; null when none reaches it.</summary>
    internal SpectrumLocalizer? LocalizerOf(SpectrumPageState state)
    {
        if (frame.Grid is not { } grid || localizers.Count == 0)
        {
            return null;
        }

        var (row, column) = SelectedOf(state);
        var best = grid.BestPlane(row, column, [.. localizers.Select(localizer => (FramePlane?)localizer.Plane)]);
        return best < 0 ? null : localizers[best];
    }
}
