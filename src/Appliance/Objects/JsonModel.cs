using System.Globalization;
using System.Text.Json;
using Appliance.Dicom;

namespace Appliance;

/// <summary>Writes a data set in the DICOM JSON model (PS3.18 Annex F).</summary>
internal static class JsonModel
{
    /// <summary>Binary values up to this many bytes are written inline; longer ones name their length and place instead.</summary>
    public const long LongestInline = 1L << 20;

    /// <summary>Writes meta information and data set as one object.</summary>
    public static void Write(Utf8JsonWriter json, DicomDataset meta, DicomDataset dataset)
    {
        json.WriteStartObject();
        WriteMembers(json, meta);
        WriteMembers(json, dataset);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, DicomDataset dataset)
    {
        foreach (var element in dataset)
        {
            // Group lengths describe an encoding, which JSON has not (PS3.18 F.2.2).
            if (element.Tag.IsGroupLength)
            {
                continue;
            }

            json.WriteStartObject(element.Tag.Value.ToString("X8", CultureInfo.InvariantCulture));
            json.WriteString("vr", element.VR.Code);
            WriteValue(json, dataset, element);
            json.WriteEndObject();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, DicomDataset dataset, DicomElement element)
    {
        switch (element)
        {
            case DicomSequence { Items.Count: > 0 } sequence:
                json.WriteStartArray("Value");
                foreach (var item in sequence.Items)
                {
                    json.WriteStartObject();
                    WriteMembers(json, item);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case DicomFragmentSequence fragments:
                WriteBulk(json, fragments.Position, fragments.Fragments.Sum(fragment => fragment.Length));
                break;
            case DicomValueElement { Length: > 0 } value when value.VR.IsString:
                WriteTexts(json, value.VR, value.VR.IsSingleText ? [dataset.GetText(value.Tag) ?? ""] : dataset.GetStrings(value.Tag));
                break;
            case DicomValueElement { Length: > 0 } value when value.VR == DicomVR.AT:
                WriteTags(json, dataset, value);
                break;
            case DicomValueElement { Length: > 0 } value when IsNumeric(value.VR):
                WriteNumbers(json, dataset, value);
                break;
            case DicomValueElement { Length: > LongestInline } value:
                WriteBulk(json, value.Position, value.Length);
                break;
            case DicomValueElement { Length: > 0 } value:
                json.WriteBase64String("InlineBinary", value.Value.Span);
                break;
        }
    }

    private static bool IsNumeric(DicomVR vr) =>
        vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.UV || vr == DicomVR.SV
        || vr == DicomVR.FL || vr == DicomVR.FD;

    private static void WriteBulk(Utf8JsonWriter json, long position, long length) =>
        json.WriteString("BulkDataURI", string.Create(CultureInfo.InvariantCulture, $"?offset={position}&length={length}"));

    private static void WriteTexts(Utf8JsonWriter json, DicomVR vr, IReadOnlyList<string> values)
    {
        json.WriteStartArray("Value");
        foreach (var value in values)
        {
            if (vr == DicomVR.PN)
            {
                WriteName(json, value);
            }
            else if ((vr == DicomVR.IS || vr == DicomVR.DS) && IsJsonNumber(value))
            {
                json.WriteRawValue(double.Parse(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture));
            }
            else if (value.Length == 0)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteStringValue(value);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>A text that is no number (PS3.18 F.2.3.1 lets it stay a string) is not bent into one.</summary>
    private static bool IsJsonNumber(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    private static void WriteName(Utf8JsonWriter json, string name)
    {
        ReadOnlySpan<string> groups = ["Alphabetic", "Ideographic", "Phonetic"];
        json.WriteStartObject();
        var parts = name.Split('=');
        for (var index = 0; index < Math.Min(parts.Length, groups.Length); index++)
        {
            if (parts[index].Length > 0)
            {
                json.WriteString(groups[index], parts[index]);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter json, DicomDataset dataset, DicomValueElement element)
    {
        json.WriteStartArray("Value");
        foreach (var text in dataset.GetStrings(element.Tag))
        {
            json.WriteStringValue(DicomTag.TryParse(text, out var tag) ? tag.Value.ToString("X8", CultureInfo.InvariantCulture) : text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, DicomDataset dataset, DicomValueElement element)
    {
        json.WriteStartArray("Value");
        foreach (var text in dataset.GetStrings(element.Tag))
        {
            if (IsJsonNumber(text))
            {
                json.WriteRawValue(text);
            }
            else
            {
                json.WriteStringValue(text);
            }
        }

        json.WriteEndArray();
    }
}
