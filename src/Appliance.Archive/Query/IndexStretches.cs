namespace Appliance.Archive;

/// <summary>Makes stretches of the index out of patterns.</summary>
internal static class IndexStretches
{
    /// <summary>The stretches that hold all texts matching one of the patterns; null when one of them may begin with anything.</summary>
    public static IReadOnlyList<IndexStretch>? OfPatterns(uint tag, IReadOnlyList<WildcardPattern> patterns) =>
        patterns.Count == 0 || patterns.Any(pattern => pattern.Prefix.Length == 0)
            ? null
            : [.. patterns.Select(pattern => new IndexStretch(tag, pattern.Prefix, pattern.Prefix, IsExact(pattern)))];

    /// <summary>The same for names, whose empty components at the end are not in the index.</summary>
    public static IReadOnlyList<IndexStretch>? OfNames(uint tag, IReadOnlyList<WildcardPattern> patterns) =>
        OfPatterns(tag, patterns) is not { } stretches ? null
        : stretches.Any(stretch => stretch.Low.Trim('^').Length == 0) ? null
        : [.. stretches.Select(stretch => stretch.IsExact ? stretch : stretch with { Low = stretch.Low.TrimEnd('^'), High = stretch.High.TrimEnd('^') })];

    /// <summary>The stretches of names that sound in one of several ways.</summary>
    public static IEnumerable<IndexStretch> OfSounds(uint tag, IReadOnlyList<string> sounds) =>
        sounds.Select(sound => new IndexStretch(tag, sound, sound, sound.Length < KeyWriter.MaxTextLength));

    /// <summary>Whether the stretch of a pattern holds texts that match it, and no others.</summary>
    public static bool IsMet(WildcardPattern pattern) => pattern.Prefix.Length < KeyWriter.MaxTextLength && (pattern.IsLiteral || pattern.IsPrefix);

    // A text longer than a key keeps is found among those that begin alike.
    private static bool IsExact(WildcardPattern pattern) => pattern.IsLiteral && pattern.Prefix.Length < KeyWriter.MaxTextLength;
}
