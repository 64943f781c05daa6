using Appliance.Dicom;

namespace Appliance.RenderTests.States;

/// <summary>A made-up state and the image that it is for.</summary>
/// <param name="Name">Of its golden file.</param>
/// <param name="Image">Made anew by every call.</param>
/// <param name="State">The state, likewise.</param>
internal sealed record StateKind(string Name, Func<DicomDataset> Image, Func<DicomDataset> State)
{
    /// <summary>Where words are drawn, in pixels of the picture as shown: left, top, right, bottom. Letters differ from machine to machine.</summary>
    public IReadOnlyList<(int Left, int Top, int Right, int Bottom)> Words { get; init; } = [];
}
