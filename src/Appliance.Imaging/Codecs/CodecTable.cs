using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Which transfer syntax is decoded by what: the one place where a codec is added.</summary>
internal static class CodecTable
{
    private const string Otherwise = "the object can still be stored, sent, dumped and exported, but not shown";

    private static readonly JpegCodec Jpeg = new();

    private static readonly RleCodec Rle = new();

    // SOC and SIZ, the first two markers of a JPEG 2000 codestream (ISO 15444-1 A.4.1, A.5.1).
    private static ReadOnlySpan<byte> Jpeg2000 => [0xFF, 0x4F, 0xFF, 0x51];

    /// <summary>What stands in fragments as it is.</summary>
    public static NativeCodec Native { get; } = new();

    private static readonly FrozenDictionary<DicomUID, IFrameCodec> Codecs = new Dictionary<DicomUID, IFrameCodec>
    {
        [DicomTransferSyntax.RLELossless.Uid] = Rle,
        [DicomTransferSyntax.JPEGBaseline1.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGExtended2And4.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGLossless14.Uid] = Jpeg,
        [DicomTransferSyntax.JPEGLossless14SV1.Uid] = Jpeg,
        [DicomTransferSyntax.EncapsulatedUncompressed.Uid] = Native,
    }.ToFrozenDictionary();

    // Codecs that know their frames by the first bytes, and the names of all such formats, decoded here or not.
    private static readonly (IFrameCodec Codec, string Name)[] Known = [(Rle, "RLE"), (Jpeg, "JPEG"), (Native, "plain pixels")];

    /// <summary>The decoder for an encapsulated transfer syntax; false when there is none.</summary>
    public static bool TryGet(DicomTransferSyntax syntax, [NotNullWhen(true)] out IFrameCodec? codec) => Codecs.TryGetValue(syntax.Uid, out codec);

    /// <summary>The decoder for a frame by its first bytes, whatever the transfer syntax says; null when they tell of none that is here.</summary>
    public static IFrameCodec? Recognise(ReadOnlySpan<byte> head)
    {
        foreach (var (codec, _) in Known)
        {
            if (codec.IsFrameStart(head))
            {
                return codec;
            }
        }

        return null;
    }

    /// <summary>The format that the first bytes of a frame tell, decoded here or not; null when they tell none.</summary>
    public static string? FormatOf(ReadOnlySpan<byte> head) =>
        Recognise(head) is { } codec ? NameOf(codec)
        : head.StartsWith(Jpeg2000) || head.StartsWith("\0\0\0\u000CjP  "u8) ? "JPEG 2000"
        : null;

    /// <summary>What a codec decodes, in a word.</summary>
    public static string NameOf(IFrameCodec codec) => Array.Find(Known, known => known.Codec == codec).Name;

    /// <summary>What to say when there is none.</summary>
    public static string Missing(DicomTransferSyntax syntax) =>
        $"there is no decoder for the transfer syntax {syntax.Name} ({syntax.Uid}); {Otherwise}";

    /// <summary>What to say when there is none for fragments that the transfer syntax does not explain.</summary>
    public static string Missing(DicomTransferSyntax syntax, string format) =>
        $"in fragments, which the transfer syntax {syntax.Name} ({syntax.Uid}) does not know, and there is no decoder for {format}; {Otherwise}";
}
