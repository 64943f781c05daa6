namespace Appliance.Dicom;

/// <summary>
/// Writes the elements of a data set in one encoding: as they stood where that is the same, built anew where it is not or where they were
/// changed. Lengths are worked out before anything is written, so the output need not be seekable.
/// </summary>
internal sealed class DatasetSerializer
{
    private const int ShortHeader = 8;
    private const int LongHeader = 12;
    private const int Delimiter = 8;
    private const int MaxShortLength = 0xFFFE;

    // A multiple of every unit that is swapped.
    private const int Slice = 32 * 1024;

    private readonly DicomEncoding _encoding;
    private readonly bool _explicit;
    private readonly bool _big;

    // Lengths of the sequences and items that are built anew and have one.
    private readonly Dictionary<object, long> _lengths = new(ReferenceEqualityComparer.Instance);

    public DatasetSerializer(DicomEncoding encoding)
    {
        _encoding = encoding;
        _explicit = encoding.IsExplicit();
        _big = encoding.IsBig();
    }

    /// <summary>How many bytes <see cref="Write"/> will write.</summary>
    /// <exception cref="InvalidOperationException">The data set cannot be written in this encoding.</exception>
    public long Measure(DicomDataset dataset) =>
        IsAsItStood(dataset) ? dataset.Origin.KnownEnd - dataset.Origin.Start : MeasureElements(dataset, 0) + TailLength(dataset);

    /// <summary>Writes the data set, and what lay behind its last element if it is in the same encoding. <see cref="Measure"/> goes first.</summary>
    public void Write(DicomDataset dataset, ByteSink sink)
    {
        if (IsAsItStood(dataset) || TailLength(dataset) > 0)
        {
            Run(Steps(dataset, sink));
            return;
        }

        var index = 0;
        var anew = IsWrittenAnew(dataset);
        foreach (var element in dataset)
        {
            index++;
            if (!WriteAtOnce(dataset, element, anew, index, sink))
            {
                Run(WriteLarge(element, sink));
            }
        }
    }

    /// <summary>
    /// Writes what <see cref="Write"/> does, in as many steps as somebody asks for: each puts a slice of a large value, or one small element, into
    /// the sink. The number given is of no meaning.
    /// </summary>
    public IEnumerable<int> Steps(DicomDataset dataset, ByteSink sink)
    {
        var origin = dataset.Origin;
        if (IsAsItStood(dataset))
        {
            return Copy(origin.Source!, origin.Start, origin.KnownEnd - origin.Start, sink);
        }

        var elements = WriteElements(dataset, sink);
        return TailLength(dataset) is > 0 and var tail ? elements.Concat(Copy(origin.Source!, origin.ElementsEnd, tail, sink)) : elements;
    }

    private static IEnumerable<int> Copy(IByteSource source, long position, long length, ByteSink sink)
    {
        for (long done = 0; done < length; done += Slice)
        {
            sink.CopyFrom(source, position + done, Math.Min(Slice, length - done));
            yield return 0;
        }
    }

    private bool IsAsItStood(DicomDataset dataset) => dataset.IsUntouched && dataset.Parent is null && dataset.Origin.Encoding == _encoding;

    /// <summary>Bytes behind the last element that were not read or belong to none. They are only carried in the encoding they are in.</summary>
    private long TailLength(DicomDataset dataset)
    {
        var origin = dataset.Origin;
        if (origin.Source is null || dataset.Parent is not null)
        {
            return 0;
        }

        if (origin.Encoding == _encoding)
        {
            return origin.KnownEnd - origin.ElementsEnd;
        }

        return !origin.IsPartial ? 0 : throw new InvalidOperationException(
            $"the data set was read up to byte {origin.ElementsEnd} only: read it whole to write it in another encoding");
    }

    private long MeasureElements(DicomDataset dataset, int depth)
    {
        if (depth > DicomLimits.MaxDepth)
        {
            throw new InvalidOperationException($"sequences are nested deeper than {DicomLimits.MaxDepth}, or in a circle");
        }

        long length = 0;
        foreach (var element in dataset)
        {
            length += MeasureElement(element, depth);
        }

        return length;
    }

    private long MeasureElement(DicomElement element, int depth)
    {
        switch (element)
        {
            case DicomValueElement value:
                return IsAsItStood(value)
                    ? value.HeaderLength + value.Length
                    : IsStray(value) ? 0 : HeaderLength(WrittenVR(value), value.Length) + Even(value.Length);
            case DicomSequence sequence:
                return MeasureSequence(sequence, depth);
            default:
                return MeasureFragments((DicomFragmentSequence)element);
        }
    }

    private long MeasureSequence(DicomSequence sequence, int depth)
    {
        if (IsAsItStood(sequence))
        {
            return sequence.RawLength;
        }

        long length = 0;
        foreach (var item in sequence.Items)
        {
            var inside = MeasureElements(item, depth + 1);
            _lengths[item] = inside;
            length += Delimiter + inside + (item.IsUndefinedLength ? Delimiter : 0);
        }

        var undefined = IsUndefinedLength(sequence);
        if (!undefined && length > uint.MaxValue - 1)
        {
            throw new InvalidOperationException($"{sequence.Tag} has {length} bytes, more than a length can tell: make it of undefined length");
        }

        _lengths[sequence] = length;
        return length + LongOrImplicit + (undefined ? Delimiter : 0);
    }

    /// <summary>
    /// Without a VR only the undefined length tells that an element is a sequence, unless the dictionary does: private ones would be lost.
    /// </summary>
    private bool IsUndefinedLength(DicomSequence sequence) =>
        sequence.IsUndefinedLength || (!_explicit && HeaderForm.ImplicitVR(sequence.Tag) != DicomVR.SQ);

    private long MeasureFragments(DicomFragmentSequence value)
    {
        if (IsAsItStood(value))
        {
            return value.RawLength;
        }

        var length = LongOrImplicit + Delimiter + Even(value.Table?.Length ?? 0) + (long)Delimiter;
        foreach (var fragment in value.Fragments)
        {
            length += Delimiter + Even(fragment.Length);
        }

        return length;
    }

    private IEnumerable<int> WriteElements(DicomDataset dataset, ByteSink sink)
    {
        var anew = IsWrittenAnew(dataset);
        var index = 0;
        foreach (var element in dataset)
        {
            index++;
            if (!WriteAtOnce(dataset, element, anew, index, sink))
            {
                foreach (var step in WriteLarge(element, sink))
                {
                    yield return step;
                }
            }

            yield return index;
        }
    }

    private bool IsWrittenAnew(DicomDataset dataset) => !dataset.IsUntouched || dataset.Origin.Encoding != _encoding;

    /// <summary>Writes an element that is small enough to be one step; false when it is not.</summary>
    private bool WriteAtOnce(DicomDataset dataset, DicomElement element, bool anew, int next, ByteSink sink)
    {
        switch (element)
        {
            case DicomValueElement value when anew && IsGroupLength(value):
                WriteGroupLength(dataset, value, next, sink);
                return true;
            case DicomValueElement { IsDeferred: false } value:
                WriteValue(value, sink);
                return true;
            default:
                return false;
        }
    }

    private static void Run(IEnumerable<int> steps)
    {
        foreach (var _ in steps)
        {
            // Each does its work when it is asked for.
        }
    }

    private IEnumerable<int> WriteLarge(DicomElement element, ByteSink sink) => element switch
    {
        DicomValueElement value => WriteDeferred(value, sink),
        DicomSequence sequence => WriteSequence(sequence, sink),
        _ => WriteFragments((DicomFragmentSequence)element, sink),
    };

    /// <summary>Writes a value that lies in memory.</summary>
    private void WriteValue(DicomValueElement value, ByteSink sink)
    {
        if (IsAsItStood(value))
        {
            sink.Write(value.RawInMemory.Span);
        }
        else if (!IsStray(value))
        {
            var vr = WrittenVR(value);
            WriteHeader(value.Tag, vr, Even(value.Length), sink);
            ValueCopier.Write(value, vr, _big, sink);
        }
    }

    private IEnumerable<int> WriteDeferred(DicomValueElement value, ByteSink sink)
    {
        if (IsAsItStood(value))
        {
            sink.Write(value.HeaderBytes.Span);
            return Slices(value.Length, (from, length) => CopySlice(value, from, length, sink));
        }

        if (IsStray(value))
        {
            return [];
        }

        var vr = WrittenVR(value);
        WriteHeader(value.Tag, vr, Even(value.Length), sink);
        return Slices(value.Length, (from, length) => ValueCopier.WriteSlice(value, vr, _big, from, length, sink));
    }

    private static IEnumerable<int> Slices(long length, Action<long, int> write)
    {
        for (long done = 0; done < length; done += Slice)
        {
            write(done, (int)Math.Min(Slice, length - done));
            yield return 0;
        }
    }

    private static void CopySlice(DicomValueElement value, long from, int length, ByteSink sink)
    {
        if (value.Read(from, sink.Reserve(length)) < length)
        {
            throw new DicomFormatException("the source ends before the value does", value.Position, value.Tag.ToString());
        }
    }

    private IEnumerable<int> WriteSequence(DicomSequence sequence, ByteSink sink) => IsAsItStood(sequence)
        ? Copy(sequence.Source!, sequence.Position, sequence.RawLength, sink)
        : WriteItems(sequence, sink);

    private IEnumerable<int> WriteItems(DicomSequence sequence, ByteSink sink)
    {
        var undefined = IsUndefinedLength(sequence);
        WriteHeader(sequence.Tag, DicomVR.SQ, undefined ? DicomElementHeader.UndefinedLength : _lengths[sequence], sink);
        foreach (var item in sequence.Items)
        {
            WriteItemHeader(DicomTag.Item, item.IsUndefinedLength ? DicomElementHeader.UndefinedLength : (uint)_lengths[item], sink);
            foreach (var step in WriteElements(item, sink))
            {
                yield return step;
            }

            if (item.IsUndefinedLength)
            {
                WriteItemHeader(DicomTag.ItemDelimitationItem, 0, sink);
            }
        }

        if (undefined)
        {
            WriteItemHeader(DicomTag.SequenceDelimitationItem, 0, sink);
        }
    }

    private IEnumerable<int> WriteFragments(DicomFragmentSequence value, ByteSink sink) => IsAsItStood(value)
        ? Copy(value.Source!, value.Position, value.RawLength, sink)
        : WriteEachFragment(value, sink);

    private IEnumerable<int> WriteEachFragment(DicomFragmentSequence value, ByteSink sink)
    {
        WriteHeader(value.Tag, value.VR, DicomElementHeader.UndefinedLength, sink);
        WriteFragment(value.Table, sink);
        foreach (var fragment in value.Fragments)
        {
            WriteFragment(fragment, sink);
            yield return 0;
        }

        WriteItemHeader(DicomTag.SequenceDelimitationItem, 0, sink);
    }

    private void WriteFragment(DicomFragment? fragment, ByteSink sink)
    {
        var length = fragment?.Length ?? 0;
        WriteItemHeader(DicomTag.Item, (uint)Even(length), sink);
        for (long done = 0; done < length;)
        {
            var room = sink.Reserve((int)Math.Min(Slice, length - done));
            if (fragment!.Read(done, room) < room.Length)
            {
                throw new DicomFormatException("the source ends before the fragment does", fragment.Position + done);
            }

            done += room.Length;
        }

        if ((length & 1) != 0)
        {
            sink.WriteByte(0);
        }
    }

    /// <summary>
    /// Group lengths are retired (PS3.5 7.2). One that was there is kept: as it stood where its group is, else with the length of what is written.
    /// </summary>
    private void WriteGroupLength(DicomDataset dataset, DicomValueElement value, int next, ByteSink sink)
    {
        long length = 0;
        var asItStood = IsAsItStood(value);
        var last = true;
        var expected = value.Position + value.HeaderLength + value.Length;
        foreach (var element in dataset.Elements[next..])
        {
            // Something added, changed or taken out leaves a gap in the positions. A second length of the same group begins that anew, so
            // that any number of them is gone through once.
            var inGroup = element.Tag.Group == value.Tag.Group && element.Tag != value.Tag;
            asItStood &= element.Position == expected || (!inGroup && element.Position < 0);
            if (!inGroup)
            {
                last = false;
                break;
            }

            var size = MeasureElement(element, 0);
            length += size;
            expected += size;
        }

        if (asItStood && length > 0 && (!last || expected == dataset.Origin.ElementsEnd))
        {
            WriteValue(value, sink);
            return;
        }

        WriteHeader(value.Tag, DicomVR.UL, sizeof(uint), sink);
        sink.WriteUInt32((uint)Math.Min(length, uint.MaxValue), _big);
    }

    /// <summary>
    /// A group length with another VR, and so with another header, is a value like others; without VRs there is no other, and a value of three
    /// bytes becomes one when it is padded.
    /// </summary>
    private bool IsGroupLength(DicomValueElement value) => value.Tag.IsGroupLength
        && (IsAsItStood(value) ? value.Length : Even(value.Length)) == sizeof(uint)
        && (value.VR == DicomVR.UL || !_explicit);

    private void WriteHeader(DicomTag tag, DicomVR vr, long length, ByteSink sink)
    {
        sink.WriteTag(tag, _big);
        if (!_explicit)
        {
            sink.WriteUInt32((uint)length, _big);
            return;
        }

        sink.WriteByte((byte)(vr.Value >> 8));
        sink.WriteByte((byte)vr.Value);
        if (HasLongLength(vr))
        {
            sink.WriteUInt16(0, _big);
            sink.WriteUInt32((uint)length, _big);
        }
        else
        {
            sink.WriteUInt16((ushort)length, _big);
        }
    }

    private void WriteItemHeader(DicomTag tag, uint length, ByteSink sink)
    {
        sink.WriteTag(tag, _big);
        sink.WriteUInt32(length, _big);
    }

    private bool IsAsItStood(DicomValueElement value) => value.HeaderLength > 0 && value.Encoding == _encoding && !value.IsCut;

    private bool IsAsItStood(DicomSequence sequence) => sequence.IsUntouched && sequence.Encoding == _encoding;

    private bool IsAsItStood(DicomFragmentSequence value) => value.RawLength >= 0 && value.Encoding == _encoding;

    /// <summary>A delimiter that stood where none belongs: it is carried in its own encoding and means nothing in another.</summary>
    private static bool IsStray(DicomValueElement value) => value.Tag.Group == DicomTag.Item.Group;

    /// <summary>
    /// The VR to write. A value too long for the 16-bit length of its VR becomes UN (PS3.5 6.2.2).
    /// </summary>
    private DicomVR WrittenVR(DicomValueElement value) =>
        _explicit && !HasLongLength(value.VR) && Even(value.Length) > MaxShortLength ? DicomVR.UN : value.VR == DicomVR.None ? DicomVR.UN : value.VR;

    private static bool HasLongLength(DicomVR vr) => vr.HasLongLength || !vr.IsKnown;

    private int HeaderLength(DicomVR vr, long length) => length > uint.MaxValue - 1
        ? throw new InvalidOperationException($"a value of {length} bytes is longer than an element can tell")
        : _explicit && HasLongLength(vr) ? LongHeader : ShortHeader;

    private int LongOrImplicit => _explicit ? LongHeader : ShortHeader;

    private static long Even(long length) => length + (length & 1);
}
