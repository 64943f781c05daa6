namespace Appliance.Imaging;

/// <summary>Photometric Interpretation (0028,0004), PS3.3 C.7.6.3.1.2.</summary>
public enum PhotometricInterpretation
{
    /// <summary>MONOCHROME2: low values dark.</summary>
    Monochrome2,

    /// <summary>MONOCHROME1: low values bright.</summary>
    Monochrome1,

    /// <summary>PALETTE COLOR: values are indices into three colour tables.</summary>
    PaletteColor,

    /// <summary>RGB.</summary>
    Rgb,

    /// <summary>YBR_FULL: luminance and two colour differences, full range.</summary>
    YbrFull,

    /// <summary>YBR_FULL_422: the same with one pair of colour differences for two pixels of a row.</summary>
    YbrFull422,

    /// <summary>YBR_PARTIAL_422 (retired): 4:2:2 with luminance 16 to 235.</summary>
    YbrPartial422,

    /// <summary>YBR_PARTIAL_420: 4:2:0, found only in compressed video.</summary>
    YbrPartial420,

    /// <summary>YBR_ICT: the irreversible transform inside JPEG 2000.</summary>
    YbrIct,

    /// <summary>YBR_RCT: the reversible transform inside JPEG 2000.</summary>
    YbrRct,
}
