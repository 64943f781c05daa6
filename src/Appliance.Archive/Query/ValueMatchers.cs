using System.Globalization;

namespace Appliance.Archive;

/// <summary>Text as it is: equal, or by wildcards.</summary>
internal sealed class TextMatcher(QueryKey key, IReadOnlyList<WildcardPattern> patterns) : ValueMatcher(key)
{
    public override IReadOnlyList<IndexStretch>? Stretches => Key.Indexed ? IndexStretches.OfPatterns(Key.Tag.Value, patterns) : null;

    public override bool IsMetByIndex => patterns.All(IndexStretches.IsMet);

    protected override bool MatchesValue(ReadOnlySpan<char> value)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Numbers: equal as numbers, so that 1, 01 and 1.0 are one; or by wildcards over the text.</summary>
internal sealed class NumberMatcher(QueryKey key, IReadOnlyList<WildcardPattern> patterns) : ValueMatcher(key)
{
    private readonly List<double> _numbers = [.. patterns.Where(pattern => pattern.IsLiteral).Select(pattern => Parse(pattern.Prefix)).OfType<double>()];

    protected override bool MatchesValue(ReadOnlySpan<char> value)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Matches(value))
            {
                return true;
            }
        }

        return _numbers.Count > 0 && Parse(value) is { } number && _numbers.Contains(number);
    }

    private static double? Parse(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Unique identifiers: one of a list (PS3.4 C.2.2.2.2).</summary>
internal sealed class UidMatcher(QueryKey key, IReadOnlyList<string> uids) : ValueMatcher(key)
{
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _set =
        uids.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The identifiers, each once, in the order asked.</summary>
    public IReadOnlyList<string> Uids { get; } = [.. uids.Distinct()];

    protected override bool MatchesValue(ReadOnlySpan<char> value) => _set.Contains(value);
}
