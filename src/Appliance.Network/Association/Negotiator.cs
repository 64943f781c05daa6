using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Answers association requests for a node: pure decisions, no I/O.</summary>
internal sealed class Negotiator(NodeServices services, NetworkOptions options)
{
    /// <summary>Decides whether the request as a whole is refused.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="remote">Transport address of the other side.</param>
    /// <param name="associationsOpen">Associations already held, this one not counted.</param>
    /// <returns>The rejection, or null when the association is to be accepted.</returns>
    internal AssociationRejection? Refuse(AssociatePdu request, string remote, int associationsOpen)
    {
        if (request.ApplicationContext != AssociatePdu.DicomApplicationContext)
        {
            return AssociationRejection.ApplicationContextUnknown;
        }
        if (!options.AcceptAnyCalledTitle && !string.Equals(request.CalledAeTitle, services.AeTitle.Trim(), StringComparison.Ordinal))
        {
            return AssociationRejection.CalledTitleUnknown;
        }
        if (options.AcceptCaller is { } accept && !accept(request.CallingAeTitle, remote))
        {
            return AssociationRejection.CallingTitleUnknown;
        }
        return options.MaxAssociations > 0 && associationsOpen >= options.MaxAssociations ? AssociationRejection.LocalLimit : null;
    }

    /// <summary>Decides each presentation context on its own: every one of a supported class with a supported syntax is accepted, duplicates too.</summary>
    internal IReadOnlyList<NegotiatedContext> Negotiate(AssociatePdu request)
    {
        var contexts = new NegotiatedContext[request.Contexts.Count];
        var extended = Extended(request);
        for (var i = 0; i < contexts.Length; i++)
        {
            var context = Negotiate(request.Contexts[i], request.User.Roles);
            contexts[i] = context with { QueryOptions = QueryNegotiation.Agreed(context.AbstractSyntax, request.User.Extended, extended) };
        }
        return contexts;
    }

    /// <summary>The answer to the role selections proposed: confirmed as far as both sides can play them (PS3.7 D.3.3.4.2).</summary>
    internal IReadOnlyList<RoleSelection> Roles(AssociatePdu request)
    {
        var answers = new List<RoleSelection>();
        foreach (var role in request.User.Roles)
        {
            var kind = Offered(new DicomUID(role.SopClass));
            if (kind != ServiceKind.None)
            {
                answers.Add(role with { Scu = role.Scu && RequestorMayBeScu(kind), Scp = role.Scp && RequestorMayBeScp(kind) });
            }
        }
        return answers;
    }

    /// <summary>
    /// The answer to the extended negotiations proposed: of the query/retrieve classes that are offered, each once. Those of other classes have
    /// no meaning here and stay unanswered (PS3.7 D.3.3.5.2).
    /// </summary>
    internal IReadOnlyList<ExtendedNegotiation> Extended(AssociatePdu request)
    {
        var answers = new List<ExtendedNegotiation>();
        foreach (var item in request.User.Extended.DistinctBy(e => e.SopClass))
        {
            var kind = Offered(new DicomUID(item.SopClass));
            var supported = kind switch
            {
                ServiceKind.Find => services.Find!.QueryOptions,
                ServiceKind.Move or ServiceKind.Get => services.Retrieve!.QueryOptions,
                _ => (QueryOptions?)null,
            };
            if (supported is { } options && !item.Information.IsEmpty)
            {
                answers.Add(item with { Information = QueryNegotiation.Answer(item.Information.Span, kind, options) });
            }
        }
        return answers;
    }

    private NegotiatedContext Negotiate(ContextItem item, IReadOnlyList<RoleSelection> roles)
    {
        var abstractSyntax = new DicomUID(item.AbstractSyntax);
        var proposed = item.TransferSyntaxes.Select(t => DicomTransferSyntax.Of(new DicomUID(t))).ToArray();
        var kind = Offered(abstractSyntax);
        var chosen = kind == ServiceKind.None ? null : NegotiationPolicy.Choose(kind, proposed);
        var scu = true;
        var scp = false;
        foreach (var role in roles)
        {
            if (role.SopClass == item.AbstractSyntax)
            {
                (scu, scp) = (role.Scu && RequestorMayBeScu(kind), role.Scp && RequestorMayBeScp(kind));
            }
        }
        return new NegotiatedContext
        {
            Id = item.Id,
            AbstractSyntax = abstractSyntax,
            Proposed = proposed,
            Result = kind == ServiceKind.None ? ContextResult.AbstractSyntaxNotSupported
                : chosen is null ? ContextResult.TransferSyntaxesNotSupported
                : ContextResult.Acceptance,
            TransferSyntax = chosen,
            RequestorIsScu = scu,
            RequestorIsScp = scp,
        };
    }

    /// <summary>The kind of a class if this node offers its service, else none.</summary>
    private ServiceKind Offered(DicomUID sopClass) => NegotiationPolicy.KindOf(sopClass, options.PrivateClasses) switch
    {
        ServiceKind.Verification => ServiceKind.Verification,
        // Without a store, storage contexts still serve C-GET, where the requestor receives.
        ServiceKind.Storage when services.Store is not null || services.Retrieve is not null => ServiceKind.Storage,
        ServiceKind.Find when services.Find is not null => ServiceKind.Find,
        ServiceKind.Move when services.Retrieve is not null => ServiceKind.Move,
        ServiceKind.Get when services.Retrieve is not null => ServiceKind.Get,
        _ => ServiceKind.None,
    };

    private bool RequestorMayBeScu(ServiceKind kind) => kind != ServiceKind.Storage || services.Store is not null;

    // Only C-GET turns the roles round, and only for storage (PS3.4 C.5.3).
    private bool RequestorMayBeScp(ServiceKind kind) => kind == ServiceKind.Storage && services.Retrieve is not null;
}
