using Appliance.Network;
using Xunit;

namespace Appliance.UnitTests.Network;

/// <summary>What QUERY-SCP and RETRIEVE-SCP accept: contexts and transfer syntaxes of the six classes of both models.</summary>
public sealed class QueryContextTests
{
    // The order of preference (4.2.6.4.1.3.3, 4.2.7.4.1.3.3).
    private static readonly string[] Preferred =
        ["1.3.6.1.4.1.5962.300.1", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"];

    public static TheoryData<string> Classes =>
    [
        "1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.1.2", "1.2.840.10008.5.1.4.1.2.1.3",
        "1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2", "1.2.840.10008.5.1.4.1.2.2.3",
    ];

    // 4.2.6.4.1.2, 4.2.6.4.1.3.3, 4.2.7.4.1.2, 4.2.7.4.1.3.3: each alone is taken, and of any selection in any order the first of the preference.
    [Theory]
    [MemberData(nameof(Classes))]
    public void Choice_OfQueryAndRetrieve_KeepsThePriorityInEveryOrder(string sopClass)
    {
        for (var mask = 1; mask < 1 << Preferred.Length; mask++)
        {
            var offered = Preferred.Where((_, index) => (mask & (1 << index)) != 0).ToArray();
            Assert.All(Orders(offered), order => Assert.Equal(offered[0], Negotiate(new ContextItem(1, sopClass, order))[0].TransferSyntax?.Uid.Value));
        }
    }

    // 4.2.6.4.1.3.2, 4.2.6.4.1.3.3, 4.2.7.4.1.3.2, 4.2.7.4.1.3.3: duplicates are all accepted, alike or not, each by its own choice.
    [Theory]
    [MemberData(nameof(Classes))]
    public void DuplicateContexts_OfQueryAndRetrieve_AreAllAcceptedEachByItsOwnChoice(string sopClass)
    {
        string[][] proposed = [[Preferred[4]], [Preferred[4], Preferred[2]], [Preferred[4]], [Preferred[3], Preferred[0]]];

        var contexts = Negotiate([.. proposed.Select((syntaxes, index) => new ContextItem((byte)((2 * index) + 1), sopClass, syntaxes))]);

        Assert.All(contexts, context => Assert.True(context.IsAccepted));
        Assert.Equal([Preferred[4], Preferred[2], Preferred[4], Preferred[0]], contexts.Select(context => context.TransferSyntax!.Uid.Value));
    }

    private static IEnumerable<string[]> Orders(string[] values) => values.Length <= 1
        ? [values]
        : values.SelectMany((first, index) => Orders([.. values[..index], .. values[(index + 1)..]]).Select(rest => (string[])[first, .. rest]));

    private static IReadOnlyList<NegotiatedContext> Negotiate(params ContextItem[] items) =>
        new Negotiator(new NodeServices("NODE", null, new Nothing(), new Nothing()), new NetworkOptions()).Negotiate(new AssociatePdu
        {
            Type = PduType.AssociateRequest,
            CalledAeTitle = "NODE",
            CallingAeTitle = "TESTER",
            Contexts = items,
        });

    private sealed class Nothing : IFindService, IRetrieveService
    {
        public IAsyncEnumerable<FindMatch> FindAsync(FindRequest request, CancellationToken ct) => throw new NotSupportedException();

        public ValueTask<RetrievePlan> PlanAsync(RetrieveRequest request, CancellationToken ct) => throw new NotSupportedException();
    }
}
