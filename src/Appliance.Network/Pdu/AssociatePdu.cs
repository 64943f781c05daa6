namespace Appliance.Network;

/// <summary>A-ASSOCIATE-RQ or A-ASSOCIATE-AC (PS3.8 9.3.2, 9.3.3), which have one layout and differ in their context items.</summary>
internal sealed record AssociatePdu
{
    /// <summary>The application context of DICOM (PS3.7 A.2.1).</summary>
    internal const string DicomApplicationContext = "1.2.840.10008.3.1.1.1";

    internal required PduType Type { get; init; }

    /// <summary>Bit 0 stands for version 1, the only one there is.</summary>
    internal ushort ProtocolVersion { get; init; } = 1;

    /// <summary>Blanks trimmed.</summary>
    internal required string CalledAeTitle { get; init; }

    /// <summary>Blanks trimmed.</summary>
    internal required string CallingAeTitle { get; init; }

    internal string ApplicationContext { get; init; } = DicomApplicationContext;

    /// <summary>In the order of the PDU.</summary>
    internal IReadOnlyList<ContextItem> Contexts { get; init; } = [];

    internal UserInformation User { get; init; } = new();
}

/// <summary>
/// One presentation context item. In a request it has an abstract syntax and the transfer syntaxes proposed; in an answer a result
/// and, when accepted, one transfer syntax.
/// </summary>
internal sealed record ContextItem(byte Id, string AbstractSyntax, IReadOnlyList<string> TransferSyntaxes, ContextResult Result = ContextResult.Acceptance);

/// <summary>The user information item and its sub-items (PS3.8 9.3.2.3, PS3.7 Annex D.3.3).</summary>
internal sealed record UserInformation
{
    /// <summary>51H: longest P-DATA-TF the sender receives; 0 for no limit.</summary>
    internal uint MaxLength { get; init; }

    /// <summary>52H, or empty.</summary>
    internal string ImplementationClassUid { get; init; } = "";

    /// <summary>55H, or empty.</summary>
    internal string ImplementationVersion { get; init; } = "";

    /// <summary>53H: how many operations may be under way. Read, and never answered: we keep to one.</summary>
    internal AsyncWindow? AsyncWindow { get; init; }

    /// <summary>54H, one for each SOP class concerned.</summary>
    internal IReadOnlyList<RoleSelection> Roles { get; init; } = [];

    /// <summary>56H, one for each SOP class concerned.</summary>
    internal IReadOnlyList<ExtendedNegotiation> Extended { get; init; } = [];

    /// <summary>57H, one for each SOP class concerned: its service class and the general classes it specialises.</summary>
    internal IReadOnlyList<CommonExtendedNegotiation> CommonExtended { get; init; } = [];

    /// <summary>58H. Its secrets are not kept; an acceptor that supports no identity leaves it unanswered (PS3.7 D.3.3.7).</summary>
    internal UserIdentity? Identity { get; init; }
}

/// <summary>SCP/SCU role selection (PS3.7 D.3.3.4).</summary>
internal readonly record struct RoleSelection(string SopClass, bool Scu, bool Scp);

/// <summary>Asynchronous operations window (PS3.7 D.3.3.3).</summary>
internal readonly record struct AsyncWindow(ushort Invoked, ushort Performed);

/// <summary>SOP class extended negotiation (PS3.7 D.3.3.5); the meaning of the octets is the service class's.</summary>
internal readonly record struct ExtendedNegotiation(string SopClass, ReadOnlyMemory<byte> Information);

/// <summary>SOP class common extended negotiation (PS3.7 D.3.3.6).</summary>
internal readonly record struct CommonExtendedNegotiation(string SopClass, string ServiceClass);

/// <summary>User identity negotiation (PS3.7 D.3.3.7), without its secrets.</summary>
internal readonly record struct UserIdentity(byte Kind, bool ResponseRequested);
