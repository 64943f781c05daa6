namespace Appliance.Dicom;

/// <summary>How data elements are laid out in bytes (PS3.5 7.1): with or without their VR, and in which byte order.</summary>
[Flags]
public enum DicomEncoding : byte
{
    /// <summary>No VR written, little endian: the default transfer syntax.</summary>
    ImplicitLittle = 0,

    /// <summary>VR written, little endian: all transfer syntaxes in use but two.</summary>
    ExplicitLittle = 1,

    /// <summary>No VR written, big endian: never a transfer syntax, but found in old files.</summary>
    ImplicitBig = 2,

    /// <summary>VR written, big endian (retired).</summary>
    ExplicitBig = 3,
}

/// <summary>Questions to a <see cref="DicomEncoding"/>.</summary>
internal static class DicomEncodings
{
    public static bool IsExplicit(this DicomEncoding encoding) => (encoding & DicomEncoding.ExplicitLittle) != 0;

    public static bool IsBig(this DicomEncoding encoding) => (encoding & DicomEncoding.ImplicitBig) != 0;

    public static DicomEncoding Of(DicomTransferSyntax syntax) =>
        (syntax.IsExplicitVR ? DicomEncoding.ExplicitLittle : DicomEncoding.ImplicitLittle) |
        (syntax.IsBigEndian ? DicomEncoding.ImplicitBig : DicomEncoding.ImplicitLittle);

    /// <summary>In words, for messages.</summary>
    public static string InWords(this DicomEncoding encoding) => encoding switch
    {
        DicomEncoding.ImplicitLittle => "implicit VR little endian",
        DicomEncoding.ExplicitLittle => "explicit VR little endian",
        DicomEncoding.ExplicitBig => "explicit VR big endian",
        _ => "implicit VR big endian",
    };
}
