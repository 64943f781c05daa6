namespace Appliance.Network;

/// <summary>What is believed of the lengths and counts a peer announces. Everything above is a fault before memory is spent on it.</summary>
internal static class PduLimits
{
    /// <summary>
    /// Longest A-ASSOCIATE-RQ or -AC. 128 contexts that each name every registered transfer syntax stay below 300 KiB; the rest is room
    /// for extended negotiation and user identity.
    /// </summary>
    internal const int MaxAssociateLength = 1024 * 1024;

    /// <summary>Length of A-ASSOCIATE-RJ, A-RELEASE-RQ, A-RELEASE-RP and A-ABORT, which the standard fixes.</summary>
    internal const int FixedLength = 4;

    /// <summary>Presentation contexts in one association: the odd ids of one octet (PS3.8 9.3.2.2).</summary>
    internal const int MaxPresentationContexts = 128;

    /// <summary>Transfer syntaxes believed in one presentation context.</summary>
    internal const int MaxTransferSyntaxes = 256;

    /// <summary>User information sub-items believed.</summary>
    internal const int MaxUserItems = 1024;

    /// <summary>Longest UID accepted in an item: 64 (PS3.5 9.1) and one pad octet that some systems add.</summary>
    internal const int MaxUidLength = 65;

    /// <summary>Octets of a PDV item before its data: length, presentation context id, message control header (PS3.8 9.3.5.1, E.2).</summary>
    internal const int PdvHeaderSize = 6;

    /// <summary>Least P-DATA-TF length a peer may announce for us to be able to send: a PDV header and one pair of octets.</summary>
    internal const int SmallestSendLength = PdvHeaderSize + 2;
}
