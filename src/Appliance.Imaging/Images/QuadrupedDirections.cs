namespace Appliance.Imaging;

/// <summary>The terms in which Patient Orientation tells directions in an animal on four legs (PS3.3 C.7.6.1.1.1): one or two letters each, several in a row.</summary>
internal static class QuadrupedDirections
{
    // Palmar and plantar face dorsal on a foot, rostral faces caudal on a head.
    private static readonly (string Term, string Opposite)[] Terms =
    [
        ("LE", "RT"), ("RT", "LE"), ("CR", "CD"), ("CD", "CR"), ("PR", "DI"), ("DI", "PR"), ("PA", "D"), ("PL", "D"),
        ("D", "V"), ("V", "D"), ("M", "L"), ("L", "M"), ("R", "CD"),
    ];

    /// <summary>The opposite direction; empty when a term is not one of them, for a wrong letter is worse than none.</summary>
    public static string Opposite(string terms)
    {
        var opposite = "";
        for (var rest = terms.AsSpan(); !rest.IsEmpty;)
        {
            var found = Find(rest);
            if (found.Term is null)
            {
                return "";
            }

            opposite += found.Opposite;
            rest = rest[found.Term.Length..];
        }

        return opposite;
    }

    // Terms of two letters come first: none of them begins a pair of single ones that the standard uses.
    private static (string Term, string Opposite) Find(ReadOnlySpan<char> rest)
    {
        foreach (var entry in Terms)
        {
            if (rest.StartsWith(entry.Term))
            {
                return entry;
            }
        }

        return default;
    }
}
