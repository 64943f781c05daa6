using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The spectra of a frame worked out as a state asks: what is drawn, and the range that holds it.</summary>
internal sealed class SpectrumSet
{
    private readonly SpectroscopyFrame _frame;
    private readonly Spectrum?[] _spectra;
    private readonly double[]?[] _values;
    private (int Voxel, SpectralPlane Plane)? _plane;

    public SpectrumSet(SpectroscopyFrame frame, SpectrumPageState state)
    {
        _frame = frame;
        (Settings, AutomaticPhase, Mode) = (state.Settings, state.AutomaticPhase, state.Mode ?? frame.NaturalMode);
        _spectra = new Spectrum?[frame.Signals.Count];
        _values = new double[]?[_spectra.Length];
        Parallel.For(0, _spectra.Length, voxel =>
        {
            _spectra[voxel] = frame.Signals[voxel] is { } signal ? Work(signal, frame, state) : null;
            _values[voxel] = _spectra[voxel]?.Values(Mode);
        });
    }

    /// <summary>The settings that the spectra follow.</summary>
    public SpectrumSettings Settings { get; }

    /// <summary>Whether they were turned upright.</summary>
    public bool AutomaticPhase { get; }

    /// <summary>What of their points the values are.</summary>
    public SpectrumMode Mode { get; }

    /// <summary>Whether a state asks for the same spectra.</summary>
    public bool IsOf(SpectroscopyFrame frame, SpectrumPageState state) =>
        Settings == state.Settings && AutomaticPhase == state.AutomaticPhase && Mode == (state.Mode ?? frame.NaturalMode);

    /// <summary>The spectrum of a voxel; null when it is not there.</summary>
    public Spectrum? SpectrumOf(int voxel) => _spectra[voxel];

    /// <summary>The values of a voxel; null when it is not there.</summary>
    public double[]? ValuesOf(int voxel) => _values[voxel];

    /// <summary>The two-dimensional spectrum of a voxel that is there, of a frame that has them. The last one is kept.</summary>
    public SpectralPlane PlaneOf(int voxel)
    {
        if (_plane is not { } kept || kept.Voxel != voxel)
        {
            kept = (voxel, SpectrumProcessor.TransformPlane(_frame.Signals[voxel]!, _frame.Axis, _frame.RowAxis!, Settings));
            _plane = kept;
        }

        return kept.Plane;
    }

    /// <summary>The lowest and highest value, and 0, among the points from one to another: of a voxel, or of all.</summary>
    public (double Low, double High) RangeOf(int? voxel, PointRange points)
    {
        if (Mode == SpectrumMode.Phase)
        {
            return (-180, 180);
        }

        var (low, high) = (0.0, 0.0);
        foreach (var values in voxel is { } one ? [_values[one]] : _values)
        {
            for (var i = points.First; values is not null && i <= points.Last; i++)
            {
                (low, high) = (Math.Min(low, values[i]), Math.Max(high, values[i]));
            }
        }

        return low < high ? (low, high) : (-1, 1);
    }

    private static Spectrum Work(SpectralSignal signal, SpectroscopyFrame frame, SpectrumPageState state)
    {
        var spectrum = SpectrumProcessor.Transform(signal, frame.Axis, state.Settings);
        return state.AutomaticPhase ? spectrum.Turned(SpectrumProcessor.AutomaticPhase(spectrum)) : spectrum;
    }
}

/// <summary>The points of a spectrum that lie in the part of the axis that is seen.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them, not before the first.</param>
internal readonly record struct PointRange(int First, int Last)
{
    /// <summary>The points of a spectrum between two values of its axis.</summary>
    public static PointRange Of(Spectrum spectrum, (double High, double Low) range)
    {
        var last = spectrum.Points.Count - 1;
        var from = (int)Math.Clamp(Math.Ceiling(spectrum.PointAt(range.High)), 0, last);
        return new PointRange(from, (int)Math.Clamp(Math.Floor(spectrum.PointAt(range.Low)), from, last));
    }
}
