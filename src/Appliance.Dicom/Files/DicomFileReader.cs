using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// Finds out what a file is (PS3.10 7.1, statement 5.1.1): where meta information and data set begin, with or without preamble, prefix, group
/// length or transfer syntax, and what layout the data set really has. Only a few KiB are read for that.
/// </summary>
internal sealed class DicomFileReader
{
    private const int PreambleLength = 128;
    private const int PrefixLength = 4;
    private const ushort MetaGroup = 0x0002;
    private const int MaxStray = 8;

    private static readonly DicomTag BehindMeta = new(MetaGroup + 1, 0);

    private readonly IByteSource _source;
    private readonly DicomReadOptions _options;
    private readonly byte[] _head;
    private string? _note;

    private DicomFileReader(IByteSource source, DicomReadOptions options)
    {
        _source = source;
        _options = options;
        _head = new byte[(int)Math.Min(DicomLimits.MaxSniff, source.Length)];
        if (source.Read(0, _head) < _head.Length)
        {
            throw new DicomFormatException("the file became shorter while it was read", 0);
        }
    }

    /// <summary>What was found.</summary>
    internal readonly record struct Parts(
        byte[] Preamble, DicomDataset Meta, bool HasMeta, DicomDataset Dataset, DicomTransferSyntax Syntax, long DatasetOffset, string? Note,
        IDisposable? Inflater);

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM file, or nothing in it can be used.</exception>
    public static Parts Read(IByteSource source, DicomReadOptions options) => new DicomFileReader(source, options).Read();

    private Parts Read()
    {
        var (begin, hasPreamble) = FindBegin();
        var preamble = hasPreamble ? _head[..PreambleLength] : [];
        var (meta, datasetOffset) = ReadMeta(begin);
        var hasMeta = meta.Count > 0;
        var declared = meta.GetString(DicomTag.TransferSyntaxUID);
        var (syntax, encoding, plain, start) = Settle(declared, hasMeta, datasetOffset);
        DicomDataset dataset;
        try
        {
            dataset = DatasetBuilder.Build(plain, start, syntax, encoding, _options, _options.KeepReadable ?? true, out var oddities);
            Note(oddities);
            Note((plain as InflatedByteSource)?.Broken);
        }
        catch
        {
            (plain as InflatedByteSource)?.Dispose();
            throw;
        }

        if (dataset.IsEmpty && !hasMeta)
        {
            throw new DicomFormatException($"nothing in the file can be read as a data set: {_note}", datasetOffset);
        }

        return new Parts(preamble, meta, hasMeta, dataset, syntax, datasetOffset, _note, plain as InflatedByteSource);
    }

    /// <summary>Byte offset of the first element, of the meta information or of the data set.</summary>
    private (long Begin, bool HasPreamble) FindBegin()
    {
        const int behindPrefix = PreambleLength + PrefixLength;
        if (HasPrefixAt(PreambleLength))
        {
            var behind = GuessAt(behindPrefix);
            if (behind.Group == MetaGroup || _head.Length == behindPrefix || behind.Sense > GuessAt(0).Sense)
            {
                return (behindPrefix, true);
            }
        }

        if (GuessAt(0).Sense > 0)
        {
            // Here the four letters, if they are there, are part of a value.
            return (0, false);
        }

        if (HasPrefixAt(PreambleLength))
        {
            return (behindPrefix, true);
        }

        if (HasPrefixAt(0) && GuessAt(PrefixLength).Sense > 0)
        {
            Note("the prefix DICM stands at the beginning, without a preamble");
            return (PrefixLength, false);
        }

        if (GuessAt(PreambleLength) is { Sense: > 1 })
        {
            Note("the prefix DICM is missing behind the preamble");
            return (PreambleLength, false);
        }

        for (var stray = 1; stray <= MaxStray; stray++)
        {
            if (GuessAt(stray).Sense >= EncodingGuess.Sure)
            {
                Note($"{stray} stray byte{(stray == 1 ? "" : "s")} in front of the first element");
                return (stray, false);
            }
        }

        throw NotDicom();
    }

    /// <summary>Reads group 0002, believing its group length only where it is right.</summary>
    private (DicomDataset Meta, long DatasetOffset) ReadMeta(long begin)
    {
        var guess = GuessAt(begin);
        if (guess.Group != MetaGroup || guess.Sense == 0)
        {
            return (new DicomDataset(), begin);
        }

        if (guess.Encoding != DicomEncoding.ExplicitLittle)
        {
            Note($"the meta information is in {guess.Encoding.InWords()}, where it should be in {DicomEncoding.ExplicitLittle.InWords()}");
        }

        var end = MetaEnd(begin, guess.Encoding);
        var options = new DicomReadOptions { StopBefore = BehindMeta, MaxDepth = 1, KeepReadable = true };
        var meta = DatasetBuilder.Build(
            new SliceByteSource(_source, 0, end), begin, SyntaxOf(guess.Encoding), guess.Encoding, options, true, out var note);
        Note(note);
        // What lies behind belongs to the data set, not to the meta information's tail.
        meta.EndRead(meta.Origin with { End = meta.Origin.ElementsEnd });
        return (meta, meta.Origin.ElementsEnd);
    }

    /// <summary>Byte offset behind the meta information by its group length, when that can be true; else as far as it may reach.</summary>
    private long MetaEnd(long begin, DicomEncoding encoding)
    {
        const int groupLengthElement = 12;
        var most = Math.Min(_source.Length, begin + DicomLimits.MaxFileMeta);
        if (begin + groupLengthElement > _head.Length)
        {
            return most;
        }

        var element = _head.AsSpan((int)begin, groupLengthElement);
        var big = encoding.IsBig();
        Span<byte> tag = [0, 0, 0, 0];
        tag[big ? 1 : 0] = (byte)MetaGroup;
        if (!element.StartsWith(tag))
        {
            return most;
        }

        var length = big
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(element[8..])
            : System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(element[8..]);
        var end = begin + groupLengthElement + length;
        if (end > most)
        {
            Note("the group length of the meta information is wrong");
            return most;
        }

        // Still in group 0002 behind that end: the length is too short. Only a look at the group tells, and a compressed stream may
        // begin with any two bytes, so the whole header must make sense.
        var next = new byte[64];
        var got = _source.Read(end, next);
        var behind = EncodingGuess.Try(next.AsSpan(0, got), _source.Length - end, encoding);
        if (behind.Sense > 0 && behind.Group == MetaGroup)
        {
            Note("the group length of the meta information is too short");
            return most;
        }

        return end;
    }

    /// <summary>Transfer syntax, layout, and the bytes to read the data set from.</summary>
    private (DicomTransferSyntax Syntax, DicomEncoding Encoding, IByteSource Plain, long Start) Settle(string? declared, bool hasMeta, long offset)
    {
        if (declared is null)
        {
            var guess = GuessAt(offset);
            var found = guess.Sense > 0 ? guess.Encoding : EncodingGuess.ByLetters(Head(_source, offset));
            Note(hasMeta
                ? $"the meta information does not tell the transfer syntax; the data set looks like {found.InWords()}"
                : $"there is no meta information; the data set looks like {found.InWords()}");
            return (SyntaxOf(found), found, _source, offset);
        }

        var syntax = DicomTransferSyntax.Of(new DicomUID(declared));
        var encoding = DicomEncodings.Of(syntax);
        if (Inflater.IsNeeded(syntax))
        {
            return SettleCompressed(syntax, encoding, offset);
        }

        if (offset >= _source.Length)
        {
            Note("there is no data set behind the meta information");
            return (syntax, encoding, _source, offset);
        }

        var head = Head(_source, offset);
        var left = _source.Length - offset;
        var asDeclared = EncodingGuess.Try(head, left, encoding);
        if (asDeclared.Sense >= EncodingGuess.Sure)
        {
            return (syntax, encoding, _source, offset);
        }

        var best = EncodingGuess.Best(head, left);
        if (best.Sense <= asDeclared.Sense)
        {
            return (syntax, encoding, _source, offset);
        }

        Note($"the meta information says {syntax.Name}, and the data set is in {best.Encoding.InWords()}");
        return (syntax.IsEncapsulated && syntax.IsKnown ? syntax : SyntaxOf(best.Encoding), best.Encoding, _source, offset);
    }

    private (DicomTransferSyntax Syntax, DicomEncoding Encoding, IByteSource Plain, long Start) SettleCompressed(
        DicomTransferSyntax syntax, DicomEncoding encoding, long offset)
    {
        var asItIs = EncodingGuess.Best(Head(_source, offset), _source.Length - offset);
        if (asItIs.Sense >= EncodingGuess.Sure)
        {
            Note($"the meta information says {syntax.Name}, and the data set is not compressed");
            return (SyntaxOf(asItIs.Encoding), asItIs.Encoding, _source, offset);
        }

        var inflated = Inflater.Open(_source, offset, syntax, _options);
        var head = Head(inflated, 0);
        if (head.Length == 0 && offset < _source.Length)
        {
            inflated.Dispose();
            throw new DicomFormatException($"the data set should be {syntax.Name} and cannot be inflated: {inflated.Broken ?? "the stream is empty"}", offset);
        }

        var left = inflated.IsComplete ? inflated.KnownLength : long.MaxValue;
        var inside = EncodingGuess.Try(head, left, encoding);
        if (inside.Sense < EncodingGuess.Sure && EncodingGuess.Best(head, left) is var best && best.Sense > inside.Sense)
        {
            Note($"the meta information says {syntax.Name}, and the inflated data set is in {best.Encoding.InWords()}");
            encoding = best.Encoding;
        }

        return (syntax, encoding, inflated, 0);
    }

    private static DicomTransferSyntax SyntaxOf(DicomEncoding encoding) => encoding switch
    {
        DicomEncoding.ImplicitLittle => DicomTransferSyntax.ImplicitVRLittleEndian,
        DicomEncoding.ExplicitLittle => DicomTransferSyntax.ExplicitVRLittleEndian,
        // Implicit big endian never was a transfer syntax: its explicit sister at least tells the byte order.
        _ => DicomTransferSyntax.ExplicitVRBigEndian,
    };

    private static byte[] Head(IByteSource source, long offset)
    {
        var head = new byte[DicomLimits.MaxSniff];
        var got = source.Read(offset, head);
        return head[..got];
    }

    private EncodingGuess GuessAt(long offset) =>
        offset < _head.Length ? EncodingGuess.Best(_head.AsSpan((int)offset), _source.Length - offset) : default;

    private bool HasPrefixAt(int offset) => _head.AsSpan(Math.Min(offset, _head.Length)).StartsWith("DICM"u8);

    private void Note(string? text)
    {
        if (text is not null)
        {
            _note = _note is null ? text : $"{_note}; {text}";
        }
    }

    private DicomFormatException NotDicom()
    {
        if (_head.Length == 0)
        {
            return new DicomFormatException("not a DICOM file: it is empty", 0);
        }

        var kind = FileKind.Of(_head);
        var found = kind is null ? $"it begins with {FirstBytes()}" : $"it looks like {kind}";
        return new DicomFormatException(
            $"not a DICOM file: there is no prefix DICM at byte {PreambleLength}, and the first bytes are no data element in any layout; {found}", 0);
    }

    private string FirstBytes()
    {
        var text = new StringBuilder();
        foreach (var b in _head.AsSpan(0, Math.Min(8, _head.Length)))
        {
            text.Append(text.Length == 0 ? "" : " ").Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
