using System.Globalization;

namespace Appliance.Network;

/// <summary>
/// A DIMSE command set: the elements of group 0000 that DIMSE-C uses (PS3.7 section 9.3 and Annex E). Elements that are absent are null.
/// </summary>
internal sealed record Command
{
    /// <summary>Value of Command Data Set Type (0000,0800) for "no data set".</summary>
    internal const ushort NoDataSet = 0x0101;

    internal required CommandField Field { get; init; }

    /// <summary>(0000,0110), of a request.</summary>
    internal ushort MessageId { get; init; }

    /// <summary>(0000,0120), of a response and of C-CANCEL.</summary>
    internal ushort RespondedTo { get; init; }

    /// <summary>(0000,0002) Affected SOP Class UID.</summary>
    internal string? SopClass { get; init; }

    /// <summary>(0000,1000) Affected SOP Instance UID.</summary>
    internal string? SopInstance { get; init; }

    /// <summary>(0000,0700): 0 medium, 1 high, 2 low.</summary>
    internal ushort? Priority { get; init; }

    /// <summary>True if (0000,0800) says that a data set follows.</summary>
    internal bool HasDataSet { get; init; }

    /// <summary>(0000,0900), of a response.</summary>
    internal DicomStatus Status { get; init; }

    /// <summary>(0000,0600) Move Destination.</summary>
    internal string? MoveDestination { get; init; }

    /// <summary>(0000,1030) Move Originator Application Entity Title.</summary>
    internal string? MoveOriginator { get; init; }

    /// <summary>(0000,1031) Move Originator Message ID.</summary>
    internal ushort? MoveOriginatorMessageId { get; init; }

    /// <summary>(0000,1020) to (0000,1023), of C-GET and C-MOVE responses.</summary>
    internal SubOperations? SubOperations { get; init; }

    /// <summary>(0000,0902) Error Comment.</summary>
    internal string? ErrorComment { get; init; }

    /// <summary>(0000,0901) Offending Element, as (group &lt;&lt; 16 | element).</summary>
    internal IReadOnlyList<uint>? OffendingElements { get; init; }

    internal bool IsResponse => ((ushort)Field & 0x8000) != 0;

    /// <summary>The service, for people: C-STORE.</summary>
    internal string Verb => VerbOf(Field);

    internal static string VerbOf(CommandField field) => (CommandField)((ushort)field & 0x7FFF) switch
    {
        CommandField.StoreRequest => "C-STORE",
        CommandField.GetRequest => "C-GET",
        CommandField.FindRequest => "C-FIND",
        CommandField.MoveRequest => "C-MOVE",
        CommandField.EchoRequest => "C-ECHO",
        CommandField.CancelRequest => "C-CANCEL",
        _ => string.Create(CultureInfo.InvariantCulture, $"DIMSE command {(ushort)field:X4}H"),
    };
}
