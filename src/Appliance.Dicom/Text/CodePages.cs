using System.Text;

namespace Appliance.Dicom;

/// <summary>The code pages that come with the runtime, taken without registering them for the whole process.</summary>
internal static class CodePages
{
    /// <summary>An encoding that writes nothing for a character it does not have, and reads by the fallback given.</summary>
    public static Encoding Get(int codePage, DecoderFallback decoder)
    {
        var none = new EncoderReplacementFallback("");
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage, none, decoder) ?? Encoding.GetEncoding(codePage, none, decoder);
    }
}
