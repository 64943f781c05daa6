namespace Appliance.Network;

/// <summary>What ended (or prevented) an association.</summary>
public enum AssociationFault
{
    /// <summary>The transport connection could not be made.</summary>
    NotConnected,

    /// <summary>The acceptor answered with A-ASSOCIATE-RJ; see <see cref="AssociationException.Rejection"/>.</summary>
    Rejected,

    /// <summary>The association was opened, but not one presentation context was accepted.</summary>
    NoContextAccepted,

    /// <summary>The peer sent A-ABORT.</summary>
    Aborted,

    /// <summary>The peer closed or reset the connection without a release.</summary>
    ConnectionLost,

    /// <summary>A timer ran out.</summary>
    TimedOut,

    /// <summary>The peer broke the protocol, and we aborted.</summary>
    ProtocolViolation,

    /// <summary>We aborted: cancelled, shutting down, or a source of data failed in mid-message.</summary>
    LocalAbort,

    /// <summary>The peer released the association where a message was due.</summary>
    Released,
}

/// <summary>
/// Ends one association, and only that one. The message says what was tried with whom, what happened, and what to change.
/// The smaller blast radius is <see cref="DimseException"/>.
/// </summary>
public sealed class AssociationException : IOException
{
    internal AssociationException(AssociationFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>What happened.</summary>
    public AssociationFault Fault { get; }

    /// <summary>The values of A-ASSOCIATE-RJ, for <see cref="AssociationFault.Rejected"/>.</summary>
    public AssociationRejection? Rejection { get; internal init; }

    /// <summary>The values of A-ABORT, for <see cref="AssociationFault.Aborted"/>.</summary>
    public AssociationAbort? Abort { get; internal init; }

    /// <summary>What the peer seems to speak in place of DICOM: <c>TLS</c>, <c>HTTP</c>, ...; null when it cannot be told, or is DICOM.</summary>
    public string? ForeignProtocol { get; internal init; }

    /// <summary>The request that came to nothing, when the association was never open; null for one that ended while in use.</summary>
    public AssociationAttempt? Attempt { get; internal set; }

    /// <summary>The contexts as negotiated so far, for <see cref="AssociationFault.NoContextAccepted"/>; else empty.</summary>
    public IReadOnlyList<NegotiatedContext> Contexts { get; internal init; } = [];

    /// <summary>True if it was the ARTIM timer that ran out, which ends the connection without an A-ABORT.</summary>
    internal bool IsArtim { get; init; }

    /// <summary>
    /// Exit code in DCMTK's network family: 61 the association could not be negotiated, 62 it broke while in use,
    /// 65 no presentation context of use.
    /// </summary>
    public int ExitCode => Fault switch
    {
        AssociationFault.NotConnected or AssociationFault.Rejected => 61,
        AssociationFault.NoContextAccepted => 65,
        _ => 62,
    };
}
