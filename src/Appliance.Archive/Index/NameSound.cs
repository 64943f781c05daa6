using System.Text;

namespace Appliance.Archive;

/// <summary>
/// How a name sounds: the family and the given name of one component group, and nothing else of it (note 2 of the conformance statement's table
/// 4.2.6.4.1.3.1.1-1). Letters of Latin, Cyrillic and Greek script give a <see cref="Metaphone"/> code; a component of another script, or with
/// digits in it, stays as it is written, so that it is found with family and given name swapped too.
/// </summary>
internal static class NameSound
{
    /// <summary>What a term of a sound begins with: no component group has this character, so no term of a spelling begins with it.</summary>
    public const char Mark = '=';

    /// <summary>The term of a group; empty when it has neither family nor given name.</summary>
    /// <param name="group">A component group, folded (<see cref="TextFold"/>).</param>
    public static string Of(string group)
    {
        var (family, given) = Split(group);
        return family.Length + given.Length == 0 ? "" : Term(OfComponent(family), OfComponent(given));
    }

    /// <summary>The terms under which a query for a group finds names: as they stand, and with family and given name swapped.</summary>
    public static IReadOnlyList<string> Sought(string group)
    {
        var (family, given) = Split(group);
        if (family.Length + given.Length == 0)
        {
            return [];
        }

        var (familySound, givenSound) = (OfComponent(family), OfComponent(given));
        return familySound == givenSound ? [Term(familySound, givenSound)] : [Term(familySound, givenSound), Term(givenSound, familySound)];
    }

    private static string Term(string family, string given) => $"{Mark}{family}^{given}";

    private static (string Family, string Given) Split(string group)
    {
        var components = group.Split('^', 3);
        return (components[0], components.Length > 1 ? components[1] : "");
    }

    private static string OfComponent(string component)
    {
        var code = new StringBuilder();
        var word = new StringBuilder(component.Length);
        foreach (var letter in component)
        {
            switch (letter)
            {
                case >= 'A' and <= 'Z':
                    word.Append(letter);
                    break;
                case '\'' or '\u2019' or '\u02BC':
                    // O'Brien is one word.
                    break;
                case ' ' or '-' or '.' or ',':
                    Flush(word, code);
                    break;
                default:
                    if (Transliteration.Of(letter) is not { } latin)
                    {
                        return component;
                    }

                    word.Append(latin);
                    break;
            }
        }

        Flush(word, code);
        return code.Length > 0 ? code.ToString() : component;
    }

    private static void Flush(StringBuilder word, StringBuilder code)
    {
        Metaphone.Append(word.ToString(), code);
        word.Clear();
    }
}
