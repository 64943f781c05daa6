using System.Globalization;

namespace Appliance.Network;

/// <summary>How a parse of received octets ended.</summary>
internal enum ParseOutcome
{
    /// <summary>The octets are a beginning; more are needed.</summary>
    NeedMore,

    /// <summary>A value was read.</summary>
    Value,

    /// <summary>The octets cannot be what they should be.</summary>
    Fault,
}

/// <summary>Why octets are no valid PDU: the reason A-ABORT carries, where it was seen, and the words for people.</summary>
internal sealed record PduFault(AbortReason Reason, int Offset, string What)
{
    /// <summary>The protocol that the octets seem to be, when they are none of DICOM.</summary>
    internal ForeignProtocol? Protocol { get; init; }

    public override string ToString() => Protocol is null ? string.Create(CultureInfo.InvariantCulture, $"{What} (octet {Offset} of the PDU)") : What;
}

/// <summary>Need more, a value, or a fault. Parsers return it and never throw on what a peer sent.</summary>
internal readonly struct ParseResult<T>
{
    private ParseResult(ParseOutcome outcome, T? value, PduFault? fault)
    {
        Outcome = outcome;
        Value = value;
        Fault = fault;
    }

    internal ParseOutcome Outcome { get; }

    /// <summary>Meaningful with <see cref="ParseOutcome.Value"/> only.</summary>
    internal T? Value { get; }

    /// <summary>Present with <see cref="ParseOutcome.Fault"/> only.</summary>
    internal PduFault? Fault { get; }

    public static implicit operator ParseResult<T>(T value) => new(ParseOutcome.Value, value, null);

    public static implicit operator ParseResult<T>(PduFault fault) => new(ParseOutcome.Fault, default, fault);

    internal static ParseResult<T> NeedMore => default;
}
