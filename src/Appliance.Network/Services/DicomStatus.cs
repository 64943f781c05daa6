using System.Globalization;

namespace Appliance.Network;

/// <summary>
/// Status (0000,0900) of a DIMSE response (PS3.7 Annex C, PS3.4 for the codes of one service). A status is a value, never an
/// exception: a peer that answers with a failure has answered.
/// </summary>
/// <param name="Code">The 16-bit code as it travels, for example 0xA700.</param>
public readonly record struct DicomStatus(ushort Code)
{
    /// <summary>0000H: done.</summary>
    public static DicomStatus Success => new(0x0000);

    /// <summary>FF00H: a match is supplied, or sub-operations continue.</summary>
    public static DicomStatus Pending => new(0xFF00);

    /// <summary>FF01H: a match is supplied, though an optional key was not supported (PS3.4 C.4.1.1.4).</summary>
    public static DicomStatus PendingWarning => new(0xFF01);

    /// <summary>FE00H: ended because the requestor cancelled.</summary>
    public static DicomStatus Cancel => new(0xFE00);

    /// <summary>A700H: refused, out of resources.</summary>
    public static DicomStatus OutOfResources => new(0xA700);

    /// <summary>A801H: the move destination is not known here.</summary>
    public static DicomStatus MoveDestinationUnknown => new(0xA801);

    /// <summary>A900H: the identifier (or data set) does not match the SOP class.</summary>
    public static DicomStatus IdentifierDoesNotMatch => new(0xA900);

    /// <summary>B000H: sub-operations complete with one or more failures (retrieve), or elements coerced (storage).</summary>
    public static DicomStatus SubOperationsFailed => new(0xB000);

    /// <summary>C000H: unable to process, or cannot understand.</summary>
    public static DicomStatus UnableToProcess => new(0xC000);

    /// <summary>0110H: processing failure (PS3.7 C.5.10).</summary>
    public static DicomStatus ProcessingFailure => new(0x0110);

    /// <summary>0122H: SOP class not supported (PS3.7 C.5.6).</summary>
    public static DicomStatus SopClassNotSupported => new(0x0122);

    /// <summary>0124H: refused, not authorized (PS3.7 C.5.22).</summary>
    public static DicomStatus NotAuthorized => new(0x0124);

    /// <summary>0210H: a message with this id is already in progress (PS3.7 C.5.9).</summary>
    public static DicomStatus DuplicateInvocation => new(0x0210);

    /// <summary>0211H: the operation asked for is not recognised (PS3.7 C.5.23).</summary>
    public static DicomStatus UnrecognizedOperation => new(0x0211);

    /// <summary>0212H: a parameter of the command was mistyped (PS3.7 C.5.15).</summary>
    public static DicomStatus MistypedArgument => new(0x0212);

    /// <summary>True for 0000H alone.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>True for FF00H and FF01H: more responses follow.</summary>
    public bool IsPending => Code is 0xFF00 or 0xFF01;

    /// <summary>True for FE00H.</summary>
    public bool IsCancel => Code == 0xFE00;

    /// <summary>True for Bxxx, 0001H, 0107H and 0116H: done, with a remark (PS3.7 Annex C.4).</summary>
    public bool IsWarning => (Code & 0xF000) == 0xB000 || Code is 0x0001 or 0x0107 or 0x0116;

    /// <summary>True for everything that is neither success, pending, cancel nor warning.</summary>
    public bool IsFailure => !IsSuccess && !IsPending && !IsCancel && !IsWarning;

    /// <summary>What the code says, without the code: "out of resources".</summary>
    public string Meaning => Code switch
    {
        0x0000 => "success",
        0x0105 => "no such attribute",
        0x0106 => "invalid attribute value",
        0x0107 => "attribute list warning",
        0x0110 => "processing failure",
        0x0111 => "duplicate SOP instance",
        0x0112 => "no such SOP instance",
        0x0115 => "invalid argument value",
        0x0116 => "attribute value out of range",
        0x0117 => "invalid SOP instance",
        0x0118 => "no such SOP class",
        0x0119 => "class-instance conflict",
        0x0120 => "missing attribute",
        0x0121 => "missing attribute value",
        0x0122 => "SOP class not supported",
        0x0124 => "not authorized",
        0x0210 => "duplicate invocation",
        0x0211 => "unrecognized operation",
        0x0212 => "mistyped argument",
        0x0213 => "resource limitation",
        0xA701 => "out of resources: unable to calculate the number of matches",
        0xA702 => "out of resources: unable to perform sub-operations",
        0xA801 => "move destination unknown",
        0xA900 => "identifier or data set does not match the SOP class",
        0xB000 => "complete, with sub-operations failed or elements coerced",
        0xB006 => "elements discarded",
        0xB007 => "data set does not match the SOP class",
        0xFE00 => "cancelled",
        0xFF00 => "pending",
        0xFF01 => "pending, optional keys not supported",
        >= 0xA700 and <= 0xA7FF => "out of resources",
        >= 0xA900 and <= 0xA9FF => "data set does not match the SOP class",
        >= 0xB000 and <= 0xBFFF => "warning",
        >= 0xC000 and <= 0xCFFF => "unable to process",
        _ => "failure",
    };

    /// <summary>The code and its meaning: "A700H out of resources".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code:X4}H {Meaning}");
}
