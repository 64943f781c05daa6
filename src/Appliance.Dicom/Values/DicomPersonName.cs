namespace Appliance.Dicom;

/// <summary>
/// A person name: three component groups parted by <c>=</c>, the same name in letters, in ideographs and as it sounds (PS3.5 6.2.1.2).
/// </summary>
/// <param name="Alphabetic">The first group, components parted by <c>^</c>.</param>
/// <param name="Ideographic">The second group; empty when there is none.</param>
/// <param name="Phonetic">The third group; empty when there is none. What stands after a third <c>=</c> stays here, so that nothing is lost.</param>
public readonly record struct DicomPersonName(string Alphabetic, string Ideographic, string Phonetic)
{
    private const int Groups = 3;

    /// <summary>Family name of the first group that has text.</summary>
    public string FamilyName => Leading.FamilyName;

    /// <summary>Given name of the first group that has text.</summary>
    public string GivenName => Leading.GivenName;

    /// <summary>Middle name of the first group that has text.</summary>
    public string MiddleName => Leading.MiddleName;

    /// <summary>Prefix of the first group that has text.</summary>
    public string Prefix => Leading.Prefix;

    /// <summary>Suffix of the first group that has text.</summary>
    public string Suffix => Leading.Suffix;

    /// <summary>The first group in components.</summary>
    public DicomPersonNameGroup AlphabeticGroup => DicomPersonNameGroup.Parse(Alphabetic);

    /// <summary>The second group in components.</summary>
    public DicomPersonNameGroup IdeographicGroup => DicomPersonNameGroup.Parse(Ideographic);

    /// <summary>The third group in components.</summary>
    public DicomPersonNameGroup PhoneticGroup => DicomPersonNameGroup.Parse(Phonetic);

    /// <summary>True when no group has text.</summary>
    public bool IsEmpty => AlphabeticGroup.IsEmpty && IdeographicGroup.IsEmpty && PhoneticGroup.IsEmpty;

    /// <summary>
    /// The name as a person reads it: <c>Yamada, Tarou (山田 太郎)</c>. Ideographs follow in brackets when they are there, the phonetic group
    /// only when it is all there is.
    /// </summary>
    public string Display
    {
        get
        {
            var letters = AlphabeticGroup.Display;
            var ideographs = IdeographicGroup.DisplayWithoutCommas;
            return letters.Length > 0 && ideographs.Length > 0 ? $"{letters} ({ideographs})"
                : letters.Length > 0 ? letters
                : ideographs.Length > 0 ? ideographs
                : PhoneticGroup.DisplayWithoutCommas;
        }
    }

    private DicomPersonNameGroup Leading
    {
        get
        {
            var group = AlphabeticGroup;
            group = group.IsEmpty ? IdeographicGroup : group;
            return group.IsEmpty ? PhoneticGroup : group;
        }
    }

    /// <summary>Takes the text of one value.</summary>
    /// <param name="text">Groups parted by <c>=</c>.</param>
    /// <returns>The name; never fails, and no group is null.</returns>
    public static DicomPersonName Parse(string? text)
    {
        var parts = (text ?? "").Trim(' ', '\0').Split('=', Groups);
        return new DicomPersonName(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    /// <summary>The name in DICOM's form, without empty groups at its end.</summary>
    public override string ToString() => string.Join('=', Alphabetic, Ideographic, Phonetic).TrimEnd('=');
}
