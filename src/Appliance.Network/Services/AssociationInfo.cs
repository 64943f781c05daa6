using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>What both sides agreed on (or tried to) when an association was opened. Immutable; safe to keep and to share.</summary>
public sealed record AssociationInfo
{
    /// <summary>Number of this association, unique within one server, its outgoing ones included; 0 for a client on its own.</summary>
    public required long Id { get; init; }

    /// <summary>AE title of the side that opened the association, blanks trimmed.</summary>
    public required string CallingAeTitle { get; init; }

    /// <summary>AE title that was called, blanks trimmed.</summary>
    public required string CalledAeTitle { get; init; }

    /// <summary>Transport address of the other side, for example <c>192.0.2.7:40112</c>.</summary>
    public required string Remote { get; init; }

    /// <summary>How the connection is protected: version of TLS, cipher suite, certificate of the other side. Null: not at all.</summary>
    public string? Security { get; init; }

    /// <summary>When the association was asked for.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>True if the other side opened it (we are the acceptor).</summary>
    public required bool IsInbound { get; init; }

    /// <summary>Every presentation context proposed, in the order proposed, with what became of it.</summary>
    public IReadOnlyList<NegotiatedContext> Contexts { get; init; } = [];

    /// <summary>Implementation Class UID of the peer, or empty.</summary>
    public string PeerImplementationClassUid { get; init; } = "";

    /// <summary>Implementation Version Name of the peer, or empty.</summary>
    public string PeerImplementationVersion { get; init; } = "";

    /// <summary>Longest P-DATA-TF the peer receives, in bytes; 0 means it named no limit (PS3.8 Annex D.1).</summary>
    public uint PeerMaxPduLength { get; init; }
}

/// <summary>One presentation context and its result (PS3.8 9.3.2.2, 9.3.3.2).</summary>
public sealed record NegotiatedContext
{
    /// <summary>The odd id, 1 to 255.</summary>
    public required byte Id { get; init; }

    /// <summary>The SOP class (or meta SOP class).</summary>
    public required DicomUID AbstractSyntax { get; init; }

    /// <summary>The transfer syntaxes proposed, in order.</summary>
    public required IReadOnlyList<DicomTransferSyntax> Proposed { get; init; }

    /// <summary>What the acceptor answered.</summary>
    public required ContextResult Result { get; init; }

    /// <summary>The transfer syntax in force, or null when the context was not accepted.</summary>
    public DicomTransferSyntax? TransferSyntax { get; init; }

    /// <summary>True if the side that opened the association may act as SCU on this context (PS3.7 D.3.3.4).</summary>
    public bool RequestorIsScu { get; init; } = true;

    /// <summary>True if the side that opened the association may act as SCP on this context, as C-GET needs for storage classes.</summary>
    public bool RequestorIsScp { get; init; }

    /// <summary>What both sides agreed on for this query/retrieve class by SOP Class Extended Negotiation (PS3.7 D.3.3.5).</summary>
    public QueryOptions QueryOptions { get; init; }

    /// <summary>True if data can travel on this context.</summary>
    public bool IsAccepted => Result == ContextResult.Acceptance;
}

/// <summary>Result of one presentation context (PS3.8 Table 9-18).</summary>
public enum ContextResult
{
    /// <summary>Acceptance.</summary>
    Acceptance = 0,

    /// <summary>Refused by the application (user-rejection).</summary>
    UserRejection = 1,

    /// <summary>Refused without a reason (provider rejection).</summary>
    NoReason = 2,

    /// <summary>The SOP class is not supported.</summary>
    AbstractSyntaxNotSupported = 3,

    /// <summary>None of the transfer syntaxes is supported.</summary>
    TransferSyntaxesNotSupported = 4,
}
