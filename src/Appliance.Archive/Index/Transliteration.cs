namespace Appliance.Archive;

/// <summary>
/// Cyrillic and Greek capitals as Latin ones, roughly as passports have them: enough to tell how a name sounds. What is lost (soft and hard signs,
/// accents) is not heard.
/// </summary>
internal static class Transliteration
{
    private const char CyrillicFirst = '\u0410';
    private const char CyrillicLast = '\u042F';
    private const char GreekFirst = '\u0391';
    private const char GreekLast = '\u03A9';

    // From U+0410 to U+042F in their order, space by space.
    private const string Cyrillic = "A B V G D E ZH Z I I K L M N O P R S T U F KH TS CH SH SHCH - Y - E YU YA";

    // From U+0391 to U+03A9 in their order; U+03A2 is no letter.
    private const string Greek = "A V G D E Z I TH I K L M N X O P R - S T Y F CH PS O";

    private static readonly string[] CyrillicLetters = Cyrillic.Split(' ');
    private static readonly string[] GreekLetters = Greek.Split(' ');

    /// <summary>The Latin letters for a capital; empty for one that is not heard, null for what is neither Cyrillic nor Greek.</summary>
    public static string? Of(char letter) => letter switch
    {
        >= CyrillicFirst and <= CyrillicLast => Heard(CyrillicLetters[letter - CyrillicFirst]),
        >= GreekFirst and <= GreekLast => Heard(GreekLetters[letter - GreekFirst]),
        'Ё' => "E",
        'Є' => "YE",
        'І' => "I",
        'Ї' => "YI",
        'Ґ' or 'Ѓ' => "G",
        'Ў' => "U",
        'Ђ' => "DJ",
        'Ј' => "J",
        'Љ' => "L",
        'Њ' => "N",
        'Ћ' => "C",
        'Џ' => "DZH",
        'Ѕ' => "DZ",
        'Ќ' => "K",
        'Ά' => "A",
        'Έ' => "E",
        'Ή' or 'Ί' or 'Ϊ' => "I",
        'Ό' or 'Ώ' => "O",
        'Ύ' or 'Ϋ' => "Y",
        _ => null,
    };

    private static string Heard(string letters) => letters == "-" ? "" : letters;
}
