namespace Appliance.Archive;

/// <summary>A text with wildcards: <c>*</c> for any characters or none, <c>?</c> for exactly one (PS3.4 C.2.2.2.4).</summary>
internal sealed class WildcardPattern
{
    private readonly string _pattern;

    public WildcardPattern(string pattern)
    {
        _pattern = pattern;
        var wild = pattern.AsSpan().IndexOfAny('*', '?');
        Prefix = wild < 0 ? pattern : pattern[..wild];
        IsLiteral = wild < 0;
        IsPrefix = wild >= 0 && pattern.AsSpan(wild).Trim('*').IsEmpty;
        IsUniversal = pattern.AsSpan().TrimStart('*').IsEmpty;
    }

    /// <summary>What every matching text begins with.</summary>
    public string Prefix { get; }

    /// <summary>Whether only one text matches.</summary>
    public bool IsLiteral { get; }

    /// <summary>Whether all texts match that begin with <see cref="Prefix"/>.</summary>
    public bool IsPrefix { get; }

    /// <summary>Whether all texts match, the empty one included.</summary>
    public bool IsUniversal { get; }

    /// <summary>Whether a text matches as a whole.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        if (IsLiteral)
        {
            return text.SequenceEqual(_pattern);
        }

        // The last star is the only one that ever has to be tried again, so the work is bounded by the product of the lengths.
        var at = 0;
        var star = -1;
        var resume = 0;
        var i = 0;
        while (i < text.Length)
        {
            if (at < _pattern.Length && _pattern[at] == '*')
            {
                star = at++;
                resume = i;
            }
            else if (at < _pattern.Length && (_pattern[at] == '?' || _pattern[at] == text[i]))
            {
                at++;
                i++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                i = ++resume;
            }
            else
            {
                return false;
            }
        }

        return _pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }
}
