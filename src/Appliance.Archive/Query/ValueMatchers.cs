using System.Globalization;

namespace Appliance.Archive;

/// <summary>Text as it is: equal, or by wildcards.</summary>
internal sealed class TextMatcher(QueryKey key, IReadOnlyList<WildcardPattern> patterns) : ValueMatcher(key)
{
    public override IReadOnlyList<IndexStretch>? Stretches => Key.Indexed ? IndexStretches.OfPatterns(Key.Tag.Value, patterns) : null;

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

/// <summary>
/// Person names: folded, so without regard to case, accents and widths. A query of one component group may match any of the three of the
/// name, so that a name is found as it is written and as it is spoken; a query of more groups is matched group by group.
/// </summary>
internal sealed class NameMatcher : ValueMatcher
{
    private readonly List<WildcardPattern?[]> _names;

    public NameMatcher(QueryKey key, IEnumerable<string> values)
        : base(key) => _names = [.. values.Select(GroupsOf)];

    public override IReadOnlyList<IndexStretch>? Stretches => Key.Indexed
        ? IndexStretches.OfNames(Key.Tag.Value, [.. _names.Select(groups => groups.OfType<WildcardPattern>().MaxBy(group => group.Prefix.Length)!)])
        : null;

    /// <summary>Whether a query value says anything.</summary>
    public static bool IsCondition(string value) => GroupsOf(value).Any(group => group is not null);

    protected override bool MatchesValue(ReadOnlySpan<char> value)
    {
        var groups = value.ToString().Split('=').Select(TextFold.Name).ToArray();
        foreach (var name in _names)
        {
            if (name.Length == 1 ? groups.Any(group => group.Length > 0 && MatchesGroup(name[0]!, group)) : MatchesEach(name, groups))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesEach(WildcardPattern?[] name, string[] groups)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is { } pattern && (i >= groups.Length || !MatchesGroup(pattern, groups[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Empty components at the end are not significant, so DOE^* means DOE too.</summary>
    private static bool MatchesGroup(WildcardPattern pattern, string group) => pattern.Matches(group) || (!pattern.IsLiteral && pattern.Matches(group + "^"));

    /// <summary>The patterns of a query value's groups; null for a group that matches everything.</summary>
    private static WildcardPattern?[] GroupsOf(string value) =>
        [.. value.Split('=').Select(group => new WildcardPattern(TextFold.Name(group))).Select(pattern => pattern.IsUniversal ? null : pattern)];
}
