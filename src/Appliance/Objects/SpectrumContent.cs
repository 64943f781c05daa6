using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>Spectra as pages, a frame a page; with images that were opened beside them, their voxels are drawn on those.</summary>
internal sealed class SpectrumContent(DicomSpectroscopy spectroscopy) : SubjectContent
{
    /// <summary>The spectra.</summary>
    public DicomSpectroscopy Spectroscopy => spectroscopy;

    public override int Frames => spectroscopy.NumberOfFrames;

    public override SequenceFrame Get(int frame) => Get(frame, []);

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="images">Images of the same frame of reference.</param>
    public PageFrame Get(int frame, IEnumerable<ImageContent> images)
    {
        var read = spectroscopy.GetFrame(frame);
        return new PageFrame
        {
            Page = new SpectrumPage(read, read.Grid is { } grid ? SpectrumLocalizers.Of(grid, images) : []),
            Text = OverlayText.Of(SpectroscopyFacts.LabelsOf(spectroscopy, frame)),
            Dataset = spectroscopy.Dataset,
        };
    }
}
