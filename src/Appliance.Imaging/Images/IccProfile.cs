using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// What an ICC Profile (0028,2000) says of itself (PS3.3 C.11.15; ICC.1:2022 7.2, 9.2.41): read so that it can be told. Colours are shown as they are stored;
/// the profile is not applied.
/// </summary>
/// <param name="Description">The profile's name, as in <c>sRGB IEC61966-2.1</c>; null when it has none that can be read.</param>
/// <param name="ColorSpace">The colour space of the values, as in <c>RGB</c> or <c>GRAY</c>.</param>
/// <param name="Class">What it is a profile of: input device, display, output device, colour space, or the four letters it gives.</param>
/// <param name="Version">Version of the specification it follows, as in <c>2.1</c>.</param>
public sealed record IccProfile(string? Description, string ColorSpace, string Class, string Version)
{
    private const int HeaderLength = 128;
    private const int TagEntry = 12;
    private const int MostTags = 256;
    private const int MostRead = 1 << 20;
    private const int LongestName = 80;
    private const uint Acsp = 0x61637370;
    private const uint DescriptionTag = 0x64657363;
    private const uint MultiLocalized = 0x6D6C7563;

    /// <summary>The profile of an object: its own, else that of its first optical path (0048,0105); null when there is none, or it cannot be one.</summary>
    /// <param name="dataset">Any data set.</param>
    /// <param name="fault">Why it cannot be one; null when there is none or it can be read.</param>
    public static IccProfile? Of(DicomDataset dataset, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        fault = null;
        var element = Element(dataset) ?? dataset.GetItems(DicomTag.OpticalPathSequence).Select(Element).FirstOrDefault(found => found is not null);
        return element is null ? null : Read(element, out fault);
    }

    /// <summary>Reads the header and the description of a profile, at most a MiB of it.</summary>
    /// <param name="element">The value.</param>
    /// <param name="fault">Why it cannot be one; null when it can be read.</param>
    public static IccProfile? Read(DicomValueElement element, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(element);
        var bytes = new byte[Math.Min(element.Length, MostRead)];
        return Parse(bytes.AsSpan(0, element.Read(0, bytes)), out fault);
    }

    /// <summary>Reads the header and the description of a profile.</summary>
    /// <param name="profile">The profile, or its beginning.</param>
    /// <param name="fault">Why it cannot be one; null when it can be read.</param>
    public static IccProfile? Parse(ReadOnlySpan<byte> profile, out string? fault)
    {
        fault = profile.Length < HeaderLength ? $"{profile.Length} bytes are no profile: its header alone has {HeaderLength}"
            : BinaryPrimitives.ReadUInt32BigEndian(profile[36..]) != Acsp ? "it does not bear the signature 'acsp' of a profile"
            : null;
        return fault is not null ? null : new IccProfile(
            DescriptionIn(profile),
            Letters(profile.Slice(16, 4)),
            Letters(profile.Slice(12, 4)) switch
            {
                "scnr" => "input device",
                "mntr" => "display",
                "prtr" => "output device",
                "spac" => "colour space",
                var other => other,
            },
            string.Create(CultureInfo.InvariantCulture, $"{profile[8]}.{profile[9] >> 4}"));
    }

    /// <summary>Name and colour space in a few words, as in <c>sRGB IEC61966-2.1 (RGB)</c>.</summary>
    public override string ToString() => Description is null ? $"unnamed profile ({ColorSpace})" : $"{Description} ({ColorSpace})";

    private static DicomValueElement? Element(DicomDataset dataset) => dataset[DicomTag.ICCProfile] is DicomValueElement { Length: > 0 } element ? element : null;

    private static string? DescriptionIn(ReadOnlySpan<byte> profile)
    {
        var table = profile[HeaderLength..];
        var count = table.Length < sizeof(uint) ? 0 : Math.Min(BinaryPrimitives.ReadUInt32BigEndian(table), MostTags);
        for (var i = 0; i < count && table.Length >= sizeof(uint) + ((i + 1) * TagEntry); i++)
        {
            var entry = table.Slice(sizeof(uint) + (i * TagEntry), TagEntry);
            if (BinaryPrimitives.ReadUInt32BigEndian(entry) == DescriptionTag)
            {
                return Piece(profile, BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..])) is { Length: >= 12 } text
                    ? Cleaned(BinaryPrimitives.ReadUInt32BigEndian(text) == MultiLocalized ? Localized(text) : Plain(text))
                    : null;
            }
        }

        return null;
    }

    // Of version 2: a count of ASCII letters, the last of them 0, and the letters.
    private static string? Plain(ReadOnlySpan<byte> text) =>
        BinaryPrimitives.ReadUInt32BigEndian(text) == DescriptionTag
            ? Encoding.Latin1.GetString(Piece(text, 12, BinaryPrimitives.ReadUInt32BigEndian(text[8..])))
            : null;

    // Of version 4: records of language, country, length and offset; the first is as good as any.
    private static string? Localized(ReadOnlySpan<byte> text) =>
        text.Length >= 28 && BinaryPrimitives.ReadUInt32BigEndian(text[8..]) > 0
            ? Encoding.BigEndianUnicode.GetString(Piece(text, BinaryPrimitives.ReadUInt32BigEndian(text[24..]), BinaryPrimitives.ReadUInt32BigEndian(text[20..])))
            : null;

    // As much as is there; lengths and offsets are the file's own and may be anything.
    private static ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> of, uint offset, uint length) =>
        offset >= of.Length ? default : of[(int)offset..][..(int)Math.Min(length, of.Length - offset)];

    private static string? Cleaned(string? text)
    {
        var end = text?.IndexOf('\0') ?? -1;
        var clean = new string([.. (end < 0 ? text ?? "" : text![..end]).Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter)).Take(LongestName)]).Trim();
        return clean.Length == 0 ? null : clean;
    }

    private static string Letters(ReadOnlySpan<byte> signature) => Cleaned(Encoding.Latin1.GetString(signature)) ?? "?";
}
