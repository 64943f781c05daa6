using System.Globalization;

namespace Appliance.Dicom;

/// <summary>
/// The number of a data element, (gggg,eeee) in hexadecimal (PS3.5 7.1.1). Tags compare in the order in which elements stand in a data
/// set. The static members are the keywords of PS3.6 and PS3.7; those of a repeating group stand for its first group (6000 for 60xx).
/// </summary>
/// <param name="Group">The group number; odd numbers are private.</param>
/// <param name="Element">The number within the group.</param>
public readonly partial record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    /// <summary>Makes a tag of one 32-bit number.</summary>
    /// <param name="value">Group in the upper 16 bits, element in the lower.</param>
    public DicomTag(uint value)
        : this((ushort)(value >> 16), (ushort)value)
    {
    }

    /// <summary>Group in the upper 16 bits, element in the lower.</summary>
    public uint Value => ((uint)Group << 16) | Element;

    /// <summary>True for odd groups (PS3.5 7.8).</summary>
    public bool IsPrivate => (Group & 1) != 0;

    /// <summary>True for (gggg,0010) to (gggg,00FF) of an odd group, which name the owner of a private block (PS3.5 7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>True for (gggg,0000), the length of the rest of the group (PS3.5 7.2).</summary>
    public bool IsGroupLength => Element == 0;

    /// <summary>The keyword of the dictionary, such as <c>PatientName</c>; empty where it has none.</summary>
    public string Keyword => DicomDictionary.TryGet(this, out var entry) ? entry.Keyword : "";

    /// <summary>Is one tag before another in a data set?</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;

    /// <summary>Is one tag after another in a data set?</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;

    /// <summary>Is one tag before another in a data set, or the same?</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;

    /// <summary>Is one tag after another in a data set, or the same?</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;

    /// <summary>
    /// Takes a tag as people write it: <c>0010,0010</c>, <c>(0010,0010)</c>, <c>00100010</c>, or a keyword in any letter case.
    /// </summary>
    /// <param name="text">The text; spaces around it do not matter.</param>
    /// <param name="tag">The tag; the default value when the text is none.</param>
    /// <returns>True when the text is a tag or a keyword of the dictionary.</returns>
    public static bool TryParse(string? text, out DicomTag tag)
    {
        tag = default;
        var rest = text.AsSpan().Trim();
        if (rest is ['(', .., ')'])
        {
            rest = rest[1..^1].Trim();
        }

        if (rest.Length == 9 && rest[4] is ',' && TryParseHex(rest[..4], out var group) && TryParseHex(rest[5..], out var element))
        {
            tag = new DicomTag(group, element);
            return true;
        }

        if (rest.Length == 8 && TryParseHex(rest[..4], out group) && TryParseHex(rest[4..], out element))
        {
            tag = new DicomTag(group, element);
            return true;
        }

        if (DicomDictionary.TryGetTag(rest, out tag))
        {
            return true;
        }

        return false;
    }

    /// <summary>Takes a tag as people write it; see <see cref="TryParse"/>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="FormatException">The text is neither a tag nor a keyword; the message says what is understood.</exception>
    public static DicomTag Parse(string text) => TryParse(text, out var tag) ? tag : throw new FormatException(
        $"'{text}' is no DICOM tag: write it as 0010,0010 or (0010,0010) or 00100010, or as a keyword such as PatientName");

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>The tag in the form of the standard, <c>(0010,0010)</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");

    private static bool TryParseHex(ReadOnlySpan<char> digits, out ushort number) =>
        ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
