using System.Numerics;
using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The keys and mouse of a page of spectra as a pure function: a state and an event give a new state, or null for what the viewer does.</summary>
internal static class SpectrumKeys
{
    private const double ZoomPerNotch = 1.2;
    private const double GainPerKey = 1.25;
    private const double DegreesPerPixel = 0.5;
    private const double FirstOrderPerPixel = 2;
    private const double DegreesPerKey = 5;
    private const double FirstOrderPerKey = 30;
    private const double ShiftPerKey = 0.01;
    private const double NarrowestShare = 0.002;

    private static readonly double[] Widths = [0, 1, 2, 3, 5, 8, 12];

    /// <summary>What is looked at of a nucleus in ppm, from left to right.</summary>
    private static readonly (string Nucleus, double High, double Low)[] UsualRanges = [("1H", 4.3, 0.3), ("31P", 10, -20)];

    /// <summary>The keys, as the help shows them.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> Help { get; } =
    [
        ("click  ·  arrows", "select a voxel, in the grid or on the image"),
        ("Enter  ·  L", "grid and voxel, grid, voxel"),
        ("wheel  ·  left drag", "zoom and move the frequency axis"),
        ("0  ·  1", "all of the axis; what is usual for the nucleus"),
        ("+  ·  -  ·  Ctrl wheel", "higher and lower lines"),
        ("S", "one scale for all voxels, or one each"),
        ("M", "real, imaginary, magnitude, phase"),
        ("A", "every voxel phased by itself, on and off"),
        ("right drag", "phase: across all alike, up and down growing with frequency"),
        ("P  ·  Shift P", "phase, 5° on and back"),
        ("Y  ·  Shift Y", "phase growing with frequency, 30° on and back"),
        ("B  ·  G", "exponential and Gaussian line broadening; with Shift less"),
        ("Z", "zero filling: 1, 2, 4, 8 times"),
        ("D", "take off the level of the base line"),
        ("Shift arrows", "move the ppm scale by 0.01 or 0.1"),
        ("Page Up  ·  Page Down", "previous and next frame"),
    ];

    /// <summary>Works one event off.</summary>
    public static SpectrumPageState? Translate(SpectrumPage page, InputEvent input, InputState before, PagePlace place, SpectrumPageState state)
    {
        var plain = state with { Note = null };
        return input.Kind switch
        {
            InputKind.KeyDown when input.Modifiers.HasFlag(KeyModifiers.Control) => null,
            InputKind.KeyDown when input.Modifiers.HasFlag(KeyModifiers.Shift) && IsArrow(input.Key) => Shifted(page, input.Key, plain),
            InputKind.KeyDown => OnKey(page, input.Key, input.Modifiers.HasFlag(KeyModifiers.Shift) ? -1 : 1, plain),
            InputKind.PointerDown when input.Button == PointerButton.Left => Select(page, input, place, plain),
            InputKind.PointerMove => OnDrag(page, input, before, place, plain),
            InputKind.Wheel when input.Delta != 0 => OnWheel(page, input, place, plain),
            _ => null,
        };
    }

    private static SpectrumPageState? OnKey(SpectrumPage page, Key key, int sign, SpectrumPageState state) => key switch
    {
        Key.Left or Key.Right or Key.Up or Key.Down when page.Frame.Rows * page.Frame.Columns > 1 => Move(page, key, state),
        Key.Enter or Key.L => page.HasGrid ? state with { Layout = (SpectrumLayout)(((int)state.Layout + 1) % 3) } : state,
        Key.M => NextMode(page, state),
        Key.A => CanPhase(page) ? state with { AutomaticPhase = !state.AutomaticPhase, Mode = state.AutomaticPhase ? state.Mode : SpectrumMode.Real } : NoPhase(state),
        Key.P => Phased(page, state, sign * DegreesPerKey, 0),
        Key.Y => Phased(page, state, 0, sign * FirstOrderPerKey),
        Key.B => CanFilter(page) ? Set(state, state.Settings with { ExponentialWidth = Next(state.Settings.ExponentialWidth, sign) }) : NoFilter(state),
        Key.G => CanFilter(page) ? Set(state, state.Settings with { GaussianWidth = Next(state.Settings.GaussianWidth, sign) }) : NoFilter(state),
        Key.Z => CanFilter(page) ? Set(state, state.Settings with { ZeroFillFactor = state.Settings.ZeroFillFactor >= 8 ? 1 : state.Settings.ZeroFillFactor * 2 }) : NoFilter(state),
        Key.D => Set(state, state.Settings with { RemoveOffset = !state.Settings.RemoveOffset }),
        Key.S => state with { OwnScales = !state.OwnScales },
        Key.Plus => state with { Gain = Math.Min(state.Gain * GainPerKey, 1e4) },
        Key.Minus => state with { Gain = Math.Max(state.Gain / GainPerKey, 0.1) },
        Key.D0 => state with { Range = null, Gain = 1 },
        Key.D1 => Usual(page, state),
        _ => null,
    };

    private static SpectrumPageState Move(SpectrumPage page, Key key, SpectrumPageState state)
    {
        var (row, column) = page.SelectedOf(state);
        (row, column) = key switch
        {
            Key.Left => (row, column - 1),
            Key.Right => (row, column + 1),
            Key.Up => (row - 1, column),
            _ => (row + 1, column),
        };
        return state with { Selected = (Math.Clamp(row, 0, page.Frame.Rows - 1), Math.Clamp(column, 0, page.Frame.Columns - 1)) };
    }

    private static SpectrumPageState NextMode(SpectrumPage page, SpectrumPageState state) => CanPhase(page)
        ? state with { Mode = (SpectrumMode)(((int)(state.Mode ?? page.Frame.NaturalMode) + 1) % 4) }
        : state with { Note = "The object holds this part of its points alone" };

    private static SpectrumPageState Phased(SpectrumPage page, SpectrumPageState state, double zeroOrder, double firstOrder)
    {
        if (!CanPhase(page))
        {
            return NoPhase(state);
        }

        var settings = state.Settings;
        var first = settings.FirstOrderPhase + firstOrder;
        return Set(state with { Mode = state.Mode ?? SpectrumMode.Real }, settings with
        {
            ZeroOrderPhase = Math.IEEERemainder(settings.ZeroOrderPhase + zeroOrder, 360),
            FirstOrderPhase = first,
            PhasePivot = first == 0 ? null : settings.PhasePivot ?? Highest(page, state),
        });
    }

    // First order phase turns about the highest line in sight, so that it stays as it was set right before.
    private static double? Highest(SpectrumPage page, SpectrumPageState state)
    {
        if (page.DetailOf(state)?.Spectrum is not { } spectrum)
        {
            return null;
        }

        var points = PointRange.Of(page.AxisOf(state), spectrum.Points.Count, page.RangeOf(state));
        var highest = points.First;
        for (var i = points.First + 1; i <= points.Last; i++)
        {
            highest = Complex.Abs(spectrum.Points[i]) > Complex.Abs(spectrum.Points[highest]) ? i : highest;
        }

        return spectrum.ValueAt(highest);
    }

    private static SpectrumPageState Usual(SpectrumPage page, SpectrumPageState state)
    {
        var usual = Array.Find(UsualRanges, known => known.Nucleus.Equals(page.Frame.Axis.Nucleus, StringComparison.OrdinalIgnoreCase));
        if (usual.Nucleus is null || page.Frame.Axis.Unit != SpectralUnit.Ppm)
        {
            return state with { Note = $"No usual range is known for {page.Frame.Axis.Nucleus ?? "an unknown nucleus"}" };
        }

        var whole = page.WholeRange(state);
        var (high, low) = (Math.Min(usual.High, whole.High), Math.Max(usual.Low, whole.Low));
        return high > low ? state with { Range = (high, low) } : state with { Note = Invariant($"The spectrum does not reach {usual.High} to {usual.Low} ppm") };
    }

    private static SpectrumPageState Shifted(SpectrumPage page, Key key, SpectrumPageState state)
    {
        var by = key switch { Key.Left => ShiftPerKey, Key.Right => -ShiftPerKey, Key.Up => 10 * ShiftPerKey, _ => -10 * ShiftPerKey };
        return page.Frame.Axis.Unit == SpectralUnit.Ppm
            ? Set(state, state.Settings with { ReferenceShift = Math.Round(state.Settings.ReferenceShift + by, 6) })
            : state with { Note = "No transmitter frequency is told: there is no ppm scale to move" };
    }

    private static SpectrumPageState? Select(SpectrumPage page, InputEvent input, PagePlace place, SpectrumPageState state)
    {
        var places = page.PlacesOf(place, state);
        if (places.Localizer.Contains(input.X, input.Y) && page.LocalizerOf(state) is { } localizer && page.Frame.Grid is { } voxels)
        {
            return LocalizerPainter.PointAt(places.Localizer, localizer, input.X, input.Y) is { } point && voxels.VoxelAt(point) is { } under
                ? state with { Selected = (under.Row, under.Column) }
                : state;
        }

        var grid = places.Grid;
        if (!grid.Contains(input.X, input.Y))
        {
            return null;
        }

        var voxel = ((int)((input.Y - grid.Top) * page.Frame.Rows / grid.Height), (int)((input.X - grid.Left) * page.Frame.Columns / grid.Width));
        return state with { Selected = voxel };
    }

    private static SpectrumPageState? OnDrag(SpectrumPage page, InputEvent input, InputState before, PagePlace place, SpectrumPageState state)
    {
        var (x, y) = (input.X - before.X, input.Y - before.Y);
        if (before.Held == PointerButton.Right)
        {
            return Phased(page, state, x * DegreesPerPixel, -y * FirstOrderPerPixel);
        }

        if (before.Held != PointerButton.Left)
        {
            return null;
        }

        // Also a drag that changes nothing is the page's: it must not become a window.
        var plot = page.PlacesOf(place, state).Plot;
        var (high, low) = page.RangeOf(state);
        var by = plot.Contains(before.StartX, before.StartY) ? x / plot.Width * (high - low) : 0;
        return by == 0 ? state : Within(page, state, high + by, low + by);
    }

    private static SpectrumPageState? OnWheel(SpectrumPage page, InputEvent input, PagePlace place, SpectrumPageState state)
    {
        if (input.Modifiers.HasFlag(KeyModifiers.Control))
        {
            return OnKey(page, input.Delta > 0 ? Key.Plus : Key.Minus, 1, state);
        }

        var (high, low) = page.RangeOf(state);
        var at = ScaleUnder(page, input, place, state).ValueAt(input.X);
        var factor = Math.Pow(ZoomPerNotch, -input.Delta);
        return Within(page, state, at + ((high - at) * factor), at + ((low - at) * factor));
    }

    // In the grid the axis of the cell under the pointer counts.
    private static SpectrumScale ScaleUnder(SpectrumPage page, InputEvent input, PagePlace place, SpectrumPageState state)
    {
        var places = page.PlacesOf(place, state);
        var (high, low) = page.RangeOf(state);
        if (!places.Grid.Contains(input.X, input.Y))
        {
            var plot = places.Plot.IsEmpty ? places.Grid : places.Plot;
            return new SpectrumScale(plot.Left, plot.Width, high, low);
        }

        var cell = places.Grid.Width / page.Frame.Columns;
        return new SpectrumScale(places.Grid.Left + (MathF.Floor((input.X - places.Grid.Left) / cell) * cell), cell, high, low);
    }

    private static SpectrumPageState Within(SpectrumPage page, SpectrumPageState state, double high, double low)
    {
        var whole = page.WholeRange(state);
        var most = whole.High - whole.Low;
        if (high - low >= most * (1 - 1e-9))
        {
            return state with { Range = null };
        }

        var width = Math.Max(high - low, most * NarrowestShare);
        var middle = Math.Clamp((high + low) / 2, whole.Low + (width / 2), whole.High - (width / 2));
        return state with { Range = (middle + (width / 2), middle - (width / 2)) };
    }

    private static double Next(double width, int sign) => sign > 0
        ? Widths.FirstOrDefault(step => step > width)
        : Widths.LastOrDefault(step => step < width);

    private static bool IsArrow(Key key) => key is Key.Left or Key.Right or Key.Up or Key.Down;

    private static bool CanFilter(SpectrumPage page) => page.Frame.Signals.Any(signal => signal?.CanBeFiltered == true);

    private static bool CanPhase(SpectrumPage page) =>
        page.Frame.Representation == DataRepresentation.Complex || page.Frame.Signals.Any(signal => signal?.Domain == SignalDomain.Time);

    private static SpectrumPageState Set(SpectrumPageState state, SpectrumSettings settings) => state with { Settings = settings };

    private static string Invariant(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static SpectrumPageState NoPhase(SpectrumPageState state) => state with { Note = "The object holds one part of its points alone: no phase to set" };

    private static SpectrumPageState NoFilter(SpectrumPageState state) => state with { Note = "The object holds magnitudes alone: nothing to filter" };
}
