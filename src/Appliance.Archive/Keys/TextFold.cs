using System.Text;

namespace Appliance.Archive;

/// <summary>
/// Brings names to one form, so that they match whatever their case, accents and widths are (PS3.4 C.2.2.2.1 leaves this to the
/// implementation for the VR PN): upper case, Latin letters without diacritics, full-width letters and digits narrow, half-width katakana
/// wide, runs of spaces single, no spaces around components, no empty components at the end.
/// </summary>
internal static class TextFold
{
    private const string Latin1 = "AAAAAAÆCEEEEIIIIÐNOOOOO×OUUUUYÞß";

    private const string LatinExtended =
        "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSSSSSSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";

    private const string WideKatakana = "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

    /// <summary>The folded form of a whole name or of one component group.</summary>
    public static string Name(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            Append(folded, char.ToUpperInvariant(c));
        }

        TrimEnd(folded, trimComponents: true);
        return folded.ToString();
    }

    private static void Append(StringBuilder folded, char c)
    {
        switch (c)
        {
            case ' ' or '\u3000' or '\u00A0':
                // A space counts only between two letters of one component.
                if (folded.Length > 0 && folded[^1] is not (' ' or '^' or '='))
                {
                    folded.Append(' ');
                }

                break;
            case '^' or '=':
                TrimEnd(folded, trimComponents: c == '=');
                folded.Append(c);
                break;
            case 'ß':
                folded.Append("SS");
                break;
            case 'Æ':
                folded.Append("AE");
                break;
            case 'Œ':
                folded.Append("OE");
                break;
            case >= '\u00C0' and <= '\u00DF':
                folded.Append(Latin1[c - '\u00C0']);
                break;
            case >= '\u0100' and <= '\u017F':
                folded.Append(LatinExtended[c - '\u0100']);
                break;
            case >= '\uFF01' and <= '\uFF5E':
                Append(folded, char.ToUpperInvariant((char)(c - '\uFF01' + '!')));
                break;
            case >= '\uFF66' and <= '\uFF9D':
                folded.Append(WideKatakana[c - '\uFF66']);
                break;
            case '\uFF9E' or '\u3099':
                Voice(folded, 1);
                break;
            case '\uFF9F' or '\u309A':
                Voice(folded, 2);
                break;
            default:
                folded.Append(c);
                break;
        }
    }

    /// <summary>Joins a voicing mark with the kana before it: one step up in the code table for dakuten, two for handakuten.</summary>
    private static void Voice(StringBuilder folded, int step)
    {
        if (folded.Length == 0)
        {
            return;
        }

        var kana = folded[^1];
        var takesBoth = kana is (>= 'ハ' and <= 'ホ') or (>= 'は' and <= 'ほ');
        var takesDakuten = kana is (>= 'カ' and <= 'ト') or (>= 'か' and <= 'と');
        if (takesBoth || (takesDakuten && step == 1))
        {
            folded[^1] = (char)(kana + step);
        }
        else if (kana == 'ウ' && step == 1)
        {
            folded[^1] = 'ヴ';
        }
    }

    private static void TrimEnd(StringBuilder folded, bool trimComponents)
    {
        while (folded.Length > 0 && (folded[^1] == ' ' || (trimComponents && folded[^1] == '^')))
        {
            folded.Length--;
        }
    }
}
