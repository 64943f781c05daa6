namespace Appliance.Imaging;

/// <summary>The kinds of presentation states that are applied.</summary>
public enum PresentationStateKind
{
    /// <summary>Grayscale Softcopy Presentation State (PS3.3 A.33.1), that of XA/XRF (A.33.5) and that with modality LUTs frame by frame (A.33.8).</summary>
    Grayscale,

    /// <summary>Color Softcopy Presentation State (A.33.2): all but the greys.</summary>
    Color,

    /// <summary>Pseudo-Color Softcopy Presentation State (A.33.3): greys through a palette.</summary>
    PseudoColor,
}
