using System.Globalization;

namespace Appliance.Dicom;

/// <summary>An age of VR AS: a count of days, weeks, months or years (PS3.5 6.2).</summary>
/// <param name="Count">How many, 0 to 999.</param>
/// <param name="Unit">D, W, M or Y.</param>
public readonly record struct DicomAge(int Count, char Unit)
{
    private const int MaxCount = 999;

    /// <summary>The age as a person reads it: <c>45 years</c>.</summary>
    public string Display
    {
        get
        {
            var unit = Unit switch { 'D' => "day", 'W' => "week", 'M' => "month", _ => "year" };
            return string.Create(CultureInfo.InvariantCulture, $"{Count} {unit}{(Count == 1 ? "" : "s")}");
        }
    }

    /// <summary>Takes a value: <c>045Y</c>; with fewer digits or a small letter it is understood too, and a bare number is in years.</summary>
    /// <param name="text">One value; padding does not matter.</param>
    /// <param name="age">The age.</param>
    /// <returns>False when the text is no age.</returns>
    public static bool TryParse(string? text, out DicomAge age)
    {
        age = default;
        var rest = text.AsSpan().Trim(" \0");
        if (rest.IsEmpty)
        {
            return false;
        }

        var unit = char.ToUpperInvariant(rest[^1]);
        var digits = unit is 'D' or 'W' or 'M' or 'Y' ? rest[..^1].TrimEnd() : rest;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > MaxCount)
        {
            return false;
        }

        age = new DicomAge(count, unit is 'D' or 'W' or 'M' ? unit : 'Y');
        return true;
    }

    /// <summary>In DICOM's form, four characters.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count:000}{Unit}");
}
