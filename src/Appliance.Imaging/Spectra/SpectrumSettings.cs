namespace Appliance.Imaging;

/// <summary>
/// How a spectrum is worked out of a signal. Widths and zero filling of an object that holds spectra go by way of the signal in time that those
/// come of, as far as there is one (<see cref="SpectralSignal.CanBeFiltered"/>), and come on top of what was done to it before.
/// </summary>
public sealed record SpectrumSettings
{
    /// <summary>The largest <see cref="ZeroFillFactor"/>.</summary>
    public const int MaxZeroFillFactor = 16;

    /// <summary>Nothing but the Fourier transform.</summary>
    public static SpectrumSettings None { get; } = new();

    /// <summary>Width in Hz that a decaying exponential adds to every line; negative values narrow lines.</summary>
    public double ExponentialWidth { get; init; }

    /// <summary>Width in Hz of a Gaussian that every line is folded with; 0 for none.</summary>
    public double GaussianWidth { get; init; }

    /// <summary>How many times as long a signal in time is made with zeros before it is transformed, 1 to <see cref="MaxZeroFillFactor"/>.</summary>
    public int ZeroFillFactor { get; init; } = 1;

    /// <summary>Angle in degrees that every point is turned by, counterclockwise.</summary>
    public double ZeroOrderPhase { get; init; }

    /// <summary>Angle in degrees that grows over the whole width, from low frequencies to high ones; 0 at <see cref="PhasePivot"/>.</summary>
    public double FirstOrderPhase { get; init; }

    /// <summary>Where the first order phase is 0, as the axis of the object tells it; null at the transmitter frequency.</summary>
    public double? PhasePivot { get; init; }

    /// <summary>What is added to every value on the axis, in its unit: moves the scale, not the points.</summary>
    public double ReferenceShift { get; init; }

    /// <summary>Whether the level of the outermost points is taken off.</summary>
    public bool RemoveOffset { get; init; }
}
