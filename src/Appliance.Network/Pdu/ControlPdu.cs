namespace Appliance.Network;

/// <summary>The four PDUs of fixed length: A-ASSOCIATE-RJ, A-RELEASE-RQ, A-RELEASE-RP, A-ABORT (PS3.8 9.3.4, 9.3.6 to 9.3.8).</summary>
internal static class ControlPdu
{
    /// <summary>Octets of each of them, header included.</summary>
    internal const int Size = PduHeader.Size + PduLimits.FixedLength;

    /// <summary>Reads the body of A-ASSOCIATE-RJ.</summary>
    internal static ParseResult<AssociationRejection> ParseReject(ReadOnlySpan<byte> body) =>
        body.Length < PduLimits.FixedLength ? ParseResult<AssociationRejection>.NeedMore : new AssociationRejection(body[1], body[2], body[3]);

    /// <summary>Reads the body of A-ABORT.</summary>
    internal static ParseResult<AbortPdu> ParseAbort(ReadOnlySpan<byte> body) =>
        body.Length < PduLimits.FixedLength ? ParseResult<AbortPdu>.NeedMore : new AbortPdu((AbortSource)body[2], (AbortReason)body[3]);

    internal static void WriteReject(Span<byte> destination, AssociationRejection rejection) =>
        Write(destination, PduType.AssociateReject, rejection.Result, rejection.Source, rejection.Reason);

    internal static void WriteReleaseRequest(Span<byte> destination) => Write(destination, PduType.ReleaseRequest, 0, 0, 0);

    internal static void WriteReleaseResponse(Span<byte> destination) => Write(destination, PduType.ReleaseResponse, 0, 0, 0);

    internal static void WriteAbort(Span<byte> destination, AbortPdu abort) =>
        Write(destination, PduType.Abort, 0, (byte)abort.Source, (byte)abort.Reason);

    private static void Write(Span<byte> destination, PduType type, byte second, byte third, byte fourth)
    {
        destination[..Size].Clear();
        destination[0] = (byte)type;
        destination[5] = PduLimits.FixedLength;
        destination[7] = second;
        destination[8] = third;
        destination[9] = fourth;
    }
}

/// <summary>A-ABORT: who ended the association and, for the provider, why.</summary>
internal readonly record struct AbortPdu(AbortSource Source, AbortReason Reason)
{
    internal static AbortPdu ByUser => new(AbortSource.ServiceUser, AbortReason.NotSpecified);

    /// <summary>For people, and for those who look at the values.</summary>
    internal AssociationAbort ToAbort() => new((byte)Source, (byte)Reason);

    /// <summary>For people.</summary>
    public override string ToString() => ToAbort().ToString();
}
