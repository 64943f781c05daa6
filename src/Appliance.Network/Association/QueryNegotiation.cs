using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// SOP Class Extended Negotiation of the query/retrieve classes: <see cref="QueryOptions"/> as the octets of service-class-application-information
/// (PS3.4 C.5.1.1, C.5.2.1, C.5.3.1), and the acceptor's answer to them.
/// </summary>
internal static class QueryNegotiation
{
    private const int FindOctets = 4;
    private const int RetrieveOctets = 1;

    /// <summary>The options a side's octets name. Octets beyond those known, and values other than 1, say nothing.</summary>
    internal static QueryOptions Read(ReadOnlySpan<byte> information, ServiceKind kind)
    {
        var options = QueryOptions.None;
        for (var i = 0; i < Math.Min(information.Length, OctetsOf(kind)); i++)
        {
            options |= information[i] == 1 ? (QueryOptions)(1 << i) : QueryOptions.None;
        }
        return options;
    }

    /// <summary>The octets for options, no more of them than these need unless <paramref name="length"/> asks for more.</summary>
    internal static byte[] Write(QueryOptions options, ServiceKind kind, int length = 0)
    {
        var octets = new byte[OctetsOf(kind)];
        var used = 1;
        for (var i = 0; i < octets.Length; i++)
        {
            if (options.HasFlag((QueryOptions)(1 << i)))
            {
                octets[i] = 1;
                used = i + 1;
            }
        }
        return octets[..Math.Min(octets.Length, Math.Max(used, length))];
    }

    /// <summary>
    /// The acceptor's answer to one proposal: octet by octet what it does, and never more octets than were proposed. A relational query is
    /// answered with 1 only where it was asked for; the ways of matching are the same for every peer, and are told as they are.
    /// </summary>
    /// <param name="information">The proposed octets.</param>
    /// <param name="kind">The service of the SOP class.</param>
    /// <param name="supported">What the node does.</param>
    internal static byte[] Answer(ReadOnlySpan<byte> information, ServiceKind kind, QueryOptions supported)
    {
        var asked = Read(information, kind);
        var octets = Write(supported & (asked | ~QueryOptions.Relational), kind, length: information.Length);
        return octets[..Math.Min(octets.Length, information.Length)];
    }

    /// <summary>The proposals for the contexts of a request: one for each query/retrieve class that wants options, all its contexts together.</summary>
    internal static IReadOnlyList<ExtendedNegotiation> Propose(IReadOnlyList<PresentationContextRequest> contexts)
    {
        var proposals = new List<ExtendedNegotiation>();
        foreach (var group in contexts.Where(c => c.QueryOptions != QueryOptions.None).GroupBy(c => c.AbstractSyntax))
        {
            if (QueryRetrieveClasses.TryGet(group.Key, out var kind, out _))
            {
                var options = group.Aggregate(QueryOptions.None, (all, context) => all | context.QueryOptions);
                proposals.Add(new ExtendedNegotiation(group.Key.Value, Write(options, kind)));
            }
        }
        return proposals;
    }

    /// <summary>The options in force for a class: those proposed that the answer confirms; none without an answer (PS3.7 D.3.3.5.2).</summary>
    internal static QueryOptions Agreed(DicomUID sopClass, IReadOnlyList<ExtendedNegotiation> proposed, IReadOnlyList<ExtendedNegotiation> answered) =>
        QueryRetrieveClasses.TryGet(sopClass, out var kind, out _) && Find(sopClass, proposed) is { } asked && Find(sopClass, answered) is { } told
            ? Read(asked.Information.Span, kind) & Read(told.Information.Span, kind)
            : QueryOptions.None;

    private static ExtendedNegotiation? Find(DicomUID sopClass, IReadOnlyList<ExtendedNegotiation> items)
    {
        foreach (var item in items)
        {
            if (item.SopClass == sopClass.Value)
            {
                return item;
            }
        }
        return null;
    }

    private static int OctetsOf(ServiceKind kind) => kind switch
    {
        ServiceKind.Find => FindOctets,
        ServiceKind.Move or ServiceKind.Get => RetrieveOctets,
        _ => 0,
    };
}
