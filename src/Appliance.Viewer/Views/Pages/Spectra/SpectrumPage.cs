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

    private const int MostNoteLines = 3;

    // Worked out again when the settings change. Several threads at once would each make the same.
    private SpectrumSet? _set;

    internal override IReadOnlyList<(string Keys, string Meaning)> Help { get; } = SpectrumKeys.Help;

    internal override long Cost { get; } =
        (frame.Signals.Sum(signal => signal?.Points.Count ?? 0) * 16L) + localizers.Sum(localizer => (long)localizer.Picture.Pixels.Length);

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

    internal override void Draw(SKCanvas canvas, PagePlace place, PageState? state)
    {
        using var painter = new SpectrumPainter(canvas, place, this, StateOf(state));
        painter.Draw();
    }

    internal override PageState? Handle(InputEvent input, InputState before, PagePlace place, PageState? state) =>
        SpectrumKeys.Translate(this, input, before, place, StateOf(state));

    /// <summary>A state of this page, whatever was left by another.</summary>
    internal static SpectrumPageState StateOf(PageState? state) => state as SpectrumPageState ?? new SpectrumPageState();

    /// <summary>The spectra as a state asks for them.</summary>
    internal SpectrumSet SetOf(SpectrumPageState state)
    {
        var set = _set;
        return set?.IsOf(frame, state) == true ? set : _set = new SpectrumSet(frame, state);
    }

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
        area.Bottom -= NoteLines(place).Count * LineHeight * LetterSize * place.Scale;
        return SpectrumPlaces.Of(area, place.Scale, HasGrid ? state.Layout : SpectrumLayout.Single, LocalizerOf(state) is not null);
    }

    /// <summary>What was wrong with the object, as lines at the bottom of the page.</summary>
    internal IReadOnlyList<string> NoteLines(PagePlace place) =>
        [.. frame.Notes.SelectMany(note => place.Text.Wrap(note, LetterSize * place.Scale, place.Area.Width)).Take(MostNoteLines)];

    /// <summary>The part of the axis that is seen.</summary>
    internal (double High, double Low) RangeOf(SpectrumPageState state) => state.Range ?? WholeRange(state);

    /// <summary>All of the axis, with the reference shift of a state.</summary>
    internal (double High, double Low) WholeRange(SpectrumPageState state)
    {
        var axis = frame.Axis with { ChemicalShiftReference = frame.Axis.ChemicalShiftReference + state.Settings.ReferenceShift };
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
