using System.Text;

namespace Appliance.Dicom;

/// <summary>Values as text (PS3.5 6.2). Tolerant: what a value is not, it does not become, and nothing here throws on its content.</summary>
internal static class ValueDecoder
{
    /// <summary>All values, decoded and without padding; numbers are written out.</summary>
    public static IReadOnlyList<string> Strings(DicomValueElement element, DicomCharacterSet characterSet)
    {
        if (element.PendingText is { } pending)
        {
            return pending;
        }

        var vr = element.MeaningVR;
        if (!vr.IsString)
        {
            return NumberDecoder.Texts(element, vr);
        }

        if (element.Length == 0)
        {
            return [];
        }

        if (IsSingle(vr))
        {
            return [Decode(element, vr, characterSet).TrimEnd(' ', '\0')];
        }

        // A byte shown escaped has a backslash that parts no values: the character set knows.
        var values = vr.IsText ? characterSet.DecodeValues(element.Value.Span, vr) : Decode(element, vr, characterSet).Split('\\');
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Trim(values[i], vr);
        }

        return values;
    }

    /// <summary>The value as one text, backslashes kept; null when empty or no text.</summary>
    public static string? Text(DicomValueElement element, DicomCharacterSet characterSet)
    {
        if (element.PendingText is { } pending)
        {
            return pending.Length == 0 ? null : string.Join('\\', pending);
        }

        var vr = element.MeaningVR;
        if (!vr.IsString)
        {
            var texts = NumberDecoder.Texts(element, vr);
            return texts.Count == 0 ? null : string.Join('\\', texts);
        }

        return element.Length == 0 ? null : Decode(element, vr, characterSet).TrimEnd(' ', '\0');
    }

    /// <summary>One text whose backslashes are letters like others.</summary>
    public static bool IsSingle(DicomVR vr) => vr == DicomVR.LT || vr == DicomVR.ST || vr == DicomVR.UT || vr == DicomVR.UR;

    private static string Decode(DicomValueElement element, DicomVR vr, DicomCharacterSet characterSet)
    {
        var bytes = element.Value.Span;
        // Outside of the text VRs only the default repertoire is allowed; Latin-1 keeps any other byte visible.
        return vr.IsText ? characterSet.Decode(bytes, vr) : Encoding.Latin1.GetString(bytes);
    }

    private static string Trim(string text, DicomVR vr) => vr == DicomVR.UI ? text.Trim(' ', '\0') : text.Trim(' ').TrimEnd('\0', ' ');
}
