using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>One presentation context to propose. The id is assigned when the association is asked for.</summary>
/// <param name="AbstractSyntax">The SOP class.</param>
/// <param name="TransferSyntaxes">The transfer syntaxes, in order of preference; at least one.</param>
/// <param name="ScuRole">Proposes that we may be SCU (PS3.7 D.3.3.4); null leaves the default, which is yes.</param>
/// <param name="ScpRole">Proposes that we may be SCP, as C-GET needs for storage classes; null leaves the default, which is no.</param>
public sealed record PresentationContextRequest(
    DicomUID AbstractSyntax, IReadOnlyList<DicomTransferSyntax> TransferSyntaxes, bool? ScuRole = null, bool? ScpRole = null)
{
    /// <summary>
    /// What to propose for a query/retrieve class by SOP Class Extended Negotiation (PS3.7 D.3.3.5); it holds for all contexts of the class. What
    /// came of it: <see cref="NegotiatedContext.QueryOptions"/>.
    /// </summary>
    public QueryOptions QueryOptions { get; init; }
}
