namespace Appliance.Dicom;

/// <summary>The header of one data element, item or fragment, as it was found in the bytes.</summary>
/// <param name="Position">Byte offset of the header in the source.</param>
/// <param name="Tag">The tag.</param>
/// <param name="VR">
/// The VR as written, known or not; for implicit VR the dictionary's, or UN; <see cref="DicomVR.None"/> for items.
/// </param>
/// <param name="Length">Length of the value as written; <see cref="UndefinedLength"/> for none.</param>
/// <param name="HeaderLength">Bytes of the header: 8 or 12.</param>
/// <param name="Encoding">
/// How the header was written. It differs from the data set's inside a UN of undefined length, and where an element of a data set with explicit VR lacks one.
/// </param>
public readonly record struct DicomElementHeader(long Position, DicomTag Tag, DicomVR VR, uint Length, byte HeaderLength, DicomEncoding Encoding)
{
    /// <summary>The length that says: ends with a delimiter (PS3.5 7.1.1).</summary>
    public const uint UndefinedLength = 0xFFFFFFFF;

    /// <summary>Whether a delimiter, not a length, ends it.</summary>
    public bool IsUndefinedLength => Length == UndefinedLength;

    /// <summary>Byte offset of the value in the source.</summary>
    public long ValuePosition => Position + HeaderLength;
}
