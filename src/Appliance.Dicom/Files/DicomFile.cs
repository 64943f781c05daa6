namespace Appliance.Dicom;

/// <summary>
/// A DICOM file (PS3.10 7): preamble, File Meta Information and data set. Files without some of these are read too. What was read and not
/// changed is written back byte for byte. It owns the source it was opened from: disposing it closes that, and with it all values left behind.
/// </summary>
public sealed class DicomFile : IDisposable
{
    private readonly IByteSource? _source;
    private readonly IDisposable? _inflater;
    private readonly string? _note;

    /// <summary>A new file around a data set, with meta information made for it. It has no source to dispose.</summary>
    /// <param name="dataset">The data set; SOP Class UID and SOP Instance UID are taken from it.</param>
    /// <param name="syntax">The transfer syntax to write it in.</param>
    public DicomFile(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        Dataset = dataset;
        TransferSyntax = syntax;
        Preamble = new byte[FileMeta10.PreambleLength];
        FileMeta = FileMeta10.Build(UidOf(dataset, DicomTag.SOPClassUID), UidOf(dataset, DicomTag.SOPInstanceUID), syntax, null);
        HasMeta = true;
    }

    private DicomFile(IByteSource source, in DicomFileReader.Parts parts)
    {
        _source = source;
        _inflater = parts.Inflater;
        Preamble = parts.Preamble;
        FileMeta = parts.Meta;
        HasMeta = parts.HasMeta;
        Dataset = parts.Dataset;
        TransferSyntax = parts.Syntax;
        DatasetOffset = parts.DatasetOffset;
        _note = parts.Note;
    }

    /// <summary>The 128 bytes in front, free for other uses of the file (PS3.10 7.1); empty where a file has none.</summary>
    public byte[] Preamble { get; }

    /// <summary>Group 0002; empty for a file without it.</summary>
    public DicomDataset FileMeta { get; }

    /// <summary>Whether the file has meta information.</summary>
    public bool HasMeta { get; }

    /// <summary>The data set.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>
    /// The transfer syntax the data set really is in. It is the one of the meta information unless that is missing or plainly wrong, which
    /// <see cref="Note"/> tells.
    /// </summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>
    /// What was odd, guessed or cut, in words; null when nothing was. Of a large compressed object without a table of offsets more may be found once all of
    /// its elements have been asked for.
    /// </summary>
    public string? Note => _note is null || Dataset.TailNote is null ? _note ?? Dataset.TailNote : $"{_note}; {Dataset.TailNote}";

    /// <summary>Byte offset of the data set in the file; 0 for a new file.</summary>
    public long DatasetOffset { get; }

    /// <summary>The SOP class: of the data set, else of the meta information; an empty UID when neither tells.</summary>
    public DicomUID SopClassUid => Uid(DicomTag.SOPClassUID, DicomTag.MediaStorageSOPClassUID);

    /// <summary>The SOP instance: of the data set, else of the meta information; an empty UID when neither tells.</summary>
    public DicomUID SopInstanceUid => Uid(DicomTag.SOPInstanceUID, DicomTag.MediaStorageSOPInstanceUID);

    /// <summary>Opens a file. It stays open until disposed; values above a threshold stay in it.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or nothing in it can be used.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or the system forbids reading it.</exception>
    public static DicomFile Open(string path, DicomReadOptions? options = null)
    {
        var source = new FileByteSource(path);
        try
        {
            return Open(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file that lies in a source, and takes that over: disposing the file disposes it. Not when this throws.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or nothing in it can be used.</exception>
    public static DicomFile Open(IByteSource source, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DicomFile(source, DicomFileReader.Read(source, options ?? DicomReadOptions.Default));
    }

    /// <summary>Reads a file that lies in memory. The bytes are kept and not copied.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or nothing in it can be used.</exception>
    public static DicomFile Parse(ReadOnlyMemory<byte> bytes, DicomReadOptions? options = null) => Open(new MemoryByteSource(bytes), options);

    /// <summary>
    /// What belongs in front of a data set that came without a file around it: preamble, prefix and meta information (PS3.10 7.1).
    /// </summary>
    /// <param name="sopClass">Media Storage SOP Class UID.</param>
    /// <param name="sopInstance">Media Storage SOP Instance UID.</param>
    /// <param name="syntax">The transfer syntax of the data set that follows.</param>
    /// <param name="sourceAet">Source Application Entity Title, if there was one.</param>
    public static byte[] BuildHeader(DicomUID sopClass, DicomUID sopInstance, DicomTransferSyntax syntax, string? sourceAet = null)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        using var stream = new MemoryStream();
        FileMeta10.WritePrefix(stream, new byte[FileMeta10.PreambleLength]);
        FileMeta10.Write(stream, FileMeta10.Build(sopClass, sopInstance, syntax, sourceAet));
        return stream.ToArray();
    }

    /// <summary>
    /// Writes the file: what was read and not changed byte for byte, the rest in <see cref="TransferSyntax"/>. A file that had no meta information
    /// is written without it.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was disposed, and what is to be written is in its source.</exception>
    /// <inheritdoc cref="DicomDatasetWriter.WriteTo"/>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var metaAsRead = _source is not null && (!HasMeta || FileMeta.IsUntouched);
        if (metaAsRead && Dataset.IsUntouched)
        {
            Copy(_source!, 0, _source!.Length, stream);
            return;
        }

        if (metaAsRead)
        {
            Copy(_source!, 0, DatasetOffset, stream);
        }
        else
        {
            FileMeta10.WritePrefix(stream, Preamble);
            FileMeta10.Write(stream, FileMeta);
        }

        if (_inflater is null || !Dataset.IsUntouched)
        {
            DicomDatasetWriter.WriteTo(stream, Dataset, TransferSyntax);
        }
        else
        {
            Copy(_source!, DatasetOffset, _source!.Length - DatasetOffset, stream);
        }
    }

    /// <summary>
    /// Writes the file to a path. It is written beside it first and then put in its place, so that what was there is whole until the new
    /// file is, and a file may be saved over itself.
    /// </summary>
    /// <exception cref="IOException">The place cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var beside = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            using (var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Write(stream);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Closes the source it was opened from.</summary>
    public void Dispose()
    {
        _inflater?.Dispose();
        _source?.Dispose();
    }

    private static void Copy(IByteSource source, long position, long length, Stream stream)
    {
        using var sink = new ByteSink(stream);
        sink.CopyFrom(source, position, length);
    }

    private static DicomUID UidOf(DicomDataset dataset, DicomTag tag) => dataset.GetUID(tag) ?? new DicomUID("");

    private DicomUID Uid(DicomTag inDataset, DicomTag inMeta) => Dataset.GetUID(inDataset) ?? UidOf(FileMeta, inMeta);
}
