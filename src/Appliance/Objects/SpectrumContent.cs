using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>Spectra as pages, a frame a page; with images that were opened beside them, their voxels are drawn on those.</summary>
internal sealed class SpectrumContent(DicomSpectroscopy spectroscopy) : SubjectContent
{
    /// <summary>The spectra.</summary>
    public DicomSpectroscopy Spectroscopy => spectroscopy;

    public override int Frames => spectroscopy.NumberOfFrames;

    public override SeriesObject PlaceOf(DicomDataset dataset) => SeriesObject.Of(spectroscopy) with { Cine = Cine };

    public override SequenceFrame Get(int frame) => Get(frame, [], []);

    /// <summary>Reads a frame.</summary>
    /// <param name="frame">0-based.</param>
    /// <param name="images">Images of the same frame of reference.</param>
    /// <param name="planes">Frames of any series that may cut the grid.</param>
    public PageFrame Get(int frame, IEnumerable<ImageContent> images, IReadOnlyList<ReferencePlane> planes)
    {
        var read = spectroscopy.GetFrame(frame);
        return new PageFrame
        {
            Page = new SpectrumPage(read, read.Grid is { } grid ? SpectrumLocalizers.Of(grid, images) : [], SpectrumLocalizers.CutsOf(spectroscopy.PlaceOf(frame), planes)),
            Text = OverlayText.Of(SpectroscopyFacts.LabelsOf(spectroscopy, frame)),
            Dataset = spectroscopy.Dataset,
        };
    }
}
