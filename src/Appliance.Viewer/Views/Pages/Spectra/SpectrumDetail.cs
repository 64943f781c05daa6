using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>The voxel that is drawn large, worked out.</summary>
/// <param name="frame">The frame that it is in.</param>
/// <param name="voxel">Its place among the signals.</param>
/// <param name="recipe">How it is worked out.</param>
internal sealed class SpectrumDetail(SpectroscopyFrame frame, int voxel, SpectrumRecipe recipe)
{
    /// <summary>Its place among the signals.</summary>
    public int Voxel => voxel;

    /// <summary>What of its points the values are.</summary>
    public SpectrumMode Mode => recipe.Mode;

    /// <summary>Its spectrum; null when it is not there, or not yet.</summary>
    public Spectrum? Spectrum { get; private set; }

    /// <summary>The values that are drawn; null when they are not there, or not yet.</summary>
    public VoxelValues? Values { get; private set; }

    /// <summary>Its two-dimensional spectrum; null when it has none.</summary>
    public SpectralMap? Map { get; private set; }

    /// <summary>Works it out.</summary>
    public void Fill(CancellationToken cancellation)
    {
        if (frame.Signals[voxel] is not { } signal)
        {
            return;
        }

        if (frame.RowAxis is { } rowAxis)
        {
            Map = SpectralMap.Of(SpectrumProcessor.TransformPlane(signal, frame.Axis, rowAxis, recipe.Settings), cancellation);
        }

        var spectrum = recipe.SpectrumOf(signal, frame.Axis);
        (Values, Spectrum) = (new VoxelValues(spectrum.Values(recipe.Mode)), spectrum);
    }
}
