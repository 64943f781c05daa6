using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Appliance.Dicom;

/// <summary>Reads data sets in the DICOM JSON model (PS3.18 F.2). Nothing is believed: depth, counts, names and kinds of values are checked.</summary>
internal ref struct JsonModelReader
{
    // An item takes three levels of JSON: its object, the object of the element, and the array of its values; a person name one more.
    private const int LevelsPerItem = 3;
    private const int LevelsAround = 4;
    private const int TagDigits = 8;
    private const string Utf8 = "ISO_IR 192";

    private static readonly string[] NameGroups = ["Alphabetic", "Ideographic", "Phonetic"];

    private readonly DicomJsonOptions _options;
    private readonly int _maxDepth;
    private readonly int _skipped;
    private readonly List<DicomTag> _path = [];
    private Utf8JsonReader _reader;
    private int _count;

    public JsonModelReader(ReadOnlySpan<byte> utf8, DicomJsonOptions options)
    {
        _options = options;
        _maxDepth = Math.Min(options.MaxDepth, DicomLimits.MaxDepth);
        _skipped = utf8.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        _reader = new Utf8JsonReader(utf8[_skipped..], new JsonReaderOptions { MaxDepth = ((_maxDepth + 1) * LevelsPerItem) + LevelsAround });
    }

    public List<DicomDataset> ReadAll()
    {
        try
        {
            Next();
            var all = new List<DicomDataset>();
            if (_reader.TokenType == JsonTokenType.StartArray)
            {
                while (Next() != JsonTokenType.EndArray)
                {
                    all.Add(ReadWhole());
                }
            }
            else
            {
                all.Add(ReadWhole());
            }

            // Asking once more tells of anything behind the end.
            _reader.Read();
            return all;
        }
        catch (JsonException broken)
        {
            throw new DicomFormatException(
                $"no JSON from line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1} of it on: {FirstSentence(broken.Message)}",
                _skipped + _reader.BytesConsumed, Path());
        }
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private DicomDataset ReadWhole()
    {
        var dataset = new DicomDataset();
        ReadObject(dataset, 0);
        KeepTextWritable(dataset);
        return dataset;
    }

    /// <summary>JSON holds any letter: where the character set given does not, the data set gets the one that does.</summary>
    private static void KeepTextWritable(DicomDataset dataset)
    {
        if (!HoldsItsText(dataset))
        {
            ToUtf8(dataset);
            dataset.Set(DicomTag.SpecificCharacterSet, Utf8);
        }
    }

    private static bool HoldsItsText(DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            var holds = element switch
            {
                DicomSequence sequence => sequence.Items.All(HoldsItsText),
                DicomValueElement { PendingText: { } texts } when element.VR.IsText => texts.All(dataset.CharacterSet.CanEncode),
                _ => true,
            };
            if (!holds)
            {
                return false;
            }
        }

        return true;
    }

    private static void ToUtf8(DicomDataset dataset)
    {
        dataset.Remove(DicomTag.SpecificCharacterSet);
        foreach (var item in dataset.OfType<DicomSequence>().SelectMany(sequence => sequence.Items))
        {
            ToUtf8(item);
        }
    }

    private void ReadObject(DicomDataset dataset, int depth)
    {
        Expect(JsonTokenType.StartObject, "an object that is a data set");
        if (depth > _maxDepth)
        {
            throw Fault($"sequences are nested deeper than {_maxDepth}, the most that was allowed");
        }

        while (Next() != JsonTokenType.EndObject)
        {
            var tag = ReadTag();
            _path.Add(tag);
            Next();
            var element = ReadElement(tag, depth);
            if (dataset.Contains(tag))
            {
                throw Fault("the element stands twice in its data set");
            }

            dataset.Add(element);
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private DicomTag ReadTag()
    {
        var name = Text();
        return name.Length == TagDigits && uint.TryParse(name, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? new DicomTag(number)
            : throw Fault($"'{Shown(name)}' is no tag: eight hexadecimal digits were expected");
    }

    private DicomElement ReadElement(DicomTag tag, int depth)
    {
        Expect(JsonTokenType.StartObject, "the object of an element");

        // The representation tells how to read the value, and need not stand before it: it is looked for first.
        var vr = FindVR();
        DicomElement? element = null;
        while (Next() != JsonTokenType.EndObject)
        {
            var name = Text();
            Next();
            if (name == "vr")
            {
                continue;
            }

            element = element is not null ? throw Fault("more than one of Value, BulkDataURI and InlineBinary stand in one element") : name switch
            {
                "Value" => ReadValues(tag, vr, depth),
                "InlineBinary" => new DicomValueElement(tag, vr, ReadBytes(vr)),
                "BulkDataURI" => Fetch(tag, vr),
                _ => throw Fault($"'{Shown(name)}' is no part of an element: vr, Value, BulkDataURI or InlineBinary were expected"),
            };
        }

        return element ?? Empty(tag, vr);
    }

    private readonly DicomVR FindVR()
    {
        var ahead = _reader;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var found = ahead.ValueTextEquals("vr");
            if (!ahead.Read())
            {
                break;
            }

            if (!found)
            {
                ahead.Skip();
                continue;
            }

            return ahead.TokenType == JsonTokenType.String && ahead.ValueSpan is [var first, var second] && DicomVR.TryParse(first, second, out var vr) && vr.IsKnown
                ? vr
                : throw Fault($"'{Shown(Encoding.UTF8.GetString(ahead.ValueSpan))}' is no value representation");
        }

        throw Fault("the element has no vr");
    }

    private static DicomElement Empty(DicomTag tag, DicomVR vr) =>
        vr == DicomVR.SQ ? new DicomSequence(tag) : new DicomValueElement(tag, vr, ReadOnlyMemory<byte>.Empty);

    private DicomElement ReadValues(DicomTag tag, DicomVR vr, int depth)
    {
        Expect(JsonTokenType.StartArray, "an array of values");
        if (vr == DicomVR.SQ)
        {
            return ReadItems(tag, depth);
        }

        var values = new List<string>();
        while (Next() != JsonTokenType.EndArray)
        {
            Count();
            values.Add(_reader.TokenType switch
            {
                JsonTokenType.Null => "",
                JsonTokenType.StartObject when vr == DicomVR.PN => ReadName(),
                JsonTokenType.String when vr != DicomVR.PN => Text(),
                JsonTokenType.Number when MayBeNumber(vr) => NumberText(vr),
                _ => throw Fault($"{Kind(_reader.TokenType)} is no value of representation {vr}"),
            });
        }

        return ValueDecoder.IsSingle(vr) && values.Count > 1
            ? throw Fault($"{values.Count} values stand where representation {vr} has one")
            : Make(tag, vr, [.. values]);
    }

    private readonly DicomElement Make(DicomTag tag, DicomVR vr, string[] values)
    {
        try
        {
            return ValueEncoder.FromText(tag, vr, values, bigEndian: false);
        }
        catch (Exception unfit) when (unfit is ArgumentException or FormatException)
        {
            throw Fault(unfit.Message);
        }
    }

    private DicomSequence ReadItems(DicomTag tag, int depth)
    {
        var sequence = new DicomSequence(tag);
        while (Next() != JsonTokenType.EndArray)
        {
            Count();
            var item = new DicomDataset();

            // An empty item is an empty object; null is found for it too (PS3.18 F.2.5).
            if (_reader.TokenType != JsonTokenType.Null)
            {
                ReadObject(item, depth + 1);
            }

            sequence.Add(item);
        }

        return sequence;
    }

    private string ReadName()
    {
        var groups = new string?[NameGroups.Length];
        while (Next() != JsonTokenType.EndObject)
        {
            var group = Array.IndexOf(NameGroups, Text());
            if (group < 0)
            {
                throw Fault("a person name has the groups Alphabetic, Ideographic and Phonetic");
            }

            Next();
            groups[group] = _reader.TokenType switch
            {
                JsonTokenType.String => Text(),
                JsonTokenType.Null => null,
                _ => throw Fault($"{Kind(_reader.TokenType)} is no text of a person name"),
            };
        }

        return string.Join('=', groups).TrimEnd('=');
    }

    private static bool MayBeNumber(DicomVR vr) =>
        vr == DicomVR.DS || vr == DicomVR.IS || (!vr.IsString && vr != DicomVR.AT);

    /// <summary>The digits as they stand. A decimal string has 16 characters: what is longer is rounded to the nearest that fits.</summary>
    private readonly string NumberText(DicomVR vr)
    {
        const int longest = 16;
        var text = Encoding.ASCII.GetString(_reader.ValueSpan);
        if (vr == DicomVR.DS && text.Length > longest && double.IsFinite(_reader.GetDouble()))
        {
            return ValueEncoder.DecimalString(_reader.GetDouble());
        }

        // 5.0 and 5e2 are whole numbers too.
        return vr != DicomVR.DS && vr != DicomVR.FL && vr != DicomVR.FD && text.AsSpan().ContainsAny(".eE") && _reader.TryGetDecimal(out var number)
            && decimal.Truncate(number) == number
                ? decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)
                : text;
    }

    private readonly byte[] ReadBytes(DicomVR vr)
    {
        if (vr.IsString || vr == DicomVR.SQ || _reader.TokenType != JsonTokenType.String)
        {
            throw Fault($"InlineBinary of representation {vr} is {Kind(_reader.TokenType)}: base64 text of a binary representation was expected");
        }

        return _reader.TryGetBytesFromBase64(out var bytes) ? bytes : throw Fault("InlineBinary is no base64");
    }

    private readonly DicomElement Fetch(DicomTag tag, DicomVR vr)
    {
        var uri = _reader.TokenType == JsonTokenType.String ? Text() : throw Fault("BulkDataURI is no text");
        var element = _options.FetchBulk?.Invoke(tag, vr, uri)
            ?? throw Fault($"the value lies elsewhere, at '{Shown(uri)}', and cannot be had from there");
        return element.Tag == tag ? element : throw new ArgumentException($"{tag} was to be fetched, and {element.Tag} came", nameof(tag));
    }

    /// <summary>The text or name at the reader; bytes that are no UTF-8, and halves of surrogate pairs, are a fault.</summary>
    private readonly string Text()
    {
        try
        {
            return _reader.GetString() ?? "";
        }
        catch (InvalidOperationException broken)
        {
            throw Fault(broken.Message);
        }
    }

    private JsonTokenType Next()
    {
        if (_reader.TokenType == JsonTokenType.PropertyName)
        {
            Count();
        }

        return _reader.Read() ? _reader.TokenType : throw Fault("the text ends too early");
    }

    private void Count()
    {
        if (++_count > _options.MaxElements)
        {
            throw Fault($"there are more than {_options.MaxElements} elements, items and values, the most that was allowed");
        }
    }

    private readonly void Expect(JsonTokenType token, string words)
    {
        if (_reader.TokenType != token)
        {
            throw Fault($"{words} was expected, and {Kind(_reader.TokenType)} found");
        }
    }

    private static string Kind(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };

    private readonly DicomFormatException Fault(string words) => new(words, _skipped + _reader.TokenStartIndex, Path());

    private readonly string Path() => string.Join('.', _path);

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
