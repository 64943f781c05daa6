using System.IO.Compression;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace Appliance.Dicom;

/// <summary>Opens data sets that are compressed as a whole (PS3.5 A.5; PixelMed's bzip2 alike).</summary>
internal static class Inflater
{
    private const int ZlibHeader = 2;

    /// <summary>Whether the data set as a whole is compressed.</summary>
    public static bool IsNeeded(DicomTransferSyntax syntax) => syntax.IsDeflated || syntax.IsBzip2;

    /// <summary>The data set as if it were not compressed.</summary>
    /// <param name="source">Where the compressed bytes are; not disposed, and needed while inflating goes on.</param>
    /// <param name="start">Byte offset of the compressed stream.</param>
    /// <param name="syntax">A syntax that <see cref="IsNeeded"/>.</param>
    /// <param name="options">The caps on what may come out.</param>
    /// <exception cref="DicomFormatException">The bytes do not begin such a stream.</exception>
    public static InflatedByteSource Open(IByteSource source, long start, DicomTransferSyntax syntax, DicomReadOptions options)
    {
        var length = source.Length - start;
        if (syntax.IsDeflated)
        {
            // The standard wants bare deflate; streams with zlib's two bytes in front are found.
            var skip = LooksLikeZlib(source, start) ? ZlibHeader : 0;
            var stream = new ByteSourceStream(source, start + skip, Math.Max(0, length - skip));
            return new InflatedByteSource(new DeflateStream(stream, CompressionMode.Decompress), length, options, "deflate");
        }

        try
        {
            var stream = new BufferedStream(new ByteSourceStream(source, start, length), 64 * 1024);
            return new InflatedByteSource(new BZip2InputStream(stream), length, options, "bzip2");
        }
        catch (Exception e) when (IsBroken(e))
        {
            throw new DicomFormatException($"the data set does not begin a bzip2 stream: {e.Message}", start, "", e);
        }
    }

    /// <summary>
    /// Whether an exception of a decoder tells that its input is no such stream. The decoder of bzip2 trusts what it reads, and so fails in these
    /// ways where the bytes lie.
    /// </summary>
    public static bool IsBroken(Exception e) =>
        e is InvalidDataException or SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException or NullReferenceException;

    private static bool LooksLikeZlib(IByteSource source, long start)
    {
        Span<byte> head = stackalloc byte[5];
        if (source.Read(start, head) < head.Length || (head[0] & 0x0F) != 8 || ((head[0] << 8) | head[1]) % 31 != 0)
        {
            return false;
        }

        // A bare stream could begin so with a stored block; then bytes 1 to 4 would be a length and its complement.
        return (ushort)(head[1] | (head[2] << 8)) != (ushort)~(head[3] | (head[4] << 8));
    }
}
