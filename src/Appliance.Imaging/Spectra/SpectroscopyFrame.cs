namespace Appliance.Imaging;

/// <summary>All voxels of one frame of a spectroscopy object, read and kept, so that they can be looked at without its source.</summary>
/// <param name="Rows">Rows of voxels.</param>
/// <param name="Columns">Columns of voxels.</param>
/// <param name="Signals">Row after row; null for a voxel that the data end before.</param>
/// <param name="Axis">The frequency axis along a row of data points.</param>
/// <param name="RowAxis">The evolution axis of two-dimensional spectra; null for others.</param>
/// <param name="Representation">What a data point is made of.</param>
/// <param name="Grid">Where the voxels lie; null when the object does not tell.</param>
/// <param name="Notes">What was wrong with the object, or with voxels of this frame.</param>
public sealed record SpectroscopyFrame(
    int Rows,
    int Columns,
    IReadOnlyList<SpectralSignal?> Signals,
    SpectralAxis Axis,
    SpectralAxis? RowAxis,
    DataRepresentation Representation,
    VoxelGrid? Grid,
    IReadOnlyList<string> Notes)
{
    /// <summary>The part of the data points that is there to be shown: their magnitude while complex points wait for their phase, else what they are.</summary>
    public SpectrumMode NaturalMode => Representation switch
    {
        DataRepresentation.Complex => SpectrumMode.Magnitude,
        DataRepresentation.Imaginary => SpectrumMode.Imaginary,
        _ => SpectrumMode.Real,
    };

    /// <summary>What <see cref="DicomSpectroscopy.GetFrame"/> gives.</summary>
    internal static SpectroscopyFrame Read(DicomSpectroscopy spectroscopy, int frame)
    {
        var signals = new SpectralSignal?[spectroscopy.Rows * spectroscopy.Columns];
        var notes = new List<string>(spectroscopy.Notes);
        for (var i = 0; i < signals.Length; i++)
        {
            var voxel = new VoxelIndex(i / spectroscopy.Columns, i % spectroscopy.Columns, frame);
            try
            {
                signals[i] = spectroscopy.GetSignal(voxel);
                NoteOnce(notes, signals[i]!.Note);
            }
            catch (DicomImageException) when (i > 0)
            {
                // What follows lies further behind still: the note of the object's length tells it.
                break;
            }
        }

        return new SpectroscopyFrame(
            spectroscopy.Rows, spectroscopy.Columns, signals, spectroscopy.Axis, spectroscopy.RowAxis, spectroscopy.Representation, spectroscopy.GridOf(frame), notes);
    }

    private static void NoteOnce(List<string> notes, string? note)
    {
        if (note is not null && !notes.Contains(note))
        {
            notes.Add(note);
        }
    }
}
