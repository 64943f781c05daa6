namespace Appliance.Dicom;

/// <summary>
/// One data element (PS3.5 7.1): a value (<see cref="DicomValueElement"/>), a sequence of items (<see cref="DicomSequence"/>) or an
/// encapsulated value (<see cref="DicomFragmentSequence"/>). An element that was read remembers how it stood in its source, so that it can be
/// written back byte for byte.
/// </summary>
public abstract class DicomElement
{
    private protected DicomElement(DicomTag tag, DicomVR vr, DicomEncoding encoding)
    {
        Tag = tag;
        VR = vr;
        Encoding = encoding;
    }

    private protected DicomElement(in DicomElementHeader header)
    {
        Tag = header.Tag;
        VR = header.VR;
        Encoding = header.Encoding;
        HeaderLength = header.HeaderLength;
        Position = header.Position;
    }

    /// <summary>The tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>The VR as written, whether the standard knows it or not; where none was written, the dictionary's, else UN.</summary>
    public DicomVR VR { get; private protected set; }

    /// <summary>Byte offset of the element in the source its data set was read from; -1 when made in memory.</summary>
    public long Position { get; } = -1;

    /// <summary>How it stood in the source, or is laid out in memory: tells the byte order of its value.</summary>
    internal DicomEncoding Encoding { get; }

    /// <summary>Bytes of the header in the source; 0 when made in memory.</summary>
    internal byte HeaderLength { get; }

    /// <summary>The data set it was added to last, for the character set of text.</summary>
    internal DicomDataset? Owner { get; set; }

    /// <summary>
    /// The VR that tells what the value means: the dictionary's where UN, or letters unknown to the standard, stand for an element that it or
    /// <see cref="PrivateDictionary"/> knows. A hint for reading: <see cref="VR"/> stays what is written.
    /// </summary>
    public DicomVR MeaningVR
    {
        get
        {
            if (VR != DicomVR.UN && VR.IsKnown)
            {
                return VR;
            }

            var vr = HeaderForm.ImplicitVR(Tag);
            if (Tag.IsPrivate && vr == DicomVR.UN && Owner?.GetPrivateCreator(Tag) is { } creator)
            {
                PrivateDictionary.TryGetVR(creator, Tag, out vr);
            }

            return vr == DicomVR.SQ ? VR : vr;
        }
    }

    /// <summary>Whether the value is big endian. UN is little endian in every transfer syntax (PS3.5 6.2.2).</summary>
    internal bool IsBigEndian => Encoding.IsBig() && VR != DicomVR.UN;

    /// <summary>Tag and VR, for messages and the debugger.</summary>
    public override string ToString() => $"{Tag} {VR} {Tag.Keyword}";
}
