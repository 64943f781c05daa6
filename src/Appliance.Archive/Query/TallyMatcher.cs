namespace Appliance.Archive;

/// <summary>A condition on what a study holds: one of its modalities, or one of its SOP classes, has to match.</summary>
internal sealed class TallyMatcher(bool modalities, IReadOnlyList<WildcardPattern> patterns)
{
    /// <summary>Whether the tally of a study meets the condition.</summary>
    public bool Matches(Tally study) =>
        (modalities ? study.Modalities : study.SopClasses).Any(value => patterns.Any(pattern => pattern.Matches(value)));
}
