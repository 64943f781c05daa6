namespace Appliance.Imaging;

/// <summary>What of the complex points of a spectrum is shown.</summary>
public enum SpectrumMode
{
    /// <summary>The real part: absorption, when the phase is right.</summary>
    Real,

    /// <summary>The imaginary part: dispersion, when the phase is right.</summary>
    Imaginary,

    /// <summary>The absolute value.</summary>
    Magnitude,

    /// <summary>The angle in degrees, above -180 to 180.</summary>
    Phase,
}
