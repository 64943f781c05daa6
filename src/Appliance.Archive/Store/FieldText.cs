using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>The text of an attribute as rows keep it: decoded, values joined by backslashes, padding gone.</summary>
internal static class FieldText
{
    /// <summary>The text of an element of a data set; empty when it is absent, empty or has no text.</summary>
    public static string Of(DicomDataset dataset, DicomTag tag)
    {
        if (!dataset.TryGet(tag, out var element) || element is not DicomValueElement { Length: > 0 } value)
        {
            return "";
        }

        // Values of any length come from outside; a row keeps the front of an overlong one, and none of a hostile one.
        return value.Length > RowWriter.MaxFieldLength * 4L ? "" : Of(dataset, value);
    }

    /// <summary>
    /// The text of a key of a request: the whole of it, as a list of UIDs may be long, and a value left out would match everything. Requests are
    /// held against a limit as they arrive.
    /// </summary>
    public static string OfKey(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGet(tag, out var element) && element is DicomValueElement { Length: > 0 } value ? Of(dataset, value) : "";

    private static string Of(DicomDataset dataset, DicomValueElement value)
    {
        var text = value.VR.IsString ? dataset.GetText(value.Tag) ?? "" : string.Join('\\', dataset.GetStrings(value.Tag));
        return value.VR.IsSingleText ? text.Trim(' ', '\0') : Trim(text);
    }

    /// <summary>Takes spaces and NULs off both ends of every value.</summary>
    public static string Trim(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text.Trim(' ', '\0');
        }

        return string.Join('\\', text.Split('\\').Select(value => value.Trim(' ', '\0'))).TrimEnd('\\');
    }
}
