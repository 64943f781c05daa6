using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Appliance.Dicom;

/// <summary>
/// A data set, or an item of a sequence (PS3.5 7): elements in the order read, ascending for those made here. Values are views over the
/// bytes they were read from and decoded when asked for. What was read and not changed is written back byte for byte.
/// <para>May be read from several threads at once as long as nobody changes it.</para>
/// </summary>
public sealed class DicomDataset : IEnumerable<DicomElement>
{
    private const int IndexFrom = 32;
    private const int FirstPrivateBlock = 0x10;
    private List<DicomElement>? _elements;
    private Dictionary<DicomTag, DicomElement>? _index;
    private bool _unordered;
    private bool _touched;
    private DatasetTail? _tail;

    /// <summary>An empty data set.</summary>
    /// <param name="syntax">The transfer syntax whose byte order numbers are kept in; explicit VR little endian when not told.</param>
    public DicomDataset(DicomTransferSyntax? syntax = null) => TransferSyntax = syntax ?? DicomTransferSyntax.ExplicitVRLittleEndian;

    /// <summary>The transfer syntax it was read in, or is made for.</summary>
    public DicomTransferSyntax TransferSyntax { get; }

    /// <summary>
    /// The character set of its text: its own Specific Character Set (0008,0005), else that of the data set which it is an item of, else the
    /// default repertoire.
    /// </summary>
    public DicomCharacterSet CharacterSet
    {
        get
        {
            var level = this;
            for (var depth = 0; level is not null && depth <= DicomLimits.MaxDepth; depth++)
            {
                if (level._ownCharacterSet is { } own)
                {
                    return own;
                }

                if (level.TryGet(DicomTag.SpecificCharacterSet, out var element) && element is DicomValueElement { Length: > 0 } terms)
                {
                    return level._ownCharacterSet = DicomCharacterSet.Of(ValueDecoder.Strings(terms, DicomCharacterSet.Default).ToArray());
                }

                level = level.Parent?.Owner;
            }

            return DicomCharacterSet.Default;
        }
    }

    private DicomCharacterSet? _ownCharacterSet;

    /// <summary>How many elements it has on its own level.</summary>
    public int Count => All?.Count ?? 0;

    /// <summary>Whether it has no element at all.</summary>
    public bool IsEmpty => _elements is null or [];

    /// <summary>The element with a tag, the first of them when there are several; null when there is none.</summary>
    public DicomElement? this[DicomTag tag] => TryGet(tag, out var element) ? element : null;

    /// <summary>Whether there is an element with this tag, with or without a value.</summary>
    public bool Contains(DicomTag tag) => TryGet(tag, out _);

    /// <summary>Finds the element with a tag, the first of them when there are several.</summary>
    public bool TryGet(DicomTag tag, [NotNullWhen(true)] out DicomElement? element)
    {
        element = Lookup(tag);
        if (element is null && _tail is not null && (_unordered || tag > _elements![^1].Tag))
        {
            Complete();
            element = Lookup(tag);
        }

        return element is not null;
    }

    /// <summary>The first value as text: decoded, without padding; numbers are written out. Null when absent, empty, or of a kind that has no text.</summary>
    public string? GetString(DicomTag tag)
    {
        var values = GetStrings(tag);
        return values.Count > 0 && values[0].Length > 0 ? values[0] : null;
    }

    /// <summary>All values as text: decoded, without padding; numbers are written out. Empty when absent, empty, or of a kind that has no text.</summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) =>
        TryGet(tag, out var element) && element is DicomValueElement value ? ValueDecoder.Strings(value, CharacterSet) : [];

    /// <summary>The whole value as one text, backslashes kept; null when absent or empty.</summary>
    public string? GetText(DicomTag tag) =>
        TryGet(tag, out var element) && element is DicomValueElement value ? ValueDecoder.Text(value, CharacterSet) : null;

    /// <summary>One value as a number; null when absent, not a whole number, or outside of 32 bits. Number strings are read tolerantly.</summary>
    public int? GetInt32(DicomTag tag, int index = 0) =>
        GetInt64(tag, index) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>One value as a number; null when absent, not a whole number, or outside of 64 bits. Number strings are read tolerantly.</summary>
    public long? GetInt64(DicomTag tag, int index = 0) =>
        TryGet(tag, out var element) && element is DicomValueElement value ? NumberDecoder.Int64(value, index) : null;

    /// <summary>One value as a number; null when absent or not a number. Number strings are read tolerantly.</summary>
    public double? GetDouble(DicomTag tag, int index = 0) =>
        TryGet(tag, out var element) && element is DicomValueElement value ? NumberDecoder.Double(value, index) : null;

    /// <summary>All values as numbers; empty when absent, NaN for a value that is not a number.</summary>
    public IReadOnlyList<double> GetDoubles(DicomTag tag) =>
        TryGet(tag, out var element) && element is DicomValueElement value ? NumberDecoder.Doubles(value) : [];

    /// <summary>The value's bytes as they are, in the byte order of the data set's transfer syntax; empty when absent or not a plain value.</summary>
    public ReadOnlyMemory<byte> GetBytes(DicomTag tag) => TryGet(tag, out var element) && element is DicomValueElement value ? value.Value : default;

    /// <summary>The items of a sequence; empty when absent or not a sequence.</summary>
    public IReadOnlyList<DicomDataset> GetItems(DicomTag tag) => TryGet(tag, out var element) && element is DicomSequence sequence ? sequence.Items : [];

    /// <summary>The first value of an attribute tag element (VR AT); null when absent or of another kind.</summary>
    public DicomTag? GetTag(DicomTag tag) => TryGet(tag, out var element) && element is DicomValueElement value ? NumberDecoder.Tag(value) : null;

    /// <summary>The first value as a UID; null when absent or empty.</summary>
    public DicomUID? GetUID(DicomTag tag) => GetString(tag) is { } text ? new DicomUID(text) : null;

    /// <summary>
    /// The name of the private creator that a private element belongs to, from the same level (PS3.5 7.8.1); null when none is there, or the
    /// element is none of a private block.
    /// </summary>
    /// <param name="tag">A private element that is not itself a private creator.</param>
    public string? GetPrivateCreator(DicomTag tag) =>
        tag.IsPrivate && tag.Element >> 8 is >= FirstPrivateBlock and var block ? GetString(new DicomTag(tag.Group, (ushort)block)) : null;

    /// <summary>Sets an element without a value.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag) => Set(tag, Array.Empty<string>());

    /// <summary>
    /// Sets values from text, in the dictionary's VR; for numbers they are parsed. Text is encoded when its bytes are asked for, in the
    /// <see cref="CharacterSet"/> of that moment, so Specific Character Set may be set before or after.
    /// </summary>
    /// <returns>This data set, to go on with.</returns>
    /// <exception cref="ArgumentException">
    /// The dictionary does not know the tag (give the VR, then), its values are no text, or a value is no number where one is due.
    /// </exception>
    public DicomDataset Set(DicomTag tag, params string[] values) => Set(tag, ValueEncoder.VROf(tag), values);

    /// <summary>Sets values from text, in the VR given: for private elements, and for those that have a choice.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, DicomVR vr, params string[] values) =>
        Put(ValueEncoder.FromText(tag, vr, values, TransferSyntax.IsBigEndian));

    /// <summary>Sets whole numbers, in the dictionary's VR.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, params int[] values) => Set(tag, Array.ConvertAll(values, static value => (long)value));

    /// <summary>Sets whole numbers, in the dictionary's VR.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, params long[] values) => Put(ValueEncoder.FromIntegers(tag, values, TransferSyntax.IsBigEndian));

    /// <summary>Sets numbers, in the dictionary's VR; decimal strings get as many digits as 16 characters hold.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, params double[] values) => Put(ValueEncoder.FromDoubles(tag, values, TransferSyntax.IsBigEndian));

    /// <summary>Sets an attribute tag value (VR AT).</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, params DicomTag[] values) => Put(ValueEncoder.FromTags(tag, values, TransferSyntax.IsBigEndian));

    /// <summary>Sets a UID value.</summary>
    /// <inheritdoc cref="Set(DicomTag, string[])"/>
    public DicomDataset Set(DicomTag tag, DicomUID value) => Set(tag, value.Value);

    /// <summary>Sets a value's bytes, in the byte order of <see cref="TransferSyntax"/>. They are kept and not copied.</summary>
    /// <returns>This data set, to go on with.</returns>
    public DicomDataset SetBytes(DicomTag tag, DicomVR vr, ReadOnlyMemory<byte> value) =>
        Put(new DicomValueElement(tag, vr, value, TransferSyntax.IsBigEndian));

    /// <summary>Sets a sequence; its items are kept and not copied.</summary>
    /// <returns>This data set, to go on with.</returns>
    public DicomDataset SetSequence(DicomTag tag, params DicomDataset[] items) => Put(new DicomSequence(tag, items));

    /// <summary>Sets encapsulated pixel data, one frame to a fragment, with a basic offset table.</summary>
    /// <returns>This data set, to go on with.</returns>
    public DicomDataset SetFragments(DicomTag tag, params ReadOnlyMemory<byte>[] frames) => Put(DicomFragmentSequence.OfFrames(tag, frames));

    /// <summary>Adds an element in its place by tag, replacing those with the same tag.</summary>
    public void Add(DicomElement element) => Put(element);

    /// <summary>Removes all elements with this tag; false when there was none.</summary>
    public bool Remove(DicomTag tag)
    {
        var removed = All?.RemoveAll(element => element.Tag == tag) > 0;
        if (removed)
        {
            Changed(tag);
        }

        return removed;
    }

    /// <summary>The elements of this level, in order.</summary>
    public List<DicomElement>.Enumerator GetEnumerator() => (All ?? []).GetEnumerator();

    IEnumerator<DicomElement> IEnumerable<DicomElement>.GetEnumerator() => ((IEnumerable<DicomElement>)(All ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (All ?? []).GetEnumerator();

    /// <summary>The elements in order, until one is added or removed.</summary>
    internal ReadOnlySpan<DicomElement> Elements => CollectionsMarshal.AsSpan(All);

    /// <summary>The sequence it is an item of.</summary>
    internal DicomSequence? Parent { get; set; }

    /// <summary>
    /// Whether reading came to <see cref="DicomReadOptions.StopBefore"/>: every element before it is here, also when the source ends, or breaks off,
    /// somewhere behind.
    /// </summary>
    public bool IsReadUpToStop => Origin.IsStopped;

    /// <summary>Where it stands in the source it was read from; the default when made in memory.</summary>
    internal DatasetOrigin Origin { get; private set; }

    /// <summary>Whether it is an item that a delimiter ends.</summary>
    internal bool IsUndefinedLength => Origin.IsUndefinedLength;

    /// <summary>Whether it is as read, in all levels, so that its bytes in the source still stand for it.</summary>
    internal bool IsUntouched
    {
        get
        {
            if (_touched || Origin.Source is null)
            {
                return false;
            }

            // What has not been found yet cannot have been changed.
            foreach (var element in _elements ?? [])
            {
                if (element is DicomSequence { IsUntouched: false })
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>For reading: adds an element that belongs to the bytes, as the last.</summary>
    internal void AddRead(DicomElement element)
    {
        _elements ??= [];
        _unordered |= _elements.Count > 0 && element.Tag < _elements[^1].Tag;
        _elements.Add(element);
        element.Owner = this;
        _index = null;
    }

    /// <summary>For reading: the data set or item is complete.</summary>
    internal void EndRead(in DatasetOrigin origin) => Origin = origin;

    /// <summary>What was odd in the part that was read when it was asked for; null when nothing was, or nobody has asked.</summary>
    internal string? TailNote { get; private set; }

    /// <summary>For reading: elements may follow the last one, and are looked for when asked for.</summary>
    internal void LeaveTail(DatasetTail tail) => _tail = tail;

    /// <summary>All elements, those behind large encapsulated values included.</summary>
    private List<DicomElement>? All
    {
        get
        {
            Complete();
            return _elements;
        }
    }

    // Readers go on in the list they have: another one takes its place.
    private void Complete()
    {
        if (Volatile.Read(ref _tail) is not { } tail)
        {
            return;
        }

        var found = tail.Elements;
        lock (tail)
        {
            if (_tail is null)
            {
                return;
            }

            TailNote = tail.Note;
            if (found.Count > 1 || TailNote is not null)
            {
                TakeTail(found);
            }

            Volatile.Write(ref _tail, null);
        }
    }

    private void TakeTail(DicomDataset found)
    {
        List<DicomElement> all = [.. _elements![..^1], .. found];
        for (var i = _elements.Count - 1; i < all.Count; i++)
        {
            all[i].Owner = this;
            _unordered |= i > 0 && all[i].Tag < all[i - 1].Tag;
        }

        _index = null;
        _elements = all;
    }

    private DicomElement? Lookup(DicomTag tag)
    {
        if (_unordered && _elements!.Count > IndexFrom)
        {
            return Index().GetValueOrDefault(tag);
        }

        var position = Find(tag);
        return position >= 0 ? _elements![position] : null;
    }

    private DicomDataset Put(DicomElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        Complete();
        _elements ??= [];
        var tag = element.Tag;
        var place = Find(tag);
        if (place >= 0)
        {
            _elements[place] = element;
            for (var i = _elements.Count - 1; i > place; i--)
            {
                if (_elements[i].Tag == tag)
                {
                    _elements.RemoveAt(i);
                }
            }
        }
        else
        {
            place = _unordered ? _elements.FindIndex(other => other.Tag > tag) : ~place;
            _elements.Insert(place < 0 ? _elements.Count : place, element);
        }

        element.Owner = this;
        Changed(tag);
        return this;
    }

    private void Changed(DicomTag tag)
    {
        _touched = true;
        _index = null;
        if (tag == DicomTag.SpecificCharacterSet)
        {
            _ownCharacterSet = null;
        }
    }

    /// <summary>The place of the first element with a tag; when there is none, a negative number: the complement of where it belongs.</summary>
    private int Find(DicomTag tag)
    {
        var elements = CollectionsMarshal.AsSpan(_elements);
        if (_unordered)
        {
            for (var i = 0; i < elements.Length; i++)
            {
                if (elements[i].Tag == tag)
                {
                    return i;
                }
            }

            return ~elements.Length;
        }

        var (low, high) = (0, elements.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (elements[middle].Tag < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < elements.Length && elements[low].Tag == tag ? low : ~low;
    }

    private Dictionary<DicomTag, DicomElement> Index()
    {
        if (_index is { } ready)
        {
            return ready;
        }

        var index = new Dictionary<DicomTag, DicomElement>(_elements!.Count);
        foreach (var element in _elements)
        {
            index.TryAdd(element.Tag, element);
        }

        return _index = index;
    }
}
