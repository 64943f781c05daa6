namespace Appliance.Dicom;

/// <summary>Dates, times and ages as a person writes them.</summary>
public static class DicomMomentText
{
    private const int DateLength = 8;

    /// <summary>
    /// One value of VR DA, TM, DT or AS for reading: <c>2020-01-31</c>, <c>10:15:30.5</c>, <c>2020-01-31 10:15:30 +0100</c>, <c>45 years</c>. The offset from
    /// UTC is told as it was written; nothing is converted.
    /// </summary>
    /// <param name="text">The value.</param>
    /// <param name="vr">Its representation.</param>
    /// <returns>Null for other representations, for several values, and for what is no such moment.</returns>
    public static string? Describe(string? text, DicomVR vr) => vr.Code switch
    {
        "DA" => Date(text),
        "TM" => Time(text),
        "DT" => Moment(text),
        "AS" => DicomAge.TryParse(text, out var age) ? age.Display : null,
        _ => null,
    };

    private static string? Date(string? text) => DicomDateRange.TryParse(text, out var day) && day.IsSingle ? day.Display : null;

    private static string? Time(string? text) => DicomTimeRange.TryParse(text, out var time) && time.IsSingle ? time.Display : null;

    private static string? Moment(string? text)
    {
        var trimmed = (text ?? "").Trim(' ', '\0');
        var sign = trimmed.LastIndexOfAny(['+', '-']);
        var digits = sign < 0 ? trimmed : trimmed[..sign];
        var offset = sign < 0 ? "" : " " + trimmed[sign..];
        return digits.Length < DateLength || Date(digits[..DateLength]) is not { } day ? null
            : digits.Length == DateLength ? day + offset
            : Time(digits[DateLength..]) is { } time ? $"{day} {time}{offset}" : null;
    }
}
