using System.Globalization;

namespace Appliance.Network;

/// <summary>An aborted association: source and reason as they travel in A-ABORT (PS3.8 Table 9-26).</summary>
/// <param name="Source">0 service user, 2 service provider; 1 is reserved.</param>
/// <param name="Reason">Meaningful when the source is the service provider.</param>
public readonly record struct AssociationAbort(byte Source, byte Reason)
{
    /// <summary>Who aborted: the application itself, or the protocol layer below it.</summary>
    public string Who => Source switch
    {
        0 => "the application (service user)",
        2 => "the protocol layer (service provider)",
        _ => string.Create(CultureInfo.InvariantCulture, $"an unknown source ({Source})"),
    };

    /// <summary>Why, in the words of the standard; a service user gives no reason.</summary>
    public string Why => (Source, Reason) switch
    {
        (0, _) or (_, 0) => "no reason given",
        (_, 1) => "unrecognized PDU",
        (_, 2) => "unexpected PDU",
        (_, 4) => "unrecognized PDU parameter",
        (_, 5) => "unexpected PDU parameter",
        (_, 6) => "invalid PDU parameter value",
        _ => string.Create(CultureInfo.InvariantCulture, $"reason {Reason}, which the standard reserves"),
    };

    /// <summary>What a person should look at.</summary>
    public string Advice => (Source, Reason) switch
    {
        (2, not 0) => "one of the two sides breaks the protocol: record the connection and show it to the makers of both",
        _ => "its log has the reason: shut down, out of disk, an object it cannot take, or a limit of its own",
    };

    /// <summary>Who and why in one phrase: "by the protocol layer (service provider): unexpected PDU".</summary>
    public override string ToString() => Source == 0 ? $"by {Who}" : $"by {Who}: {Why}";
}
