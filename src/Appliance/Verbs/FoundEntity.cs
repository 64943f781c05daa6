using System.Globalization;
using System.Text.Json;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>One answer of a peer, written out: all that it returned, asked for or not (4.2.4.3.1.3.1).</summary>
internal static class FoundEntity
{
    private const int WidestValue = 256;

    /// <summary>The members of a JSON object: the level, then a member for each attribute returned, by keyword or tag.</summary>
    public static void Write(Utf8JsonWriter json, QueryLevel level, DicomDataset found)
    {
        json.WriteString("level", QueryKeys.NameOf(level));
        foreach (var element in Told(found))
        {
            WriteMember(json, found, element.Tag);
        }
    }

    /// <summary>One member; an array where there are several values.</summary>
    public static void WriteMember(Utf8JsonWriter json, DicomDataset found, DicomTag tag)
    {
        if (found[tag] is DicomSequence sequence)
        {
            json.WriteStartArray(TitleOf(tag));
            foreach (var item in sequence.Items)
            {
                json.WriteStartObject();
                foreach (var element in item)
                {
                    WriteMember(json, item, element.Tag);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            return;
        }

        var values = found.GetStrings(tag);
        if (values.Count > 1)
        {
            json.WriteStartArray(TitleOf(tag));
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString(TitleOf(tag), values.Count == 0 ? "" : values[0]);
        }
    }

    /// <summary>A line for each attribute that has a value and is not among <paramref name="shown"/>.</summary>
    public static IEnumerable<string> FurtherLines(DicomDataset found, IReadOnlyCollection<DicomTag> shown)
    {
        var values = new ElementValueText(WidestValue);
        foreach (var element in Told(found).Where(element => !shown.Contains(element.Tag)))
        {
            var text = element switch
            {
                DicomSequence sequence => values.Of(sequence),
                DicomValueElement value => TextOf(values, found, value),
                _ => "",
            };
            if (text.Length > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{TitleOf(element.Tag)}: {text}");
            }
        }
    }

    /// <summary>The name of an attribute: its keyword, its tag where it has none.</summary>
    public static string TitleOf(DicomTag tag) => tag.Keyword is { Length: > 0 } keyword ? keyword : tag.ToString();

    private static string TextOf(ElementValueText values, DicomDataset found, DicomValueElement value) =>
        value.MeaningVR.IsString ? TerminalText.Clean(found.GetText(value.Tag) ?? "") : values.Of(found, value);

    // What is written here is decoded, and the level stands for itself.
    private static IEnumerable<DicomElement> Told(DicomDataset found) => found.Where(element =>
        !element.Tag.IsGroupLength && element.Tag != DicomTag.SpecificCharacterSet && element.Tag != DicomTag.QueryRetrieveLevel);
}
