using System.Buffers.Binary;
using System.Globalization;

namespace Appliance.Network;

/// <summary>Reads the headers of PDUs and of PDV items (PS3.8 9.3.1, 9.3.5). Pure functions over octets.</summary>
internal static class PduHeaderParser
{
    /// <summary>Reads the six octets that begin a PDU and holds the length against what that type allows.</summary>
    internal static ParseResult<PduHeader> Parse(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return ParseResult<PduHeader>.NeedMore;
        }
        // The type is judged as soon as it is there: a peer that speaks another protocol need not send six octets to be told.
        if (octets[0] is < (byte)PduType.AssociateRequest or > (byte)PduType.Abort)
        {
            var protocol = ForeignProtocol.Recognise(octets);
            var what = string.Create(CultureInfo.InvariantCulture, $"PDU type {octets[0]:X2}H is none of the seven; {(protocol is null ? "is this DICOM?" : $"this is {protocol.What}, not DICOM")}");
            return new PduFault(AbortReason.UnrecognizedPdu, 0, what) { Protocol = protocol };
        }
        if (octets.Length < PduHeader.Size)
        {
            return ParseResult<PduHeader>.NeedMore;
        }
        var header = new PduHeader((PduType)octets[0], BinaryPrimitives.ReadUInt32BigEndian(octets[2..]));
        return LengthFault(header) is { } fault ? fault : header;
    }

    /// <summary>Reads the six octets that begin a PDV item.</summary>
    /// <param name="octets">What has been received, beginning at the item.</param>
    /// <param name="left">Octets left in the P-DATA-TF, from the item's first.</param>
    /// <param name="offset">Where in the PDU the item begins, for the fault.</param>
    internal static ParseResult<PdvHeader> ParsePdv(ReadOnlySpan<byte> octets, uint left, int offset)
    {
        if (left < PduLimits.PdvHeaderSize)
        {
            return new PduFault(AbortReason.InvalidParameterValue, offset, string.Create(CultureInfo.InvariantCulture, $"{left} octets are left in the P-DATA-TF, too few for a PDV item"));
        }
        if (octets.Length < PduLimits.PdvHeaderSize)
        {
            return ParseResult<PdvHeader>.NeedMore;
        }
        var length = BinaryPrimitives.ReadUInt32BigEndian(octets);
        if (length < 2 || length > left - 4)
        {
            return new PduFault(AbortReason.InvalidParameterValue, offset, string.Create(CultureInfo.InvariantCulture, $"PDV item length {length} does not fit the {left - 4} octets left in the P-DATA-TF"));
        }
        return new PdvHeader(octets[4], octets[5], length - 2);
    }

    private static PduFault? LengthFault(PduHeader header) => header.Type switch
    {
        // Any length: data is streamed.
        PduType.DataTransfer => null,
        PduType.AssociateRequest or PduType.AssociateAccept => header.Length is >= AssociatePduParser.FixedPartLength and <= PduLimits.MaxAssociateLength
            ? null
            : Fault(header, $"must be {AssociatePduParser.FixedPartLength} to {PduLimits.MaxAssociateLength}"),
        _ => header.Length == PduLimits.FixedLength ? null : Fault(header, $"must be {PduLimits.FixedLength}"),
    };

    private static PduFault Fault(PduHeader header, string rule) =>
        new(AbortReason.InvalidParameterValue, 2, string.Create(CultureInfo.InvariantCulture, $"{header.Type} PDU announces {header.Length} octets; it {rule}"));
}

/// <summary>Head of one presentation data value (PS3.8 9.3.5.1 and Annex E).</summary>
/// <param name="ContextId">Presentation context id.</param>
/// <param name="Control">Message control header: bit 0 command, bit 1 last fragment.</param>
/// <param name="Length">Octets of the fragment that follow.</param>
internal readonly record struct PdvHeader(byte ContextId, byte Control, uint Length)
{
    internal bool IsCommand => (Control & 1) != 0;

    internal bool IsLast => (Control & 2) != 0;
}
