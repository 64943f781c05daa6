namespace Appliance.Dicom;

/// <summary>
/// Walks over the bytes of a data set token by token: element headers, items, delimiters (PS3.5 7.1 to 7.5, A.4). It does no I/O and
/// allocates nothing per token. It is given a window of bytes; when that ends it says <see cref="DicomTokenKind.NeedMore"/> and takes the
/// next window through <see cref="Feed"/>. Values are not looked into: they may lie outside of every window.
/// <para>
/// Every length is held against what encloses it and against the end of the data before it is believed; depth is bounded. A break of the
/// rules is a token too (<see cref="DicomTokenKind.Fault"/>), and a caller may go on after some of them with <see cref="AcceptCut"/> or
/// <see cref="TryLeaveBroken"/>.
/// </para>
/// </summary>
public ref struct DicomReader
{
    private const ushort DelimiterGroup = 0xFFFE;
    private const ushort ItemElement = 0xE000;
    private const ushort ItemDelimiterElement = 0xE00D;
    private const ushort SequenceDelimiterElement = 0xE0DD;

    // Never leaves this type: a delimiter that says nothing was stepped over.
    private const DicomTokenKind Again = (DicomTokenKind)byte.MaxValue;

    private ReadOnlySpan<byte> _data;
    private long _base;
    private long _limit;
    private bool _limitIsEnd;
    private DicomReaderState _state;
    private DicomElementHeader _header;
    private DicomFault _fault;
    private long _neededEnd;

    /// <summary>A reader at the place that <paramref name="state"/> tells.</summary>
    /// <param name="data">A window of the source's bytes.</param>
    /// <param name="offset">Byte offset of the window in the source.</param>
    /// <param name="limit">How many bytes the source is known to have.</param>
    /// <param name="limitIsEnd">Whether it has no more than that; otherwise it may still grow, and lengths beyond ask for more.</param>
    /// <param name="state">The beginning of a data set, or where another reader stopped.</param>
    public DicomReader(ReadOnlySpan<byte> data, long offset, long limit, bool limitIsEnd, DicomReaderState state)
    {
        _state = state;
        Feed(data, offset, limit, limitIsEnd);
    }

    /// <summary>Byte offset of what comes next: after a header, the value's first byte.</summary>
    public readonly long Position => _state.Position;

    /// <summary>The header last read: of an element, a sequence, an item, a fragment or a delimiter.</summary>
    public readonly DicomElementHeader Header => _header;

    /// <summary>How many bytes of value the next <see cref="Read"/> steps over; less than the header says only after <see cref="AcceptCut"/>.</summary>
    public readonly long ValueLength => _state.Skip;

    /// <summary>After <see cref="DicomTokenKind.NeedMore"/>: the byte offset up to which the source must be known, or the window must reach.</summary>
    public readonly long NeededEnd => _neededEnd;

    /// <summary>After <see cref="DicomTokenKind.Fault"/>: the rule that was broken.</summary>
    public readonly DicomFault Fault => _fault;

    /// <summary>How many sequences and encapsulated values are open.</summary>
    public readonly int Depth => (_state.Top + 1) / 2;

    /// <summary>Where the reader is, to make another from it later.</summary>
    public readonly DicomReaderState State => _state;

    /// <summary>Goes on with another window. It must hold the bytes from <see cref="Position"/> on, as far as it reaches.</summary>
    public void Feed(ReadOnlySpan<byte> data, long offset, long limit, bool limitIsEnd)
    {
        _data = data;
        _base = offset;
        _limit = limit;
        _limitIsEnd = limitIsEnd;
    }

    /// <summary>After <see cref="DicomTokenKind.Fragment"/>: goes on at another fragment of the same value, which begins at <paramref name="position"/>.</summary>
    public void GoOnAt(long position) => _state.Skip = position - _state.Position;

    /// <summary>Reads the next token. A fault stays until <see cref="AcceptCut"/> or <see cref="TryLeaveBroken"/> clears it.</summary>
    public DicomTokenKind Read()
    {
        if (_fault != DicomFault.None)
        {
            return DicomTokenKind.Fault;
        }

        _state.Position += _state.Skip;
        _state.Skip = 0;
        while (true)
        {
            ref var top = ref _state.Frames[_state.Top];
            var end = EndOf(top);
            if (_state.Position >= end)
            {
                return CloseAtEnd(top);
            }

            if (end - _state.Position < HeaderForm.Short)
            {
                return Fail(DicomFault.HeaderCutShort);
            }

            if (!TrySee(HeaderForm.Short, out var at))
            {
                return Need(_state.Position + HeaderForm.Short);
            }

            var group = HeaderForm.ReadUInt16(at, top.Encoding);
            if (group == DelimiterGroup)
            {
                var token = ReadDelimiter(ref top, at, end);
                if (token == Again)
                {
                    continue;
                }

                return token;
            }

            return top.Kind is DicomReaderFrameKind.Root or DicomReaderFrameKind.Item
                ? ReadElement(top, at, new DicomTag(group, HeaderForm.ReadUInt16(at[2..], top.Encoding)), end)
                : Fail(DicomFault.ItemExpected);
        }
    }

    /// <summary>
    /// After a fault about a length or a missing delimiter: goes on with what is there. A value is cut, a sequence or item ends where the
    /// data or what encloses it ends. Returns the token that the fault stood in for.
    /// </summary>
    /// <exception cref="InvalidOperationException">The fault is of another kind.</exception>
    public DicomTokenKind AcceptCut()
    {
        var fault = _fault;
        _fault = DicomFault.None;
        switch (fault)
        {
            case DicomFault.DelimiterMissing:
                return Pop();
            case DicomFault.LengthBeyondContainer:
            case DicomFault.LengthBeyondData:
                return Enter(EndOf(_state.Frames[_state.Top]));
            default:
                _fault = fault;
                throw new InvalidOperationException($"{fault} cannot be gone on with");
        }
    }

    /// <summary>
    /// After a fault: leaves the innermost open sequence whose length is known, and everything open in it, and goes on behind its end.
    /// </summary>
    /// <param name="levels">How many sequences and encapsulated values were left.</param>
    /// <returns>False when no open sequence has a length; nothing has changed then.</returns>
    public bool TryLeaveBroken(out int levels) => TryLeave(onlyGuessed: false, out levels);

    /// <summary>
    /// After a fault: leaves the innermost open sequence that was carried as UN with a length, and everything open in it. That it is a sequence
    /// was the dictionary's guess, and UN may hold anything (PS3.5 6.2.2): nothing is broken when its bytes are none.
    /// </summary>
    /// <param name="levels">How many sequences and encapsulated values were left.</param>
    /// <returns>False when no such sequence is open; nothing has changed then.</returns>
    public bool TryLeaveGuessed(out int levels) => TryLeave(onlyGuessed: true, out levels);

    private bool TryLeave(bool onlyGuessed, out int levels)
    {
        levels = 0;
        for (var i = _state.Top; i > 0; i--)
        {
            ref readonly var frame = ref _state.Frames[i];
            if (frame.Kind == DicomReaderFrameKind.Item)
            {
                continue;
            }

            levels++;
            if (frame.HasLength && (frame.IsGuessed || !onlyGuessed))
            {
                _state.Position = frame.Bound;
                _state.Skip = 0;
                _state.Top = i - 1;
                _fault = DicomFault.None;
                return true;
            }
        }

        return false;
    }

    /// <summary>The elements and items that lead to the present place, as <c>(0040,A730)[2].(0008,0100)</c>. For messages: it allocates.</summary>
    public readonly string TagPath()
    {
        var path = new System.Text.StringBuilder();
        for (var i = 1; i <= _state.Top; i++)
        {
            ref readonly var frame = ref _state.Frames[i];
            if (frame.Kind == DicomReaderFrameKind.Item)
            {
                continue;
            }

            path.Append(path.Length == 0 ? "" : ".").Append(frame.Tag.ToString());
            if (frame.Items > 0)
            {
                path.Append('[').Append(frame.Items - 1).Append(']');
            }
        }

        if (_header.Position == _state.Position && _header.HeaderLength > 0 && _header.Tag.Group != DelimiterGroup)
        {
            path.Append(path.Length == 0 ? "" : ".").Append(_header.Tag.ToString());
        }

        return path.ToString();
    }

    private DicomTokenKind ReadElement(in DicomReaderFrame top, ReadOnlySpan<byte> at, DicomTag tag, long end)
    {
        if (_state.Top == 0 && _state.StopBefore is { } stop && tag.CompareTo(stop) >= 0)
        {
            return DicomTokenKind.Stopped;
        }

        var left = end - _state.Position;
        var encoding = top.Encoding;
        DicomVR vr;
        uint length;
        byte headerLength = HeaderForm.Short;
        if (encoding.IsExplicit() && HeaderForm.IsLetter(at[4]) && HeaderForm.IsLetter(at[5]))
        {
            vr = new DicomVR((ushort)((at[4] << 8) | at[5]));
            var shortLength = HeaderForm.ReadUInt16(at[6..], encoding);
            length = shortLength;
            if (vr.HasLongLength || !vr.IsKnown)
            {
                if (left < HeaderForm.Long && vr.IsKnown)
                {
                    return FailAt(tag, vr, DicomFault.HeaderCutShort);
                }

                if (left >= HeaderForm.Long)
                {
                    if (!TrySee(HeaderForm.Long, out at))
                    {
                        return Need(_state.Position + HeaderForm.Long);
                    }

                    var longLength = HeaderForm.ReadUInt32(at[8..], encoding);
                    if (HeaderForm.IsLongForm(vr, shortLength, longLength, left))
                    {
                        length = longLength;
                        headerLength = HeaderForm.Long;
                    }
                }
            }
        }
        else
        {
            length = HeaderForm.ReadUInt32(at[4..], encoding);
            vr = DicomVR.None;
            if (HeaderForm.ExplicitAfterAll(at, encoding, length, left, out var vrFound))
            {
                // A VR where its absence was announced: the length that the four bytes would make reaches beyond everything.
                vr = vrFound;
                encoding |= DicomEncoding.ExplicitLittle;
                length = HeaderForm.ReadUInt16(at[6..], encoding);
                if (vr.HasLongLength)
                {
                    if (left < HeaderForm.Long)
                    {
                        return FailAt(tag, vr, DicomFault.HeaderCutShort);
                    }

                    if (!TrySee(HeaderForm.Long, out at))
                    {
                        return Need(_state.Position + HeaderForm.Long);
                    }

                    length = HeaderForm.ReadUInt32(at[8..], encoding);
                    headerLength = HeaderForm.Long;
                }
            }
            else if (encoding.IsExplicit() && length != DicomElementHeader.UndefinedLength && length > left - HeaderForm.Short
                && HeaderForm.ReadUInt16(at[6..], encoding) <= left - HeaderForm.Short)
            {
                // Two bytes that are no letters where the VR belongs, and a sensible short length behind them.
                vr = DicomVR.UN;
                length = HeaderForm.ReadUInt16(at[6..], encoding);
            }
            else
            {
                encoding &= ~DicomEncoding.ExplicitLittle;
                vr = HeaderForm.ImplicitVR(tag);
            }
        }

        _header = new DicomElementHeader(_state.Position, tag, vr, length, headerLength, encoding);
        return Admit(end);
    }

    /// <summary>Holds the header's length against the end of what encloses it and of the data, then enters it.</summary>
    private DicomTokenKind Admit(long end)
    {
        if (_header.IsUndefinedLength)
        {
            return Enter(end);
        }

        var valueEnd = _header.ValuePosition + _header.Length;
        if (valueEnd > end)
        {
            return Fail(_limitIsEnd && end == _limit ? DicomFault.LengthBeyondData : DicomFault.LengthBeyondContainer);
        }

        if (!_limitIsEnd && valueEnd > _limit)
        {
            return Need(valueEnd);
        }

        return Enter(valueEnd);
    }

    /// <summary>Takes the header as read; <paramref name="end"/> is where its content ends at the latest.</summary>
    private DicomTokenKind Enter(long end)
    {
        var tag = _header.Tag;
        var undefined = _header.IsUndefinedLength;
        if (tag.Group == DelimiterGroup)
        {
            return EnterItem(end, undefined);
        }

        if (undefined)
        {
            if (HeaderForm.IsBulk(_header.VR) || tag == DicomTag.PixelData)
            {
                return Push(DicomReaderFrameKind.Fragments, end, hasLength: false, _header.Encoding, DicomTokenKind.FragmentsStart);
            }

            // UN of undefined length holds items in implicit VR little endian, whatever surrounds it (PS3.5 6.2.2).
            var inside = _header.VR == DicomVR.UN && _header.Encoding.IsExplicit() ? DicomEncoding.ImplicitLittle : _header.Encoding;
            return Push(DicomReaderFrameKind.Sequence, end, hasLength: false, inside, DicomTokenKind.SequenceStart);
        }

        var isSequence = _header.VR == DicomVR.SQ;
        if ((isSequence && _header.Length > 0 && !_header.Encoding.IsExplicit())
            || (_header.VR == DicomVR.UN && _header.Length >= HeaderForm.Short && !tag.IsPrivate && HeaderForm.ImplicitVR(tag) == DicomVR.SQ))
        {
            // Here the dictionary alone says that it is a sequence: either no VR is written, or somebody without the dictionary carried it as UN,
            // with items in implicit VR little endian. A value that does not begin as a sequence is something else.
            var begin = end - _header.ValuePosition < sizeof(uint) ? 0 : sizeof(uint);
            if (_header.ValuePosition + begin - _base > _data.Length)
            {
                return Need(_header.ValuePosition + begin);
            }

            var inside = isSequence ? _header.Encoding : DicomEncoding.ImplicitLittle;
            if (BeginsAsSequence(_data.Slice((int)(_header.ValuePosition - _base), begin), inside))
            {
                return Push(DicomReaderFrameKind.Sequence, end, hasLength: true, inside, DicomTokenKind.SequenceStart);
            }

            _header = _header with { VR = DicomVR.UN };
        }
        else if (isSequence)
        {
            return Push(DicomReaderFrameKind.Sequence, end, hasLength: true, _header.Encoding, DicomTokenKind.SequenceStart);
        }

        _state.Position = _header.ValuePosition;
        _state.Skip = end - _state.Position;
        return DicomTokenKind.Element;
    }

    private static bool BeginsAsSequence(ReadOnlySpan<byte> value, DicomEncoding encoding) => value.Length >= sizeof(uint)
        && HeaderForm.ReadUInt16(value, encoding) == DelimiterGroup
        && HeaderForm.ReadUInt16(value[sizeof(ushort)..], encoding) is ItemElement or ItemDelimiterElement or SequenceDelimiterElement;

    private DicomTokenKind EnterItem(long end, bool undefined)
    {
        ref var top = ref _state.Frames[_state.Top];
        top.Items++;
        if (top.Kind == DicomReaderFrameKind.Fragments)
        {
            _state.Position = _header.ValuePosition;
            _state.Skip = end - _state.Position;
            return DicomTokenKind.Fragment;
        }

        return Push(DicomReaderFrameKind.Item, end, !undefined, top.Encoding, DicomTokenKind.ItemStart);
    }

    /// <summary>Handles group FFFE. Returns <see cref="Again"/> when the delimiter was stepped over.</summary>
    private DicomTokenKind ReadDelimiter(ref DicomReaderFrame top, ReadOnlySpan<byte> at, long end)
    {
        var tag = new DicomTag(DelimiterGroup, HeaderForm.ReadUInt16(at[2..], top.Encoding));
        var length = HeaderForm.ReadUInt32(at[4..], top.Encoding);
        var inSequence = top.Kind is DicomReaderFrameKind.Sequence or DicomReaderFrameKind.Fragments;
        _header = new DicomElementHeader(_state.Position, tag, DicomVR.None, length, HeaderForm.Short, top.Encoding);
        switch (tag.Element)
        {
            case ItemElement when inSequence:
                return top.Kind == DicomReaderFrameKind.Fragments && length == DicomElementHeader.UndefinedLength
                    ? Fail(DicomFault.FragmentWithoutLength)
                    : Admit(end);

            case SequenceDelimiterElement when inSequence:
            case ItemDelimiterElement when top.Kind == DicomReaderFrameKind.Item:
                // In a level with a length the delimiter is one too many; what lies behind it up to that length belongs to nobody.
                _state.Position = top.HasLength ? top.Bound : _state.Position + HeaderForm.Short;
                return Pop();

            case ItemDelimiterElement when inSequence:
                // Some writers close items that have a length as well.
                _state.Position += HeaderForm.Short;
                return Again;

            case ItemElement or SequenceDelimiterElement when top.Kind == DicomReaderFrameKind.Item && !top.HasLength:
                // The item's own delimiter was forgotten. The header is looked at again one level up.
                return Pop();

            default:
                return Fail(inSequence ? DicomFault.ItemExpected : DicomFault.ItemUnexpected);
        }
    }

    private DicomTokenKind CloseAtEnd(in DicomReaderFrame top)
    {
        if (top.Kind == DicomReaderFrameKind.Root)
        {
            return DicomTokenKind.End;
        }

        return top.HasLength ? Pop() : Fail(DicomFault.DelimiterMissing);
    }

    private DicomTokenKind Push(DicomReaderFrameKind kind, long bound, bool hasLength, DicomEncoding encoding, DicomTokenKind token)
    {
        if (kind != DicomReaderFrameKind.Item && Depth >= _state.MaxDepth)
        {
            return Fail(DicomFault.NestedTooDeep);
        }

        var enclosing = _state.Frames[_state.Top].Bound;
        if (++_state.Top == _state.Frames.Length)
        {
            Array.Resize(ref _state.Frames, _state.Frames.Length * 2);
        }

        _state.Frames[_state.Top] = new DicomReaderFrame
        {
            Bound = hasLength ? bound : enclosing,
            Tag = _header.Tag,
            Kind = kind,
            HasLength = hasLength,
            IsGuessed = hasLength && _header.VR == DicomVR.UN,
            Encoding = encoding,
        };
        _state.Position = _header.ValuePosition;
        return token;
    }

    private DicomTokenKind Pop() =>
        _state.Frames[_state.Top--].Kind == DicomReaderFrameKind.Item ? DicomTokenKind.ItemEnd : DicomTokenKind.SequenceEnd;

    private DicomTokenKind Need(long end)
    {
        _neededEnd = end;
        return DicomTokenKind.NeedMore;
    }

    private DicomTokenKind Fail(DicomFault fault)
    {
        _fault = fault;
        return DicomTokenKind.Fault;
    }

    private DicomTokenKind FailAt(DicomTag tag, DicomVR vr, DicomFault fault)
    {
        _header = new DicomElementHeader(_state.Position, tag, vr, 0, HeaderForm.Short, _state.Frames[_state.Top].Encoding);
        return Fail(fault);
    }

    /// <summary>Where the content of a level ends at the latest.</summary>
    private readonly long EndOf(in DicomReaderFrame frame) => _limitIsEnd ? Math.Min(frame.Bound, _limit) : frame.Bound;

    private readonly bool TrySee(int count, out ReadOnlySpan<byte> at)
    {
        var index = _state.Position - _base;
        if (index < 0 || index + count > _data.Length)
        {
            at = default;
            return false;
        }

        at = _data[(int)index..];
        return true;
    }
}
