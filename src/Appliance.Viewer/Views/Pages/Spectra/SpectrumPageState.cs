using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>What of a <see cref="SpectrumPage"/> is laid out.</summary>
internal enum SpectrumLayout
{
    /// <summary>The grid of voxels, and the selected one large beside it.</summary>
    Both,

    /// <summary>The grid alone.</summary>
    Grid,

    /// <summary>The selected voxel alone.</summary>
    Single,
}

/// <summary>How the user has turned a page of spectra.</summary>
internal sealed record SpectrumPageState : PageState
{
    /// <summary>The selected voxel; null is the one in the middle.</summary>
    public (int Row, int Column)? Selected { get; init; }

    /// <summary>What is laid out; grids of one voxel have no layout but <see cref="SpectrumLayout.Single"/>.</summary>
    public SpectrumLayout Layout { get; init; }

    /// <summary>What of the points is drawn; null is what the object holds.</summary>
    public SpectrumMode? Mode { get; init; }

    /// <summary>How spectra are worked out of signals.</summary>
    public SpectrumSettings Settings { get; init; } = SpectrumSettings.None;

    /// <summary>Every voxel is turned upright before the phase of the settings.</summary>
    public bool AutomaticPhase { get; init; }

    /// <summary>The part of the axis that is seen, from the high end to the low one; null is all of it.</summary>
    public (double High, double Low)? Range { get; init; }

    /// <summary>How much higher than fitting lines are drawn.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>Every voxel of the grid has a scale of its own.</summary>
    public bool OwnScales { get; init; }

    /// <summary>Said of the last key, until the next; null when there is nothing to say.</summary>
    public string? Note { get; init; }
}
