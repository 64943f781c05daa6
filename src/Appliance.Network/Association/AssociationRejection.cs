using System.Globalization;

namespace Appliance.Network;

/// <summary>A refused association: result, source and reason as they travel in A-ASSOCIATE-RJ (PS3.8 Table 9-21).</summary>
/// <param name="Result">1 permanent, 2 transient.</param>
/// <param name="Source">1 service user, 2 service provider (ACSE), 3 service provider (presentation).</param>
/// <param name="Reason">Its meaning depends on the source.</param>
public readonly record struct AssociationRejection(byte Result, byte Source, byte Reason)
{
    internal static AssociationRejection CalledTitleUnknown => new(1, 1, 7);

    internal static AssociationRejection CallingTitleUnknown => new(1, 1, 3);

    internal static AssociationRejection ApplicationContextUnknown => new(1, 1, 2);

    internal static AssociationRejection ProtocolVersion => new(1, 2, 2);

    internal static AssociationRejection LocalLimit => new(2, 3, 2);

    /// <summary>True if the same request may succeed later.</summary>
    public bool IsTransient => Result == 2;

    /// <summary>Who refused: the application itself or one of the two protocol layers below it.</summary>
    public string Who => Source switch
    {
        1 => "the application (service user)",
        2 => "the association layer (service provider, ACSE)",
        3 => "the presentation layer (service provider)",
        _ => string.Create(CultureInfo.InvariantCulture, $"an unknown source ({Source})"),
    };

    /// <summary>Why, in the words of the standard.</summary>
    public string Why => (Source, Reason) switch
    {
        (1, 1) or (2, 1) => "no reason given",
        (1, 2) => "application context name not supported",
        (1, 3) => "calling AE title not recognized",
        (1, 7) => "called AE title not recognized",
        (2, 2) => "protocol version not supported",
        (3, 1) => "temporary congestion",
        (3, 2) => "local limit exceeded",
        _ => string.Create(CultureInfo.InvariantCulture, $"reason {Reason}, which the standard reserves"),
    };

    /// <summary>What a person should change for the request to be accepted.</summary>
    public string Advice => (Source, Reason) switch
    {
        (1, 3) => "register our calling AE title on the other side, or call with one it knows",
        (1, 7) => "correct the called AE title (upper and lower case matter)",
        (1, 2) or (2, 2) => "check that a DICOM service listens on that port",
        (3, _) => "try again later, or close other associations to that peer",
        _ => "ask the other side's log for its reason",
    };

    /// <summary>Who and why, without advice.</summary>
    public string Says => $"rejected {(IsTransient ? "for now" : "for good")} by {Who}: {Why}";

    /// <summary>All of it in one sentence, for the side that asked.</summary>
    public override string ToString() => $"{Says}; {Advice}";

    /// <summary>All of it in one sentence, for the log of the side that refused.</summary>
    /// <param name="association">What was asked for.</param>
    public string ToStringFor(AssociationInfo association)
    {
        ArgumentNullException.ThrowIfNull(association);
        return $"{Says}; " + (Source, Reason) switch
        {
            (1, 3) => $"'{association.CallingAeTitle}' at {association.Remote} is not among those that may call: enter it here, if it should be",
            (1, 7) => $"it called '{association.CalledAeTitle}', which is not this node's title: correct it there (upper and lower case matter)",
            (1, 2) or (2, 2) => "the caller asks for something other than the DICOM application context in protocol version 1",
            (3, _) => "this node holds as many associations as it may: raise the limit, or find out who keeps them open",
            _ => "no reason was given",
        };
    }
}
