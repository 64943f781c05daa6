namespace Appliance.Dicom;

/// <summary>
/// How a data set is written: byte order, explicit or implicit VR, compression of the whole or of its pixel data (PS3.5 10 and annex A).
/// Equal when the UIDs are.
/// </summary>
public sealed record DicomTransferSyntax
{
    private DicomTransferSyntax(DicomUID uid, string? name = null)
    {
        Uid = uid;
        Name = name ?? uid.Name;
    }

    /// <summary>Implicit VR little endian: the default of the network, which everybody understands.</summary>
    public static DicomTransferSyntax ImplicitVRLittleEndian { get; } = new(DicomUID.ImplicitVRLittleEndian) { IsExplicitVR = false };

    /// <summary>Explicit VR little endian.</summary>
    public static DicomTransferSyntax ExplicitVRLittleEndian { get; } = new(DicomUID.ExplicitVRLittleEndian);

    /// <summary>Explicit VR big endian, retired.</summary>
    public static DicomTransferSyntax ExplicitVRBigEndian { get; } = new(DicomUID.ExplicitVRBigEndian) { IsBigEndian = true };

    /// <summary>Explicit VR little endian, the whole data set deflated (RFC 1951, no zlib header).</summary>
    public static DicomTransferSyntax DeflatedExplicitVRLittleEndian { get; } = new(DicomUID.DeflatedExplicitVRLittleEndian) { IsDeflated = true };

    /// <summary>Explicit VR little endian, the whole data set compressed by bzip2: a private syntax of PixelMed.</summary>
    public static DicomTransferSyntax PixelMedBzip2 { get; } = new(DicomUID.PixelMedBzip2ExplicitVRLittleEndian) { IsBzip2 = true };

    /// <summary>
    /// Implicit VR little endian with pixel data in big endian words: a private syntax of GE equipment of the nineties, still met in files.
    /// </summary>
    public static DicomTransferSyntax GEPrivateImplicitVR { get; } = new(DicomUID.GEPrivateImplicitVRBigEndianPixels)
    {
        IsExplicitVR = false,
        HasBigEndianPixels = true,
    };

    /// <summary>Native pixel data in fragments, one frame each.</summary>
    public static DicomTransferSyntax EncapsulatedUncompressed { get; } = Encapsulated(DicomUID.EncapsulatedUncompressedExplicitVRLittleEndian);

    /// <summary>JPEG baseline, process 1: 8 bits, lossy.</summary>
    public static DicomTransferSyntax JPEGBaseline1 { get; } = Encapsulated(DicomUID.JPEGBaseline8Bit);

    /// <summary>JPEG extended, processes 2 and 4: 8 or 12 bits, lossy.</summary>
    public static DicomTransferSyntax JPEGExtended2And4 { get; } = Encapsulated(DicomUID.JPEGExtended12Bit);

    /// <summary>JPEG lossless, process 14, any predictor.</summary>
    public static DicomTransferSyntax JPEGLossless14 { get; } = Encapsulated(DicomUID.JPEGLossless);

    /// <summary>JPEG lossless, process 14, first-order prediction (selection value 1).</summary>
    public static DicomTransferSyntax JPEGLossless14SV1 { get; } = Encapsulated(DicomUID.JPEGLosslessSV1);

    /// <summary>JPEG-LS, lossless.</summary>
    public static DicomTransferSyntax JPEGLSLossless { get; } = Encapsulated(DicomUID.JPEGLSLossless);

    /// <summary>JPEG-LS, near lossless.</summary>
    public static DicomTransferSyntax JPEGLSNearLossless { get; } = Encapsulated(DicomUID.JPEGLSNearLossless);

    /// <summary>JPEG 2000, lossless only.</summary>
    public static DicomTransferSyntax JPEG2000Lossless { get; } = Encapsulated(DicomUID.JPEG2000Lossless);

    /// <summary>JPEG 2000, lossless or lossy.</summary>
    public static DicomTransferSyntax JPEG2000 { get; } = Encapsulated(DicomUID.JPEG2000);

    /// <summary>High-throughput JPEG 2000, lossless only.</summary>
    public static DicomTransferSyntax HTJ2KLossless { get; } = Encapsulated(DicomUID.HTJ2KLossless);

    /// <summary>High-throughput JPEG 2000, lossless only, in RPCL order.</summary>
    public static DicomTransferSyntax HTJ2KLosslessRPCL { get; } = Encapsulated(DicomUID.HTJ2KLosslessRPCL);

    /// <summary>High-throughput JPEG 2000, lossless or lossy.</summary>
    public static DicomTransferSyntax HTJ2K { get; } = Encapsulated(DicomUID.HTJ2K);

    /// <summary>Run length encoding, PS3.5 annex G.</summary>
    public static DicomTransferSyntax RLELossless { get; } = Encapsulated(DicomUID.RLELossless);

    /// <summary>The UID.</summary>
    public DicomUID Uid { get; }

    /// <summary>The name in the registry; the UID where it is not known.</summary>
    public string Name { get; }

    /// <summary>True when every element's header names its VR.</summary>
    public bool IsExplicitVR { get; private init; } = true;

    /// <summary>True when the numbers of headers and values stand with their most significant byte first.</summary>
    public bool IsBigEndian { get; private init; }

    /// <summary>True when the whole data set is deflated.</summary>
    public bool IsDeflated { get; private init; }

    /// <summary>True when the whole data set is compressed by bzip2.</summary>
    public bool IsBzip2 { get; private init; }

    /// <summary>True when pixel data stand in fragments of undefined length as a whole (PS3.5 A.4).</summary>
    public bool IsEncapsulated { get; private init; }

    /// <summary>True when pixel data of words are big endian although the data set is not.</summary>
    public bool HasBigEndianPixels { get; private init; }

    /// <summary>True for the syntaxes of the registry and the private ones named here.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>True when the bytes of the data set come out of a stream compressor as a whole.</summary>
    public bool IsCompressedStream => IsDeflated || IsBzip2;

    /// <summary>
    /// The syntax of a UID. One that is not known is taken as explicit VR little endian with encapsulated pixel data, as PS3.5 A.4 asks of
    /// all to come, with <see cref="IsKnown"/> false.
    /// </summary>
    /// <param name="uid">A transfer syntax UID, or anything a file has in its place.</param>
    /// <returns>A syntax; never null.</returns>
    public static DicomTransferSyntax Of(DicomUID uid)
    {
        foreach (var syntax in Named.All)
        {
            if (syntax.Uid == uid)
            {
                return syntax;
            }
        }

        if (uid.Type != DicomUidType.TransferSyntax)
        {
            return Encapsulated(uid) with { IsKnown = false };
        }

        // The rest of the registry: those that refer to pixel data elsewhere or carry them beside the data set have no fragments.
        return uid == DicomUID.JPIPReferencedDeflate || uid == DicomUID.JPIPHTJ2KReferencedDeflate ? new(uid) { IsDeflated = true }
            : uid == DicomUID.JPIPReferenced || uid == DicomUID.JPIPHTJ2KReferenced ? new(uid)
            : uid == DicomUID.Papyrus3ImplicitVRLittleEndian ? new(uid) { IsExplicitVR = false }
            : uid.Value.StartsWith("1.2.840.10008.1.2.6.", StringComparison.Ordinal) ? new(uid)
            : uid.Value.StartsWith("1.2.840.10008.1.2.7.", StringComparison.Ordinal) ? new(uid)
            : Encapsulated(uid);
    }

    /// <summary>Equal when the UIDs are.</summary>
    public bool Equals(DicomTransferSyntax? other) => other is not null && other.Uid == Uid;

    /// <inheritdoc/>
    public override int GetHashCode() => Uid.GetHashCode();

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static DicomTransferSyntax Encapsulated(DicomUID uid) => new(uid) { IsEncapsulated = true };

    private static class Named
    {
        internal static readonly DicomTransferSyntax[] All =
        [
            ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, PixelMedBzip2,
            JPEGBaseline1, JPEGExtended2And4, JPEGLossless14, JPEGLossless14SV1, JPEGLSLossless, JPEGLSNearLossless, JPEG2000Lossless,
            JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K, RLELossless, EncapsulatedUncompressed, GEPrivateImplicitVR,
        ];
    }
}
