using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// Presentation contexts to propose for verification, query and retrieve: the pattern of the conformance statement (4.2.4.3.1.2,
/// 4.2.5.3.1.2), and never a compressed syntax.
/// </summary>
public static class QueryContexts
{
    /// <summary>C-ECHO.</summary>
    public static IReadOnlyList<PresentationContextRequest> Verification => [new(SopClasses.Verification, Uncompressed)];

    private static IReadOnlyList<DicomTransferSyntax> Uncompressed =>
        [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.ImplicitVRLittleEndian];

    /// <summary>C-FIND.</summary>
    public static IReadOnlyList<PresentationContextRequest> Find(FindModel model = FindModel.StudyRoot, QueryOptions options = QueryOptions.None) =>
        Pattern(model, ServiceKind.Find, options);

    /// <summary>C-MOVE.</summary>
    public static IReadOnlyList<PresentationContextRequest> Move(FindModel model = FindModel.StudyRoot, QueryOptions options = QueryOptions.None) =>
        Pattern(model, ServiceKind.Move, options);

    /// <summary>C-GET, to go together with <see cref="StorageContexts.ForGet"/>: one context, so that most are left for storage.</summary>
    public static IReadOnlyList<PresentationContextRequest> Get(FindModel model = FindModel.StudyRoot, QueryOptions options = QueryOptions.None) =>
        [new(QueryRetrieveClasses.Of(model, ServiceKind.Get), Uncompressed) { QueryOptions = options }];

    private static IReadOnlyList<PresentationContextRequest> Pattern(FindModel model, ServiceKind kind, QueryOptions options)
    {
        var sopClass = QueryRetrieveClasses.Of(model, kind);
        return
        [
            .. Uncompressed.Select(s => new PresentationContextRequest(sopClass, [s]) { QueryOptions = options }),
            new PresentationContextRequest(sopClass, Uncompressed) { QueryOptions = options },
        ];
    }
}
