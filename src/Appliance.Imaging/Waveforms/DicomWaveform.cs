using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The waveforms in a data set (PS3.3 C.10.9): multiplex groups of channels, each group read when asked for, and what is noted about them.
/// Safe on any thread; it reads from the data set's source, so the file or store behind it has to stay open.
/// </summary>
public sealed class DicomWaveform
{
    private readonly IReadOnlyList<DicomDataset> _groups;

    private DicomWaveform(DicomDataset dataset, IReadOnlyList<DicomDataset> groups)
    {
        Dataset = dataset;
        _groups = groups;
        Annotations = [.. dataset.GetItems(DicomTag.WaveformAnnotationSequence).Select(WaveformAnnotation.Of)];
    }

    /// <summary>The data set that the waveforms are in.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>Multiplex groups, at least 1.</summary>
    public int NumberOfGroups => _groups.Count;

    /// <summary>What is noted about them, in the object's order.</summary>
    public IReadOnlyList<WaveformAnnotation> Annotations { get; }

    /// <summary>Whether a data set holds waveforms.</summary>
    public static bool IsWaveform(DicomDataset dataset) => dataset.Contains(DicomTag.WaveformSequence);

    /// <summary>Opens the waveforms in a data set. Samples are read group by group.</summary>
    /// <param name="dataset">Used as it is, for the life of the waveform; not to be changed meanwhile.</param>
    /// <exception cref="DicomImageException">There are none.</exception>
    public static DicomWaveform Open(DicomDataset dataset) => dataset.GetItems(DicomTag.WaveformSequence) is { Count: > 0 } groups
        ? new DicomWaveform(dataset, groups)
        : throw new DicomImageException(ImageLayoutReader.Name(DicomTag.WaveformSequence), IsWaveform(dataset) ? "is empty" : "is missing: the object is no waveform");

    /// <summary>Reads a multiplex group with its samples. Nothing is kept: the caller owns the result.</summary>
    /// <param name="index">0-based.</param>
    /// <exception cref="DicomImageException">It cannot be shown; the message names the attribute and the group.</exception>
    public WaveformGroup GetGroup(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)NumberOfGroups, nameof(index));
        try
        {
            return new WaveformGroupReader(_groups[index], Dataset.TransferSyntax.IsBigEndian).Read();
        }
        catch (DicomFormatException fault)
        {
            throw new DicomImageException(ImageLayoutReader.Name(DicomTag.WaveformData), $"group {index + 1} cannot be read: {fault.Message}", fault);
        }
    }
}
