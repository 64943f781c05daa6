namespace Appliance.Network;

/// <summary>What the upper layer tells its user (the indications and confirmations of PS3.8 section 7). Aborts come as exceptions.</summary>
internal enum IndicationKind
{
    /// <summary>A-ASSOCIATE indication: a request to be accepted or rejected.</summary>
    AssociateRequest,

    /// <summary>A-ASSOCIATE confirmation: our request was accepted.</summary>
    AssociateAccept,

    /// <summary>P-DATA indication: a fragment follows, to be read before the next indication.</summary>
    Data,

    /// <summary>A-RELEASE indication: to be answered.</summary>
    ReleaseRequest,

    /// <summary>A-RELEASE confirmation: the association is over.</summary>
    ReleaseResponse,
}

/// <summary>One indication with what it carries.</summary>
internal readonly record struct Indication(IndicationKind Kind, AssociatePdu? Associate = null, PdvHeader Fragment = default);
