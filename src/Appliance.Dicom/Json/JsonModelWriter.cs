using System.Globalization;
using System.Text.Json;

namespace Appliance.Dicom;

/// <summary>Writes one data set in the DICOM JSON model (PS3.18 F.2).</summary>
internal readonly ref struct JsonModelWriter(Utf8JsonWriter json, DicomJsonOptions options)
{
    private const ushort MetaGroup = 0x0002;
    private const ushort DelimiterGroup = 0xFFFE;

    // Beyond these, readers that keep numbers as doubles would lose digits.
    private const long LargestExact = 1L << 53;

    public void Write(DicomDataset dataset) => WriteObject(dataset, 0);

    private void WriteObject(DicomDataset dataset, int depth)
    {
        if (depth > Math.Min(options.MaxDepth, DicomLimits.MaxDepth))
        {
            throw new InvalidOperationException($"sequences are nested deeper than {Math.Min(options.MaxDepth, DicomLimits.MaxDepth)}, or in a circle");
        }

        json.WriteStartObject();
        DicomElement? last = null;
        foreach (var element in InOrder(dataset))
        {
            // A name may stand once in an object: of duplicates the first counts, as everywhere.
            if (element.Tag.IsGroupLength || element.Tag.Group is MetaGroup or DelimiterGroup || element.Tag == last?.Tag)
            {
                continue;
            }

            last = element;
            json.WriteStartObject(element.Tag.Value.ToString("X8", CultureInfo.InvariantCulture));
            WriteElement(dataset, element, depth);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static IEnumerable<DicomElement> InOrder(DicomDataset dataset)
    {
        var elements = dataset.Elements;
        for (var i = 1; i < elements.Length; i++)
        {
            if (elements[i].Tag < elements[i - 1].Tag)
            {
                return dataset.OrderBy(element => element.Tag);
            }
        }

        return dataset;
    }

    private void WriteElement(DicomDataset dataset, DicomElement element, int depth)
    {
        switch (element)
        {
            case DicomSequence sequence:
                WriteVR(DicomVR.SQ);
                WriteItems(sequence, depth);
                break;
            case DicomFragmentSequence fragments:
                WriteVR(fragments.VR);
                WriteBulk(fragments, fragments.Position + fragments.HeaderLength, fragments.RawLength - fragments.HeaderLength);
                break;
            case DicomValueElement value:
                var vr = Form(value);
                WriteVR(vr);
                if (value.Length > 0 && !(vr.IsString && string.IsNullOrEmpty(ValueDecoder.Text(value, dataset.CharacterSet))))
                {
                    WriteValue(dataset, value, vr);
                }

                break;
        }
    }

    /// <summary>
    /// The VR to write. What its own cannot say, letters unknown to the standard, a broken sequence, a number cut short, is written as the bytes
    /// that it is, so that nothing is lost.
    /// </summary>
    private static DicomVR Form(DicomValueElement value) =>
        !value.VR.IsKnown || value.VR == DicomVR.SQ || value.VR == DicomVR.None || (IsNumber(value.VR) && value.Length % Size(value.VR) != 0)
            ? DicomVR.UN
            : value.VR;

    private static int Size(DicomVR vr) => vr == DicomVR.AT ? sizeof(uint) : vr.UnitSize;

    private static bool IsNumber(DicomVR vr) =>
        vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.UV || vr == DicomVR.SV
        || vr == DicomVR.FL || vr == DicomVR.FD || vr == DicomVR.AT;

    private void WriteVR(DicomVR vr) => json.WriteString("vr", vr.Code);

    private void WriteItems(DicomSequence sequence, int depth)
    {
        if (sequence.Items.Count == 0)
        {
            return;
        }

        json.WriteStartArray("Value");
        foreach (var item in sequence.Items)
        {
            WriteObject(item, depth + 1);
        }

        json.WriteEndArray();
    }

    private void WriteValue(DicomDataset dataset, DicomValueElement value, DicomVR vr)
    {
        if (!vr.IsString && !IsNumber(vr))
        {
            WriteBytes(value, vr);
            return;
        }

        json.WriteStartArray("Value");
        if (!vr.IsString)
        {
            WriteNumbers(value, vr);
        }
        else if (ValueDecoder.IsSingle(vr))
        {
            json.WriteStringValue(ValueDecoder.Text(value, dataset.CharacterSet) ?? "");
        }
        else
        {
            foreach (var text in ValueDecoder.Strings(value, dataset.CharacterSet))
            {
                WriteText(text, vr);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>One of several values; an empty one is null (PS3.18 F.2.5).</summary>
    private void WriteText(string text, DicomVR vr)
    {
        if (text.Length == 0)
        {
            json.WriteNullValue();
        }
        else if (vr == DicomVR.PN)
        {
            WriteName(text);
        }
        else if ((vr == DicomVR.DS || vr == DicomVR.IS) && JsonNumber.Of(text, vr) is { } number)
        {
            json.WriteRawValue(number, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private void WriteName(string name)
    {
        ReadOnlySpan<string> groups = ["Alphabetic", "Ideographic", "Phonetic"];
        json.WriteStartObject();

        // A fourth group has no name here; it stays with the third, where it is found again.
        var parts = name.Split('=', groups.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 0)
            {
                json.WriteString(groups[i], parts[i]);
            }
        }

        json.WriteEndObject();
    }

    private void WriteNumbers(DicomValueElement value, DicomVR vr)
    {
        foreach (var text in NumberDecoder.Texts(value, vr))
        {
            if (vr == DicomVR.AT)
            {
                json.WriteStringValue(DicomTag.Parse(text).Value.ToString("X8", CultureInfo.InvariantCulture));
            }
            else if (IsExact(text, vr))
            {
                json.WriteRawValue(text, skipInputValidation: true);
            }
            else
            {
                json.WriteStringValue(text);
            }
        }
    }

    /// <summary>
    /// Whether a JSON number says it: not infinity and NaN, which JSON has no numbers for, and not whole numbers that many readers would round
    /// (PS3.18 F.2.3 note 1).
    /// </summary>
    private static bool IsExact(string text, DicomVR vr)
    {
        if (vr == DicomVR.FL || vr == DicomVR.FD)
        {
            return double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture));
        }

        return (vr != DicomVR.UV && vr != DicomVR.SV) || Int128.Abs(Int128.Parse(text, CultureInfo.InvariantCulture)) <= LargestExact;
    }

    private void WriteBytes(DicomValueElement value, DicomVR vr)
    {
        if (value.Length > options.LongestInline)
        {
            WriteBulk(value, value.HeaderLength > 0 ? value.ValuePosition : -1, value.Length);
            return;
        }

        var unit = value.IsBigEndian && value.VR == vr ? vr.UnitSize : 1;
        if (unit <= 1)
        {
            json.WriteBase64String("InlineBinary", value.Value.Span);
            return;
        }

        // Little endian always (PS3.18 F.2.7).
        var bytes = value.Value.ToArray();
        for (var at = 0; at + unit <= bytes.Length; at += unit)
        {
            bytes.AsSpan(at, unit).Reverse();
        }

        json.WriteBase64String("InlineBinary", bytes);
    }

    private void WriteBulk(DicomElement element, long position, long length) => json.WriteString("BulkDataURI", options.BulkUri is { } uri
        ? uri(element)
        : position >= 0 && length >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"?offset={position}&length={length}")
            : throw new InvalidOperationException($"{element.Tag} was made in memory and is too long to stand inline: give {nameof(DicomJsonOptions.BulkUri)}"));
}
