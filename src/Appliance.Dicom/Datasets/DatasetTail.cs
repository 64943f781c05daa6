namespace Appliance.Dicom;

/// <summary>
/// What a data set may still have where reading stepped over fragments of its last element up to the end of the source
/// (<see cref="FragmentGap.UpToEnd"/>): found by walking over them, once somebody asks for elements behind it.
/// </summary>
/// <param name="source">The source.</param>
/// <param name="start">Byte offset of the encapsulated value's header.</param>
/// <param name="syntax">The transfer syntax of the data set.</param>
/// <param name="encoding">How its elements are laid out.</param>
/// <param name="options">What to take and tolerate.</param>
internal sealed class DatasetTail(IByteSource source, long start, DicomTransferSyntax syntax, DicomEncoding encoding, DicomReadOptions options)
{
    private readonly Lazy<(DicomDataset Elements, string? Note)> _read = new(() => (DatasetBuilder.BuildTail(source, start, syntax, encoding, options, out var note), note));

    /// <summary>The encapsulated value and the elements behind it.</summary>
    /// <exception cref="ObjectDisposedException">The source was closed.</exception>
    public DicomDataset Elements => _read.Value.Elements;

    /// <summary>What is odd about them, in words; null when nothing is.</summary>
    public string? Note => _read.Value.Note;
}
