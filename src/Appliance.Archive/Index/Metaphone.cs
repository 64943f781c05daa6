using System.Text;

namespace Appliance.Archive;

/// <summary>
/// Metaphone (L. Philips, 1990): one code for English words that sound alike. Consonants stay, those that sound alike become one letter, vowels
/// stay only at the beginning; <c>X</c> is "sh", <c>0</c> is "th". Four additions, for names: <c>Y</c> is a consonant at the beginning only (Meyer and
/// Meier), <c>D</c> before <c>T</c> is silent (Schmidt and Schmitt), <c>H</c> after <c>K</c> is silent (Mikhail and Mikail), and <c>CH</c> before R or L at
/// the beginning is <c>K</c> (Christine and Kristine).
/// </summary>
internal static class Metaphone
{
    /// <summary>Letters of a code; what follows in a longer word is not heard.</summary>
    public const int MaxLength = 24;

    /// <summary>Appends the code of a word.</summary>
    /// <param name="word">Upper-case letters A to Z and nothing else.</param>
    /// <param name="code">Receives the code, which may be empty (a lone H).</param>
    public static void Append(ReadOnlySpan<char> word, StringBuilder code)
    {
        var end = code.Length + MaxLength;
        if (word is ['K' or 'G' or 'P', 'N', ..] or ['A', 'E', ..] or ['W', 'R', ..])
        {
            word = word[1..];
        }

        for (var at = Beginning(word, code); at < word.Length && code.Length < end; at++)
        {
            // A consonant written twice is heard once, as the second one is (MATTHEW); C has two sounds, so both are heard (ACCIDENT).
            if (word[at] == 'C' || IsVowel(word[at]) || At(word, at + 1) != word[at])
            {
                at += Letter(word, at, code);
            }
        }

        code.Length = Math.Min(code.Length, end);
    }

    /// <summary>Appends what sounds otherwise at the beginning of a word; returns where the rest begins.</summary>
    private static int Beginning(ReadOnlySpan<char> word, StringBuilder code)
    {
        switch (word)
        {
            case ['W', 'H', ..]:
                code.Append('W');
                return 2;
            case ['X', ..]:
                code.Append('S');
                return 1;
            case ['C', 'H', 'R' or 'L', ..]:
                code.Append('K');
                return 2;
            default:
                return 0;
        }
    }

    /// <summary>Appends the sound of one letter; returns how many letters after it are spoken for.</summary>
    private static int Letter(ReadOnlySpan<char> word, int at, StringBuilder code)
    {
        var before = at > 0 ? word[at - 1] : '\0';
        var next = At(word, at + 1);
        var afterNext = At(word, at + 2);
        switch (word[at])
        {
            case 'A' or 'E' or 'I' or 'O' or 'U':
                return Sound(code, at == 0 ? word[at] : '\0');
            case 'B':
                return Sound(code, before == 'M' && next == '\0' ? '\0' : 'B');
            case 'C':
                return Sound(code, OfC(before, next, afterNext));
            case 'D':
                var isJ = next == 'G' && IsFront(afterNext);
                return Sound(code, isJ ? 'J' : next == 'T' ? '\0' : 'T', taken: isJ ? 2 : 0);
            case 'G':
                return Sound(code, OfG(word, at, before, next, afterNext));
            case 'H':
                return Sound(code, IsVowel(next) && before is not ('C' or 'S' or 'P' or 'T' or 'G' or 'K') ? 'H' : '\0');
            case 'K':
                return Sound(code, before == 'C' ? '\0' : 'K');
            case 'P':
                return Sound(code, next == 'H' ? 'F' : 'P');
            case 'Q':
                return Sound(code, 'K');
            case 'S':
                return Sound(code, next == 'H' || (next == 'I' && afterNext is 'O' or 'A') ? 'X' : 'S');
            case 'T':
                return Sound(code, next == 'I' && afterNext is 'O' or 'A' ? 'X' : next == 'H' ? '0' : next == 'C' && afterNext == 'H' ? '\0' : 'T');
            case 'V':
                return Sound(code, 'F');
            case 'W':
                return Sound(code, IsVowel(next) ? 'W' : '\0');
            case 'X':
                code.Append("KS");
                return 0;
            case 'Y':
                return Sound(code, at == 0 && IsVowel(next) ? 'Y' : '\0');
            case 'Z':
                return Sound(code, 'S');
            default:
                return Sound(code, word[at]);
        }
    }

    private static char OfC(char before, char next, char afterNext)
    {
        if (before == 'S' && IsFront(next))
        {
            return '\0';
        }

        if (next == 'H')
        {
            return before == 'S' ? 'K' : 'X';
        }

        return next == 'I' && afterNext == 'A' ? 'X' : IsFront(next) ? 'S' : 'K';
    }

    private static char OfG(ReadOnlySpan<char> word, int at, char before, char next, char afterNext)
    {
        // Silent before H unless a vowel follows (KNIGHT, BAUGH), and in GN at the end (SIGN, SIGNED).
        var isSilent = (next == 'H' && !IsVowel(afterNext)) || (at > 0 && word[at..] is "GN" or "GNED");
        return isSilent ? '\0' : IsFront(next) && before != 'G' ? 'J' : 'K';
    }

    private static int Sound(StringBuilder code, char letter, int taken = 0)
    {
        if (letter != '\0')
        {
            code.Append(letter);
        }

        return taken;
    }

    private static char At(ReadOnlySpan<char> word, int at) => at < word.Length ? word[at] : '\0';

    private static bool IsVowel(char letter) => letter is 'A' or 'E' or 'I' or 'O' or 'U';

    private static bool IsFront(char letter) => letter is 'E' or 'I' or 'Y';
}
