namespace Appliance.Dicom;

/// <summary>
/// Builds a data set from the tokens of <see cref="DicomReader"/>: the loop that owns all reading from the source. Nesting is a stack here,
/// not recursion.
/// </summary>
internal ref struct DatasetBuilder
{
    private const int SmallValue = 256;
    private const int LongNote = 1000;
    private const ushort PixelRepresentationSigned = 1;

    private readonly IByteSource _source;
    private readonly DicomReadOptions _options;
    private readonly bool _keepReadable;
    private readonly bool _walksFragments;
    private readonly DicomTransferSyntax _syntax;
    private readonly DicomEncoding _encoding;
    private readonly long _start;
    private readonly SourceWindow _window;
    private readonly Stack<Level> _open = new();
    private DicomReader _reader;
    private DicomDataset _current;
    private long _rootEnd;
    private int _elements;
    private bool _signedPixels;
    private bool _partial;
    private bool _stopped;
    private string? _note;

    private DatasetBuilder(
        IByteSource source, long start, DicomTransferSyntax syntax, DicomEncoding encoding, DicomReadOptions options, bool keepReadable, bool walksFragments = false)
    {
        _source = source;
        _options = options;
        _keepReadable = keepReadable;
        _walksFragments = walksFragments;
        _syntax = syntax;
        _encoding = encoding;
        _start = start;
        _window = new SourceWindow(source);
        _current = new DicomDataset(syntax);
        var state = new DicomReaderState(encoding, start, Math.Min(options.MaxDepth, DicomLimits.MaxDepth), options.StopBefore);
        _reader = new DicomReader(_window.Span, _window.Start, _window.Limit, _window.LimitIsEnd, state);
        _rootEnd = start;
    }

    /// <summary>An open sequence or encapsulated value.</summary>
    /// <param name="Header">Its header.</param>
    /// <param name="Parent">The data set it is in.</param>
    /// <param name="Sequence">The sequence; null for an encapsulated value.</param>
    /// <param name="Fragments">The fragments, table first; null for a sequence.</param>
    private sealed record Level(DicomElementHeader Header, DicomDataset Parent, DicomSequence? Sequence, List<DicomFragment>? Fragments)
    {
        public DicomElementHeader ItemHeader { get; set; }

        /// <summary>Fragments that were stepped over; null for none.</summary>
        public FragmentGap? Gap { get; set; }
    }

    /// <summary>Reads a data set that begins at <paramref name="start"/> and goes to the end of <paramref name="source"/>.</summary>
    /// <param name="source">Where the bytes are; elements keep it.</param>
    /// <param name="start">Byte offset of the first element.</param>
    /// <param name="syntax">The transfer syntax to tell of.</param>
    /// <param name="encoding">How the elements really are laid out.</param>
    /// <param name="options">What to take and tolerate.</param>
    /// <param name="keepReadable">Whether broken input gives what could be read.</param>
    /// <param name="note">What was odd, in words; null when nothing was.</param>
    public static DicomDataset Build(
        IByteSource source, long start, DicomTransferSyntax syntax, DicomEncoding encoding, DicomReadOptions options, bool keepReadable, out string? note)
    {
        var builder = new DatasetBuilder(source, start, syntax, encoding, options, keepReadable);
        var dataset = builder.Run();
        note = builder._note;
        return dataset;
    }

    /// <summary>
    /// Reads the end of a data set again, whose last element is encapsulated, walking over its fragments; what is odd there is kept as far as it can be
    /// read.
    /// </summary>
    /// <param name="source">Where the bytes are; elements keep it.</param>
    /// <param name="start">Byte offset of the encapsulated element.</param>
    /// <param name="syntax">The transfer syntax to tell of.</param>
    /// <param name="encoding">How the elements really are laid out.</param>
    /// <param name="options">What to take and tolerate.</param>
    /// <param name="note">What was odd, in words; null when nothing was.</param>
    public static DicomDataset BuildTail(
        IByteSource source, long start, DicomTransferSyntax syntax, DicomEncoding encoding, DicomReadOptions options, out string? note)
    {
        var builder = new DatasetBuilder(source, start, syntax, encoding, options, keepReadable: true, walksFragments: true);
        var dataset = builder.Run();
        note = builder._note;
        return dataset;
    }

    private DicomDataset Run()
    {
        var root = _current;
        var token = _reader.Read();
        while (true)
        {
            switch (token)
            {
                case DicomTokenKind.NeedMore:
                    Supply(_reader.NeededEnd);
                    break;
                case DicomTokenKind.Element:
                    if (IsTrailingPadding())
                    {
                        return Finish(root);
                    }

                    TakeValue();
                    break;
                case DicomTokenKind.SequenceStart:
                    Count();
                    _open.Push(new Level(_reader.Header, _current, new DicomSequence(_reader.Header, _source), null));
                    break;
                case DicomTokenKind.FragmentsStart:
                    Count();
                    _open.Push(new Level(_reader.Header, _current, null, []));
                    break;
                case DicomTokenKind.ItemStart:
                    Count();
                    BeginItem(_open.Peek());
                    break;
                case DicomTokenKind.ItemEnd:
                    EndItem(_open.Peek());
                    break;
                case DicomTokenKind.Fragment:
                    Count();
                    TakeFragment(_open.Peek());
                    break;
                case DicomTokenKind.SequenceEnd:
                    EndSequence(_open.Pop());
                    break;
                case DicomTokenKind.End:
                    return Finish(root);
                case DicomTokenKind.Stopped:
                    (_partial, _stopped) = (true, true);
                    return Finish(root);
                default:
                    if (GoOn(out token))
                    {
                        continue;
                    }

                    return Finish(root);
            }

            token = _reader.Read();
        }
    }

    /// <summary>Brings the source's bytes from the reader's place to <paramref name="end"/> into the window, or makes its length known up to there.</summary>
    private void Supply(long end)
    {
        _window.Grow(end);
        var position = _reader.Position;
        var atLeast = end - position;
        // A length far away need only be known to exist; headers are a few bytes.
        if (atLeast <= SmallValue && !_window.Holds(position, Math.Min(atLeast, Math.Max(0, _window.Limit - position))))
        {
            _window.MoveTo(position, (int)atLeast);
        }

        Feed();
    }

    private void Feed() => _reader.Feed(_window.Span, _window.Start, _window.Limit, _window.LimitIsEnd);

    private void TakeValue()
    {
        Count();
        var header = _reader.Header;
        var length = _reader.ValueLength;
        var vr = Resolve(header);
        var threshold = _window.Resident > _options.MaxResident ? Math.Min(SmallValue, _options.DeferThreshold) : _options.DeferThreshold;
        if (!_window.IsWhole && length > threshold)
        {
            var bytes = Bring(header.Position, header.HeaderLength).ToArray();
            Add(new DicomValueElement(header, vr, bytes, _source, length));
            return;
        }

        Add(new DicomValueElement(header, vr, Bring(header.Position, header.HeaderLength + (int)length)));
    }

    private void TakeFragment(Level level)
    {
        level.Fragments!.Add(new DicomFragment(_source, _reader.Position, _reader.ValueLength));
        if (level.Fragments is [var table] && _keepReadable && !_walksFragments && !_window.IsWhole && _window.LimitIsEnd && GapBehind(table) is { } gap)
        {
            level.Gap = gap;
            _reader.GoOnAt(gap.End);
        }
    }

    private readonly FragmentGap? GapBehind(DicomFragment table)
    {
        var extended = _current[DicomTag.ExtendedOffsetTable] as DicomValueElement;
        var offsets = extended?.Length <= FragmentGap.MostFrames * (long)sizeof(ulong) ? extended.Value : default;
        var hasTable = table.Length > 0 || extended?.Length > 0;
        return hasTable ? FragmentGap.Behind(table, offsets.Span, _source)
            : _open.Count == 1 && _options.StopBefore is null ? FragmentGap.UpToEnd(table, _source)
            : null;
    }

    private ReadOnlyMemory<byte> Bring(long position, int length)
    {
        if (!_window.Holds(position, length))
        {
            _window.MoveTo(position, length);
            Feed();
        }

        if (!_window.Holds(position, length))
        {
            throw new DicomFormatException("the source became shorter while it was read", position, _reader.TagPath());
        }

        return _window.Slice(position, length);
    }

    /// <summary>
    /// The VR that is told of an element: for implicit VR the dictionary's, with its choice between US and SS made by Pixel Representation.
    /// </summary>
    private DicomVR Resolve(in DicomElementHeader header)
    {
        if (header.Encoding.IsExplicit())
        {
            return header.VR;
        }

        return _signedPixels && header.VR == DicomVR.US && DicomDictionary.TryGet(header.Tag, out var entry) && entry.AlternativeVR == DicomVR.SS
            ? DicomVR.SS
            : header.VR;
    }

    private void Add(DicomValueElement element)
    {
        _current.AddRead(element);
        if (element.Tag == DicomTag.PixelRepresentation && _open.Count == 0)
        {
            _signedPixels = NumberDecoder.Int64(element, 0) == PixelRepresentationSigned;
        }

        NoteRootEnd(_reader.Position + _reader.ValueLength);
    }

    private void NoteRootEnd(long end)
    {
        if (_open.Count == 0)
        {
            _rootEnd = end;
        }
    }

    private void BeginItem(Level level)
    {
        level.ItemHeader = _reader.Header;
        _current = new DicomDataset(_syntax);
        level.Sequence!.AddRead(_current);
    }

    private void EndItem(Level level)
    {
        var header = level.ItemHeader;
        var end = _reader.Position;
        var elementsEnd = header.IsUndefinedLength && _reader.Header.Tag == DicomTag.ItemDelimitationItem ? _reader.Header.Position : end;
        _current.EndRead(new DatasetOrigin(
            _source, header.Position, elementsEnd, end, header.Encoding, header.IsUndefinedLength, IsPartial: false));
        _current = level.Parent;
    }

    private void EndSequence(Level level)
    {
        var end = _reader.Position;
        _current = level.Parent;
        if (level.Sequence is { } sequence)
        {
            sequence.EndRead(end);
            _current.AddRead(sequence);
        }
        else
        {
            var table = level.Fragments!.Count > 0 ? level.Fragments[0] : null;
            level.Fragments.RemoveRange(0, Math.Min(1, level.Fragments.Count));
            _current.AddRead(DicomFragmentSequence.Read(level.Header, _source, table, level.Fragments, end, level.Gap));
            if (level.Gap is { IsOpen: true })
            {
                _current.LeaveTail(new DatasetTail(_source, level.Header.Position, _syntax, _encoding, _options));
            }
        }

        NoteRootEnd(end);
    }

    /// <summary>Zeros behind the last element, as some writers pad files with: they would read as elements (0000,0000) without a value.</summary>
    private readonly bool IsTrailingPadding()
    {
        var header = _reader.Header;
        return header.Tag.Value == 0 && header.Length == 0 && _open.Count == 0 && _current.Count > 0;
    }

    private DicomDataset Finish(DicomDataset root)
    {
        // Levels still open when reading stops early keep what they have.
        while (_open.TryPop(out var level))
        {
            if (_current != level.Parent)
            {
                EndItem(level);
            }

            EndSequence(level);
        }

        var end = _window.LimitIsEnd ? _window.Limit : long.MaxValue;
        root.EndRead(new DatasetOrigin(_source, _start, _rootEnd, end, _encoding, false, _partial, _stopped));
        return root;
    }

    private void Count()
    {
        if (++_elements > _options.MaxElements)
        {
            throw new DicomFormatException(
                $"the data set has more than {_options.MaxElements} elements and items, the most that was allowed", _reader.Header.Position, _reader.TagPath());
        }
    }

    private readonly bool IsNoteFull => _note?.Length > LongNote;

    private void Note(string text) => _note = _note is null ? text : IsNoteFull ? _note : $"{_note}; {text}";

    /// <summary>
    /// Decides on a fault: go on with a token, leave a broken sequence as plain bytes, stop with what there is, or throw.
    /// </summary>
    private bool GoOn(out DicomTokenKind token)
    {
        token = DicomTokenKind.End;
        var fault = _reader.Fault;
        var header = _reader.Header;
        // Told once for all: broken levels in broken levels would each make their path.
        var words = IsNoteFull ? "" : ReadingFaults.InWords(fault, header, _window.Limit);
        if (fault == DicomFault.LengthBeyondData)
        {
            // A value is looked into at its beginning, which must be here for going on.
            Supply(header.ValuePosition + sizeof(uint));
        }

        if (fault == DicomFault.LengthBeyondData && _options.KeepCutPixelData && IsBulkAtRoot(header))
        {
            Note($"{words} ({header.Tag.Keyword} at byte {header.Position} is kept as far as it goes)");
            token = _reader.AcceptCut();
            return true;
        }

        if (fault == DicomFault.DelimiterMissing && _open.Count == 1 && _open.Peek().Fragments is not null)
        {
            Note($"{words} (byte {_reader.Position})");
            token = _reader.AcceptCut();
            return true;
        }

        if (fault == DicomFault.HeaderCutShort && _open.Count == 0 && RestIsZero())
        {
            return false;
        }

        if (!_keepReadable && fault != DicomFault.LengthBeyondData && _reader.TryLeaveGuessed(out var guessed))
        {
            LeaveAsBytes(guessed);
            token = _reader.Read();
            return true;
        }

        if (!_keepReadable)
        {
            throw new DicomFormatException(words, _reader.Position, _reader.TagPath());
        }

        if (!IsNoteFull)
        {
            Note($"{words} (byte {_reader.Position}{(_reader.TagPath() is { Length: > 0 } path ? ", at " + path : "")})");
        }

        if (fault is DicomFault.DelimiterMissing || (fault == DicomFault.LengthBeyondData && IsContainer(header)))
        {
            token = _reader.AcceptCut();
            return true;
        }

        if (fault != DicomFault.LengthBeyondData && _reader.TryLeaveBroken(out var broken))
        {
            LeaveAsBytes(broken);
            token = _reader.Read();
            return true;
        }

        _partial = true;
        return false;
    }

    private readonly bool IsBulkAtRoot(in DicomElementHeader header) =>
        header.Tag.Group == 0xFFFE ? _open.Count == 1 && _open.Peek().Fragments is not null
        : _open.Count == 0 && header.VR.HasLongLength && header.VR != DicomVR.SQ && header.Length > SmallValue;

    private static bool IsContainer(in DicomElementHeader header) => header.VR == DicomVR.SQ || header.Tag.Group == 0xFFFE;

    /// <summary>Whether fewer bytes than a header has are left, all zero.</summary>
    private bool RestIsZero()
    {
        Supply(_window.Limit);
        return _window.Holds(_reader.Position, _window.Limit - _reader.Position)
            && !_window.Slice(_reader.Position, (int)(_window.Limit - _reader.Position)).Span.ContainsAnyExcept((byte)0);
    }

    /// <summary>Replaces the outermost of the open levels that the reader has left by its bytes.</summary>
    private void LeaveAsBytes(int levels)
    {
        var level = _open.Pop();
        while (--levels > 0)
        {
            level = _open.Pop();
        }

        _current = level.Parent;
        var header = level.Header;
        var length = _reader.Position - header.ValuePosition;
        if (_window.IsWhole)
        {
            Add(new DicomValueElement(header, header.VR, _window.Slice(header.Position, header.HeaderLength + (int)length)));
            return;
        }

        var isLong = length > _options.DeferThreshold;
        var bytes = new byte[header.HeaderLength + (isLong ? 0 : length)];
        _source.Read(header.Position, bytes);
        Add(isLong
            ? new DicomValueElement(header, header.VR, bytes, _source, length)
            : new DicomValueElement(header, header.VR, bytes));
    }
}
