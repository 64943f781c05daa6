namespace Appliance.Network;

/// <summary>The seven protocol data units of the upper layer (PS3.8 9.3).</summary>
internal enum PduType : byte
{
    AssociateRequest = 0x01,
    AssociateAccept = 0x02,
    AssociateReject = 0x03,
    DataTransfer = 0x04,
    ReleaseRequest = 0x05,
    ReleaseResponse = 0x06,
    Abort = 0x07,
}

/// <summary>Type and length octets that begin every PDU.</summary>
/// <param name="Type">PDU type; only the seven known ones get this far.</param>
/// <param name="Length">Octets that follow the header.</param>
internal readonly record struct PduHeader(PduType Type, uint Length)
{
    /// <summary>Octets of the header itself: type, reserved, 32-bit length.</summary>
    internal const int Size = 6;
}

/// <summary>Source of an A-ABORT (PS3.8 Table 9-26).</summary>
internal enum AbortSource : byte
{
    ServiceUser = 0,
    ServiceProvider = 2,
}

/// <summary>Reason of an A-ABORT by the service provider (PS3.8 Table 9-26).</summary>
internal enum AbortReason : byte
{
    NotSpecified = 0,
    UnrecognizedPdu = 1,
    UnexpectedPdu = 2,
    UnrecognizedParameter = 4,
    UnexpectedParameter = 5,
    InvalidParameterValue = 6,
}
