namespace Appliance.Dicom;

/// <summary>
/// The best guess at how a data set is laid out (statement 5.1.1): its first elements are walked through in each of the four ways, and the way
/// that makes the most sense wins.
/// </summary>
/// <param name="Encoding">The layout.</param>
/// <param name="Sense">
/// How many elements in a row made sense in it; 0 when it is no data set at all. Private elements count only beside public ones: any noise makes them.
/// </param>
/// <param name="Group">The group of the first element.</param>
internal readonly record struct EncodingGuess(DicomEncoding Encoding, int Sense, ushort Group)
{
    private const int MaxElements = 48;

    /// <summary>So many elements in a row are beyond doubt.</summary>
    public const int Sure = 4;

    private const ushort LowestGroup = 0x0002;

    /// <summary>The layout in which most elements make sense; explicit VR and little endian first where it is a draw.</summary>
    /// <param name="head">The first bytes of the data set.</param>
    /// <param name="left">How many bytes there are from there to the end of the source.</param>
    public static EncodingGuess Best(ReadOnlySpan<byte> head, long left)
    {
        var best = Try(head, left, DicomEncoding.ExplicitLittle);
        foreach (var encoding in (ReadOnlySpan<DicomEncoding>)[DicomEncoding.ImplicitLittle, DicomEncoding.ExplicitBig, DicomEncoding.ImplicitBig])
        {
            if (best.Sense >= Sure)
            {
                break;
            }

            var guess = Try(head, left, encoding);
            best = guess.Sense > best.Sense ? guess : best;
        }

        return best;
    }

    /// <summary>How much sense a layout makes.</summary>
    public static EncodingGuess Try(ReadOnlySpan<byte> head, long left, DicomEncoding encoding)
    {
        var reader = new DicomReader(head, 0, left, limitIsEnd: true, new DicomReaderState(encoding));
        var sense = 0;
        var known = 0;
        ushort group = 0;
        var last = default(DicomTag);
        while (sense < MaxElements)
        {
            var token = reader.Read();
            if (token is DicomTokenKind.NeedMore or DicomTokenKind.End)
            {
                break;
            }

            if (token is DicomTokenKind.ItemStart or DicomTokenKind.ItemEnd or DicomTokenKind.SequenceEnd or DicomTokenKind.Fragment)
            {
                continue;
            }

            var header = reader.Header;
            var cut = token == DicomTokenKind.Fault && reader.Fault == DicomFault.LengthBeyondData && sense > 0;
            if ((token == DicomTokenKind.Fault && !cut) || header.Encoding != encoding || !IsLikely(header))
            {
                break;
            }

            // Tags that go back are possible, but nothing that speaks for a layout.
            var atRoot = reader.Depth == (token == DicomTokenKind.Element || cut ? 0 : 1);
            if (atRoot && header.Tag <= last)
            {
                break;
            }

            group = sense == 0 ? header.Tag.Group : group;
            last = atRoot ? header.Tag : last;
            sense++;
            known += header.Tag.IsPrivate ? 0 : 1;
            if (cut)
            {
                break;
            }
        }

        return new EncodingGuess(encoding, group < LowestGroup || known == 0 ? 0 : sense, group);
    }

    /// <summary>The last resort, for a data set of nothing but private elements: are there two letters where a VR would be?</summary>
    public static DicomEncoding ByLetters(ReadOnlySpan<byte> head) =>
        head.Length < 6 || DicomVR.TryParse(head[4], head[5], out _) ? DicomEncoding.ExplicitLittle : DicomEncoding.ImplicitLittle;

    private static bool IsLikely(in DicomElementHeader header)
    {
        if (header.Encoding.IsExplicit() && !header.VR.IsKnown)
        {
            return false;
        }

        var tag = header.Tag;
        if (tag.IsGroupLength)
        {
            return header.Length == sizeof(uint);
        }

        if (tag.IsPrivate)
        {
            return tag.Group > 8 && tag.Group != 0xFFFF && (tag.IsPrivateCreator || tag.Element >= 0x1000);
        }

        return DicomDictionary.TryGetVR(tag, out var vr) && header.Length switch
        {
            DicomElementHeader.UndefinedLength => vr.HasLongLength,
            var length when vr == DicomVR.US || vr == DicomVR.SS => length % sizeof(ushort) == 0,
            var length when vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.FL || vr == DicomVR.AT => length % sizeof(uint) == 0,
            _ => true,
        };
    }
}
