using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Which transfer syntax is decoded by what: the one place where a codec is added.</summary>
internal static class CodecTable
{
    private static readonly JpegCodec Jpeg = new();

    private static readonly FrozenDictionary<DicomUID, IFrameCodec> Codecs = new Dictionary<DicomUID, IFrameCodec>
    {
        [DicomTransferSyntax.RLELossless.Uid] = new RleCodec(),
        [DicomTransferSyntax.JPEGBaseline1.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGExtended2And4.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGLossless14.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGLossless14SV1.Uid] = Jpeg,
        [DicomTransferSyntax.EncapsulatedUncompressed.Uid] = new NativeCodec(),
    }.ToFrozenDictionary();

    /// <summary>The decoder for an encapsulated transfer syntax; false when there is none.</summary>
    public static bool TryGet(DicomTransferSyntax syntax, [NotNullWhen(true)] out IFrameCodec? codec) => Codecs.TryGetValue(syntax.Uid, out codec);

    /// <summary>What to say when there is none.</summary>
    public static string Missing(DicomTransferSyntax syntax) =>
        $"there is no decoder for the transfer syntax {syntax.Name} ({syntax.Uid}); the object can be stored, sent and exported, but not shown";
}
