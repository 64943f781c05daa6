using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>One DICOM object that a verb was pointed at: a file, or an instance of the archive.</summary>
/// <param name="Name">The path, or the SOP Instance UID.</param>
/// <param name="Open">Opens the whole stream: preamble, meta information, data set.</param>
/// <param name="ToSend">The object as something to send; opens it to see what it is.</param>
internal sealed record DicomSubject(string Name, Func<IByteSource> Open, Func<StoreItem> ToSend)
{
    /// <summary>True when the user named this very object, not a folder or study that it was found in.</summary>
    public bool IsNamed { get; init; }

    /// <summary>A file.</summary>
    public static DicomSubject OfFile(string path) => new(path, () => new FileByteSource(path), () => StoredItems.OfFile(path));

    /// <summary>An instance of the archive, which must stay open.</summary>
    public static DicomSubject OfRow(DicomArchive archive, InstanceRow row) =>
        new(row.SopInstanceUid.Value, () => archive.OpenInstance(row), () => StoredItems.Of(archive, row));

    /// <summary>Opens and parses the object.</summary>
    /// <param name="options">How far, how leniently.</param>
    /// <exception cref="DicomFormatException">It is damaged; the message names it.</exception>
    public DicomFile Parse(DicomReadOptions? options = null)
    {
        var source = Open();
        try
        {
            return DicomFile.Open(source, options);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
