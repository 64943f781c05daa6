using Appliance.Dicom;

namespace Appliance.Viewer;

/// <summary>One frame of a sequence with all that is needed to draw and describe it: a <see cref="PictureFrame"/> or a <see cref="PageFrame"/>. Immutable.</summary>
public abstract record SequenceFrame
{
    /// <summary>What is written over it.</summary>
    public OverlayText Text { get; init; } = OverlayText.None;

    /// <summary>The elements of the object, listed by the key T; null when they cannot be listed.</summary>
    public DicomDataset? Dataset { get; init; }

    /// <summary>Bytes that it keeps in memory.</summary>
    internal abstract long Cost { get; }
}

/// <summary>A frame that is no picture of pixels but drawn at the size of the window: a report, a plot.</summary>
public sealed record PageFrame : SequenceFrame
{
    /// <summary>What draws it.</summary>
    public required FramePage Page { get; init; }

    internal override long Cost => Page.Cost;
}
