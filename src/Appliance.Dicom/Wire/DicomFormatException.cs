namespace Appliance.Dicom;

/// <summary>
/// The bytes are not what the standard says, and what was asked cannot be had from them. <see cref="Offset"/> and <see cref="TagPath"/>
/// tell where.
/// </summary>
public sealed class DicomFormatException : Exception
{
    /// <summary>A fault at a place.</summary>
    /// <param name="message">What was expected and what was found, in words; the place is added to it.</param>
    /// <param name="offset">Byte offset in the source (the file, or the inflated data set), or -1 when there is none.</param>
    /// <param name="tagPath">Elements and items that lead to the place, as <c>(0040,A730)[2].(0008,0100)</c>; empty at the root.</param>
    /// <param name="inner">What brought it to light, if anything.</param>
    public DicomFormatException(string message, long offset = -1, string tagPath = "", Exception? inner = null)
        : base(WithPlace(message, offset, tagPath), inner)
    {
        Offset = offset;
        TagPath = tagPath;
    }

    /// <summary>Byte offset in the source, counted from its start, or -1.</summary>
    public long Offset { get; }

    /// <summary>Elements and items that lead to the place, as <c>(0040,A730)[2].(0008,0100)</c>; empty at the root.</summary>
    public string TagPath { get; }

    private static string WithPlace(string message, long offset, string tagPath) => (offset >= 0, tagPath.Length > 0) switch
    {
        (true, true) => $"{message} (byte {offset}, at {tagPath})",
        (true, false) => $"{message} (byte {offset})",
        (false, true) => $"{message} (at {tagPath})",
        _ => message,
    };
}
