namespace Appliance.Imaging;

/// <summary>What the axis of a spectrum is told in.</summary>
public enum SpectralUnit
{
    /// <summary>Chemical shift in parts per million.</summary>
    Ppm,

    /// <summary>Hertz from the transmitter frequency, where the object does not tell that frequency.</summary>
    Hertz,

    /// <summary>Data points from the middle, where the object does not tell its spectral width either.</summary>
    Points,
}
