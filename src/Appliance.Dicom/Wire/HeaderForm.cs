using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>The forms that the header of an element takes, by the standard (PS3.5 7.1) and in the wild.</summary>
internal static class HeaderForm
{
    /// <summary>Bytes of a header without VR, of one with a 16-bit length, and of an item.</summary>
    public const int Short = 8;

    /// <summary>Bytes of a header with VR, two reserved bytes and a 32-bit length.</summary>
    public const int Long = 12;

    /// <summary>Whether a byte can be part of a VR.</summary>
    public static bool IsLetter(byte b) => b is >= (byte)'A' and <= (byte)'Z';

    /// <summary>Whether undefined length means encapsulated fragments for this VR, not items.</summary>
    public static bool IsBulk(DicomVR vr) =>
        vr == DicomVR.OB || vr == DicomVR.OW || vr == DicomVR.OF || vr == DicomVR.OD || vr == DicomVR.OL || vr == DicomVR.OV;

    /// <summary>
    /// Whether the length stands in four bytes behind two reserved ones. Every VR added since 1993 that we do not know does that
    /// (PS3.5 7.1.2), unless the reserved bytes are not zero or the long length makes no sense.
    /// </summary>
    public static bool IsLongForm(DicomVR vr, ushort reserved, uint length, long left)
    {
        var fits = length == DicomElementHeader.UndefinedLength || length <= left - Long;
        return vr.IsKnown ? reserved == 0 || fits || reserved > left - Short : reserved == 0 && fits;
    }

    /// <summary>Whether a VR stands where none belongs: the length that the four bytes would make reaches beyond everything.</summary>
    public static bool ExplicitAfterAll(ReadOnlySpan<byte> at, DicomEncoding encoding, uint length, long left, out DicomVR vr)
    {
        vr = DicomVR.None;
        if (encoding.IsExplicit() || length == DicomElementHeader.UndefinedLength || length <= left - Short
            || !IsLetter(at[4]) || !IsLetter(at[5]))
        {
            return false;
        }

        vr = new DicomVR((ushort)((at[4] << 8) | at[5]));
        return vr.IsKnown && (vr.HasLongLength || ReadUInt16(at[6..], encoding) <= left - Short);
    }

    /// <summary>The VR of an element that does not write it (PS3.5 7.1.3 and 7.8.1).</summary>
    public static DicomVR ImplicitVR(DicomTag tag)
    {
        if (tag.Element == 0)
        {
            return DicomVR.UL;
        }

        if (tag.IsPrivate)
        {
            return tag.IsPrivateCreator ? DicomVR.LO : DicomVR.UN;
        }

        // Without the entry's texts, which would have to be made.
        DicomDictionary.TryGetVR(tag, out var vr);
        return vr;
    }

    /// <summary>A 16-bit number in the byte order of an encoding.</summary>
    public static ushort ReadUInt16(ReadOnlySpan<byte> at, DicomEncoding encoding) =>
        encoding.IsBig() ? BinaryPrimitives.ReadUInt16BigEndian(at) : BinaryPrimitives.ReadUInt16LittleEndian(at);

    /// <summary>A 32-bit number in the byte order of an encoding.</summary>
    public static uint ReadUInt32(ReadOnlySpan<byte> at, DicomEncoding encoding) =>
        encoding.IsBig() ? BinaryPrimitives.ReadUInt32BigEndian(at) : BinaryPrimitives.ReadUInt32LittleEndian(at);
}
