namespace Appliance.Fuzz;

/// <summary>The doors that take bytes from outside.</summary>
internal static class AllTargets
{
    public static List<FuzzTarget> Make(SeedCorpus corpus) =>
    [
        new DatasetTarget(corpus),
        new RewriteTarget(corpus),
        new FileTarget(corpus),
        new CompressedTarget(corpus, isBzip2: false),
        new CompressedTarget(corpus, isBzip2: true),
        new ImageTarget(corpus),
        new CharacterSetTarget(corpus),
        new ValueTarget(),
        new PduTarget(),
        new CommandTarget(),
        new AssociationTarget(),
    ];
}
