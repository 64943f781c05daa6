namespace Appliance.Imaging;

/// <summary>What a data point of a spectroscopy object is made of (Data Representation (0028,9108), PS3.3 C.8.14.4).</summary>
public enum DataRepresentation
{
    /// <summary>COMPLEX: a real and an imaginary value.</summary>
    Complex,

    /// <summary>REAL: the real value alone.</summary>
    Real,

    /// <summary>IMAGINARY: the imaginary value alone.</summary>
    Imaginary,

    /// <summary>MAGNITUDE: the absolute value, without a phase.</summary>
    Magnitude,
}
