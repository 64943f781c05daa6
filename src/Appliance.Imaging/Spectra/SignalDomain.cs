namespace Appliance.Imaging;

/// <summary>What the data points of a spectroscopy object run along (Signal Domain Columns (0028,9003), PS3.3 C.8.14.4).</summary>
public enum SignalDomain
{
    /// <summary>TIME: a signal as it was sampled, in increasing time; its spectrum is its Fourier transform.</summary>
    Time,

    /// <summary>FREQUENCY: a spectrum, from high frequencies to low ones.</summary>
    Frequency,
}
