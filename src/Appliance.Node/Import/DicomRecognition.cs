using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>Tells a file that is no DICOM object from a DICOM object that is damaged.</summary>
internal static class DicomRecognition
{
    private const int MarkOffset = 128;

    // What is broken is told, and the person decides; half an object is not kept under a whole one's name.
    public static readonly DicomReadOptions Strict = new() { KeepReadable = false, KeepCutPixelData = false };

    /// <summary>Opens a DICOM object.</summary>
    /// <param name="source">Its bytes; stays the caller's.</param>
    /// <param name="whyNot">Why it is none, when null is returned.</param>
    /// <returns>The object, or null for a file that never was one.</returns>
    /// <exception cref="DicomFormatException">A DICOM object that is damaged.</exception>
    public static DicomFile? Open(IByteSource source, out string whyNot)
    {
        var isMarked = IsMarked(source);
        try
        {
            var file = DicomFile.Open(source, Strict);
            if (isMarked || file.Dataset.Contains(DicomTag.SOPInstanceUID))
            {
                whyNot = "";
                return file;
            }

            whyNot = "no DICM mark, and no SOP Instance UID where one would be";
            return null;
        }
        catch (DicomFormatException foreign) when (!isMarked)
        {
            whyNot = "no DICM mark, and no data set of any transfer syntax: " + foreign.Message;
            return null;
        }
    }

    private static bool IsMarked(IByteSource source)
    {
        Span<byte> mark = stackalloc byte[4];
        return source.Read(MarkOffset, mark) == mark.Length && mark.SequenceEqual("DICM"u8);
    }
}
