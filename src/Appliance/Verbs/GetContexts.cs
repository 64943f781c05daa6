using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>
/// The storage contexts that <c>get</c> proposes. An association has room for 128: every class that is in use gets one for the unencapsulated
/// syntaxes, and those that are usually compressed get one for each usual compression, so that what is stored compressed can come as it is.
/// </summary>
internal static class GetContexts
{
    /// <summary>The contexts for classes that are known: each in every syntax that can be stored, as far as there is room; <see cref="All"/> for none.</summary>
    public static IReadOnlyList<PresentationContextRequest> For(IReadOnlyList<DicomUID>? classes) =>
        classes is { Count: > 0 } known && known.Count < StorageContexts.Limit ? StorageContexts.ForGet(known) : All;

    /// <summary>The contexts, one fewer than fit, for C-GET itself.</summary>
    public static IReadOnlyList<PresentationContextRequest> All
    {
        get
        {
            var compressed = UsuallyCompressed
                .SelectMany(sopClass => UsualCompressions.SelectMany(syntax => StorageContexts.ForGet([sopClass], [syntax])));
            var plain = StorageContexts.ForGet(UsuallyCompressed.Concat(DicomUID.StorageClasses.Where(sopClass => !sopClass.IsRetired)));
            var room = StorageContexts.Limit - 1;
            return [.. compressed.Concat(plain).Take(room)];
        }
    }

    private static DicomUID[] UsuallyCompressed =>
    [
        DicomUID.CTImageStorage, DicomUID.MRImageStorage, DicomUID.UltrasoundMultiFrameImageStorage, DicomUID.XRayAngiographicImageStorage,
        DicomUID.SecondaryCaptureImageStorage,
    ];

    private static DicomTransferSyntax[] UsualCompressions =>
    [
        DicomTransferSyntax.JPEGBaseline1, DicomTransferSyntax.JPEGLossless14SV1, DicomTransferSyntax.JPEG2000Lossless,
        DicomTransferSyntax.JPEGLSLossless, DicomTransferSyntax.RLELossless,
    ];
}
