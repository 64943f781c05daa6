using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>Stored instances and files as things that can be sent.</summary>
public static class StoredItems
{
    /// <summary>An instance of the archive. Its bytes are read when it is sent; the archive must be open until then.</summary>
    public static StoreItem Of(DicomArchive archive, InstanceRow row) => new()
    {
        SopClassUid = row.SopClassUid,
        SopInstanceUid = row.SopInstanceUid,
        TransferSyntax = row.TransferSyntax,
        Length = row.Length - row.HeaderLength,
        OpenDataSet = () => DataSetOf(archive.OpenInstance(row), row.HeaderLength),
        OpenDataSetAs = syntax => Converted(DicomFile.Open(archive.OpenInstance(row)), syntax),
    };

    /// <summary>A DICOM file, preamble and meta information left out. The file is opened again when it is sent.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DicomFormatException">It is no DICOM file, or names no SOP instance.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static StoreItem OfFile(string path)
    {
        using var file = DicomFile.Open(path, DicomRecognition.Strict);
        if (file.SopInstanceUid.IsEmpty || file.SopClassUid.IsEmpty)
        {
            throw new DicomFormatException("it names no SOP class and instance, so nobody could store it", file.DatasetOffset);
        }

        var offset = file.DatasetOffset;
        return new StoreItem
        {
            SopClassUid = file.SopClassUid,
            SopInstanceUid = file.SopInstanceUid,
            TransferSyntax = file.TransferSyntax,
            Length = new FileInfo(path).Length - offset,
            OpenDataSet = () => DataSetOf(new FileByteSource(path), offset),
            OpenDataSetAs = syntax => Converted(DicomFile.Open(path, DicomRecognition.Strict), syntax),
        };
    }

    /// <summary>
    /// The data set in another unencapsulated syntax, for a peer that takes only that one. It is converted as it is sent, in slices.
    /// </summary>
    private static Stream Converted(DicomFile file, DicomTransferSyntax syntax)
    {
        try
        {
            return DicomDatasetWriter.OpenRead(file.Dataset, syntax, owned: file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static ByteSourceStream DataSetOf(IByteSource source, long offset) =>
        new(source, offset, source.Length - offset, ownsSource: true);
}
