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
        if (value.Length > RowWriter.MaxFieldLength * 4L)
        {
            return "";
        }

        return Trim(value.VR.IsString
            ? dataset.GetText(tag) ?? ""
            : string.Join('\\', dataset.GetStrings(tag)));
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
