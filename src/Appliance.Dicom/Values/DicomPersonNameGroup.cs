namespace Appliance.Dicom;

/// <summary>One component group of a person name: five components parted by <c>^</c> (PS3.5 6.2.1.1). Any may be empty, none is null.</summary>
/// <param name="FamilyName">Family name complex, "Morrison-Jones".</param>
/// <param name="GivenName">Given name complex, "Susan".</param>
/// <param name="MiddleName">Middle name.</param>
/// <param name="Prefix">Prefix, "Rev.".</param>
/// <param name="Suffix">Suffix, "Ph.D., Chief Executive Officer". What stands after a fifth <c>^</c> stays here, so that nothing is lost.</param>
public readonly record struct DicomPersonNameGroup(string FamilyName, string GivenName, string MiddleName, string Prefix, string Suffix)
{
    private const int Components = 5;

    /// <summary>True when no component has text.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(FamilyName) && string.IsNullOrEmpty(GivenName) && string.IsNullOrEmpty(MiddleName)
        && string.IsNullOrEmpty(Prefix) && string.IsNullOrEmpty(Suffix);

    /// <summary>The name as a person reads it: <c>Adams, Rev. John Robert Quincy, B.A.</c>; a family name alone as it stands.</summary>
    public string Display
    {
        get
        {
            var given = Join(' ', Prefix, GivenName, MiddleName);
            return Join(", ", FamilyName, given, Suffix);
        }
    }

    /// <summary>The name in the order family, given, middle with spaces, as ideographic names are read.</summary>
    public string DisplayWithoutCommas => Join(' ', Prefix, FamilyName, GivenName, MiddleName, Suffix);

    /// <summary>Takes the text of one component group.</summary>
    /// <param name="text">Components parted by <c>^</c>; spaces around each are not significant.</param>
    /// <returns>The group; never fails.</returns>
    public static DicomPersonNameGroup Parse(string? text)
    {
        var parts = (text ?? "").Split('^', Components);
        return new DicomPersonNameGroup(Part(0), Part(1), Part(2), Part(3), Part(4));

        string Part(int index) => index < parts.Length ? parts[index].Trim(' ', '\0') : "";
    }

    /// <summary>The group in DICOM's form, without empty components at its end.</summary>
    public override string ToString() => string.Join('^', FamilyName, GivenName, MiddleName, Prefix, Suffix).TrimEnd('^');

    private static string Join(char between, params ReadOnlySpan<string> parts) => Join(between.ToString(), parts);

    private static string Join(string between, params ReadOnlySpan<string> parts)
    {
        var joined = "";
        foreach (var part in parts)
        {
            if (!string.IsNullOrEmpty(part))
            {
                joined = joined.Length == 0 ? part : joined + between + part;
            }
        }

        return joined;
    }
}
