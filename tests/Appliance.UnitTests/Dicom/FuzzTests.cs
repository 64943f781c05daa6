using Appliance.Fuzz;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>A fixed number of mutated inputs for every door that takes bytes from outside; many more run by hand (see tests/Appliance.Fuzz).</summary>
public sealed class FuzzTests
{
    private const int Cases = 4000;
    private const int Seed = 20;

    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AllLimit = TimeSpan.FromMinutes(3);

    [Fact]
    public Task Doors_MutatedCorpusFiles_KeepTheirPromises()
    {
        _ = Corpus.PathOf("");
        return Run(SeedCorpus.Load(Corpus.Root), Cases);
    }

    [Fact]
    public Task Doors_MutatedMadeUpInput_KeepTheirPromises() => Run(SeedCorpus.Load(null), Cases);

    [Fact]
    public void Mutator_SameSeedAndNumber_MakesTheSameInput()
    {
        var targets = AllTargets.Make(SeedCorpus.Load(null));
        Assert.All(targets, target => Assert.Equal(Input(target, 7), Input(target, 7)));
        Assert.Contains(targets, target => !Input(target, 7).AsSpan().SequenceEqual(Input(target, 8)));
    }

    [Fact]
    public void Run_TargetThatBreaksItsPromise_TellsInputAndReason()
    {
        var run = new FuzzRun([new BrokenTarget()], CaseLimit);
        run.Run(50, Seed, () => false);

        Assert.Equal(50, run.Results[0].Cases);
        Assert.InRange(run.Findings.Count, 1, 49);
        Assert.All(run.Findings, finding => Assert.True(finding.Bytes.Length % 2 != 0 && finding.What.Contains(nameof(NotSupportedException), StringComparison.Ordinal)));
    }

    /// <summary>Good sessions must be carried out, or what is made from them tests nothing behind the first octets.</summary>
    [Fact]
    public void Association_GivenItsSeedsAsTheyAre_CarriesThemOut()
    {
        var target = AllTargets.Make(SeedCorpus.Load(null)).Single(target => target.Name == "association");
        var refused = new List<string>();
        foreach (var seed in target.Seeds.Where(seed => seed.Variant is 1 or 3 or 7))
        {
            var watch = new FuzzWatch();
            target.Run(seed.Bytes, seed.Variant, watch);
            if (watch.Accepted == 0)
            {
                refused.Add($"{seed.Name}/{seed.Variant}");
            }
        }

        Assert.Empty(refused);
    }

    private static byte[] Input(FuzzTarget target, long index)
    {
        var random = FuzzRandom.Of(Seed, target.Name, index);
        return Mutator.Mutate(random.Pick(target.Seeds), target.Seeds, random);
    }

    private static async Task Run(SeedCorpus corpus, int cases)
    {
        var run = new FuzzRun(AllTargets.Make(corpus), CaseLimit);
        var running = Task.Run(() => run.Run(cases, Seed, () => false), TestContext.Current.CancellationToken);
        try
        {
            await running.WaitAsync(AllLimit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"a case does not end: {run.UnderWay?.Case.Headline}");
        }

        Assert.True(run.Findings.Count == 0, string.Join('\n', run.Findings.Select(finding => $"{finding.Headline}\n{Convert.ToHexString(finding.Bytes)}")));
        Assert.All(run.Results, result => Assert.True(result.Watch.Accepted > 0, $"{result.Target.Name} accepts nothing: its seeds are no good"));
    }

    private sealed class BrokenTarget : FuzzTarget
    {
        public override string Name => "broken";

        public override string Promise => "takes input of any length";

        public override int Weight => 1;

        public override IReadOnlyList<FuzzSeed> Seeds { get; } = [new FuzzSeed("six", [1, 2, 3, 4, 5, 6])];

        public override void Run(byte[] bytes, int variant, FuzzWatch watch)
        {
            if (bytes.Length % 2 != 0)
            {
                throw new NotSupportedException("odd");
            }
        }
    }
}
