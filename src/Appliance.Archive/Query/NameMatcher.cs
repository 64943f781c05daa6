namespace Appliance.Archive;

/// <summary>
/// Person names: folded, so without regard to case, accents and widths. A query of one component group may match any of the three of the
/// name, so that a name is found as it is written and as it is spoken; a query of more groups is matched group by group. A group without
/// wildcards is matched by its sound too, and with family and given name swapped, if the request asks for that.
/// </summary>
internal sealed class NameMatcher : ValueMatcher
{
    private readonly List<Group?[]> _names;
    private readonly bool _hasSounds;

    public NameMatcher(QueryKey key, IEnumerable<string> values, bool bySound)
        : base(key)
    {
        _names = [.. values.Select(value => GroupsOf(value, bySound))];
        _hasSounds = _names.Exists(name => Array.Exists(name, group => group?.Sounds.Count > 0));
    }

    public override IReadOnlyList<IndexStretch>? Stretches
    {
        get
        {
            if (!Key.Indexed)
            {
                return null;
            }

            // All groups of a name have to match, so the one that says most leads to it.
            var groups = _names.ConvertAll(name => name.OfType<Group>().MaxBy(group => group.Pattern.Prefix.Length)!);
            return IndexStretches.OfNames(Key.Tag.Value, groups.ConvertAll(group => group.Pattern)) is { } written
                ? [.. written, .. groups.SelectMany(group => IndexStretches.OfSounds(Key.Tag.Value, group.Sounds))]
                : null;
        }
    }

    /// <summary>Terms are single groups, so a name of several groups has to be looked at; and DOE^* leads to all that begins with DOE.</summary>
    public override bool IsMetByIndex => _names.TrueForAll(name => name is [{ ShortPattern: null } group] && IsMet(group));

    /// <summary>Whether a query value says anything.</summary>
    public static bool IsCondition(string value) => Array.Exists(GroupsOf(value, bySound: false), group => group is not null);

    protected override bool MatchesValue(ReadOnlySpan<char> value)
    {
        var groups = Array.ConvertAll(value.ToString().Split('='), TextFold.Name);
        var sounds = _hasSounds ? Array.ConvertAll(groups, NameSound.Of) : groups;
        foreach (var name in _names)
        {
            if (name.Length == 1 ? MatchesAny(name[0]!.Value, groups, sounds) : MatchesEach(name, groups, sounds))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMet(Group group) =>
        IndexStretches.IsMet(group.Pattern)
        && !group.Pattern.Prefix.EndsWith('^')
        && group.Sounds.All(sound => sound.Length < KeyWriter.MaxTextLength);

    private static bool MatchesAny(Group wanted, string[] groups, string[] sounds)
    {
        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Length > 0 && wanted.Matches(groups[i], sounds[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool MatchesEach(Group?[] name, string[] groups, string[] sounds)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] is { } wanted && (i >= groups.Length || !wanted.Matches(groups[i], sounds[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The groups of a query value; null for one that matches everything.</summary>
    private static Group?[] GroupsOf(string value, bool bySound) =>
        Array.ConvertAll<string, Group?>(value.Split('='), text =>
        {
            var folded = TextFold.Name(text);
            var pattern = new WildcardPattern(folded);
            return pattern.IsUniversal ? null : new Group(pattern, WithoutEnd(folded), bySound && pattern.IsLiteral ? NameSound.Sought(folded) : []);
        });

    /// <summary>
    /// Empty components at the end are not significant, so DOE^* means DOE too: the pattern without components at its end that stand for anything; null
    /// where it has none.
    /// </summary>
    private static WildcardPattern? WithoutEnd(string pattern)
    {
        var end = pattern.Length;
        while (pattern.AsSpan(0, end).LastIndexOf('^') is >= 0 and var at && pattern.AsSpan(at + 1, end - at - 1).Trim('*').IsEmpty)
        {
            end = at;
        }

        return end < pattern.Length ? new WildcardPattern(pattern[..end]) : null;
    }

    /// <summary>One group of a query: what it looks like, and how it may sound.</summary>
    private readonly record struct Group(WildcardPattern Pattern, WildcardPattern? ShortPattern, IReadOnlyList<string> Sounds)
    {
        public bool Matches(string group, string sound) =>
            Pattern.Matches(group) || ShortPattern?.Matches(group) == true || (Sounds.Count > 0 && Sounds.Contains(sound));
    }
}
