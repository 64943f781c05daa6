using System.Diagnostics.CodeAnalysis;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The spectra in an MR Spectroscopy object (PS3.3 A.36.3): one voxel or a grid of them, in one frame or many, each read when asked for.
/// Safe on any thread; it reads from the data set's source, so the file or store behind it has to stay open.
/// </summary>
public sealed class DicomSpectroscopy
{
    private static readonly string DataName = ImageLayoutReader.Name(DicomTag.SpectroscopyData);

    private readonly SpectroscopyLayout _layout;
    private readonly VoxelReader _voxels;

    private DicomSpectroscopy(DicomDataset dataset)
    {
        var notes = new List<string>();
        Dataset = dataset;
        Groups = new FunctionalGroups(dataset);
        _layout = new SpectroscopyLayoutReader(dataset, notes).Read();
        Axis = SpectralAxisReader.Read(dataset, 0, _layout.DataPointColumns, notes);
        RowAxis = _layout.DataPointRows > 1 ? SpectralAxisReader.Read(dataset, 1, _layout.DataPointRows, notes) : null;
        var element = (DicomValueElement)dataset[DicomTag.SpectroscopyData]!;
        _voxels = new VoxelReader(element, _layout, dataset.TransferSyntax.IsBigEndian && element.VR != DicomVR.UN);
        NoteLength(element.Length, notes);
        Notes = notes;
    }

    /// <summary>The data set that the spectra are in.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>Rows (0028,0010) of voxels in each frame.</summary>
    public int Rows => _layout.Rows;

    /// <summary>Columns (0028,0011) of voxels in each frame.</summary>
    public int Columns => _layout.Columns;

    /// <summary>Number of Frames (0028,0008), at least 1.</summary>
    public int NumberOfFrames => _layout.NumberOfFrames;

    /// <summary>Data Point Rows (0028,9001): 1 for all but two-dimensional spectra.</summary>
    public int DataPointRows => _layout.DataPointRows;

    /// <summary>Data Point Columns (0028,9002).</summary>
    public int DataPointColumns => _layout.DataPointColumns;

    /// <summary>Data Representation (0028,9108).</summary>
    public DataRepresentation Representation => _layout.Representation;

    /// <summary>Signal Domain Columns (0028,9003): what a row of data points runs along.</summary>
    public SignalDomain Domain => _layout.DomainColumns;

    /// <summary>The frequency axis along a row of data points.</summary>
    public SpectralAxis Axis { get; }

    /// <summary>The frequency axis along a column of data points, the evolution axis of a two-dimensional spectrum; null for others.</summary>
    public SpectralAxis? RowAxis { get; }

    /// <summary>What in the object is missing or contradicts itself, and how it was taken; empty for most.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The functional groups, for what varies by frame.</summary>
    internal FunctionalGroups Groups { get; }

    /// <summary>Opens the spectra in a data set. Only attributes are read; data points are read voxel by voxel.</summary>
    /// <param name="dataset">Used as it is, for the life of the result; not to be changed meanwhile.</param>
    /// <exception cref="DicomImageException">There are no spectra that can be shown: the message names the attribute.</exception>
    public static DicomSpectroscopy Open(DicomDataset dataset) =>
        IsSpectroscopy(dataset, out var whyNot) ? new DicomSpectroscopy(dataset) : throw new DicomImageException(DataName, whyNot);

    /// <summary>Whether a data set holds spectroscopy data. Its sizes are checked by <see cref="Open"/> alone.</summary>
    /// <param name="dataset">Any data set.</param>
    /// <param name="whyNot">In words, what it is or lacks, when false is returned.</param>
    public static bool IsSpectroscopy(DicomDataset dataset, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = dataset[DicomTag.SpectroscopyData] switch
        {
            DicomValueElement { Length: > 0 } => null,
            DicomValueElement => "is empty",
            null => $"is missing: the object holds no spectra ({dataset.GetUID(DicomTag.SOPClassUID)?.Name ?? "no SOP class"})",
            _ => "has a form that no spectroscopy data have",
        };
        return whyNot is null;
    }

    /// <summary>Reads the data points of a voxel, and of no other. Nothing is kept: the caller owns the result.</summary>
    /// <param name="voxel">The voxel.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such voxel.</exception>
    /// <exception cref="DicomImageException">The data end before the voxel begins, or cannot be read.</exception>
    public SpectralSignal GetSignal(VoxelIndex voxel)
    {
        Check(voxel);
        try
        {
            return _voxels.Read(voxel);
        }
        catch (DicomFormatException fault)
        {
            throw new DicomImageException(DataName, $"voxel {voxel.Row + 1},{voxel.Column + 1} cannot be read: {fault.Message}", fault);
        }
    }

    /// <summary>Reads all voxels of a frame, as far as they are there.</summary>
    /// <param name="frame">0-based.</param>
    /// <exception cref="DicomImageException">The frame is too large to be kept, or the data end before it begins.</exception>
    public SpectroscopyFrame GetFrame(int frame)
    {
        Check(new VoxelIndex(0, 0, frame));
        var points = (long)Rows * Columns * _layout.Points;
        return points <= SpectroscopyLayout.MaxPointsOfFrame
            ? SpectroscopyFrame.Read(this, frame)
            : throw new DicomImageException(
                ImageLayoutReader.Name(DicomTag.Rows), $"{Columns}x{Rows} voxels of {_layout.Points} data points are more than the {SpectroscopyLayout.MaxPointsOfFrame} that are kept");
    }

    /// <summary>The spectrum of a voxel; of a two-dimensional one, the spectrum of its first row of data points.</summary>
    /// <param name="voxel">The voxel.</param>
    /// <param name="settings">How it is worked out.</param>
    /// <exception cref="DicomImageException">As for <see cref="GetSignal"/>.</exception>
    public Spectrum GetSpectrum(VoxelIndex voxel, SpectrumSettings settings) => SpectrumProcessor.Transform(GetSignal(voxel), Axis, settings);

    /// <summary>Where the voxels of a frame lie in the patient; null when the object does not tell.</summary>
    /// <param name="frame">0-based.</param>
    public VoxelGrid? GridOf(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)NumberOfFrames, nameof(frame));
        return VoxelGridReader.Read(this, frame);
    }

    /// <summary>The voxels of a frame as a rectangle in space; null when the object does not tell where they lie.</summary>
    /// <param name="frame">0-based.</param>
    public PlacedFrame? PlaceOf(int frame) => GridOf(frame)?.In(Dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "");

    private void Check(VoxelIndex voxel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)voxel.Row, (uint)Rows, nameof(voxel));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)voxel.Column, (uint)Columns, nameof(voxel));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)voxel.Frame, (uint)NumberOfFrames, nameof(voxel));
    }

    private void NoteLength(long length, List<string> notes)
    {
        var needed = _layout.StartOf(new VoxelIndex(0, 0, NumberOfFrames));
        if (length != needed && length != needed + (needed & 1))
        {
            notes.Add($"{DataName}: {length} bytes where {NumberOfFrames} frames of {Columns}x{Rows} voxels of {_layout.Points} data points take {needed}");
        }
    }
}
