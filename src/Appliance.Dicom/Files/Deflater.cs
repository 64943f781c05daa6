using System.IO.Compression;

namespace Appliance.Dicom;

/// <summary>Compresses data sets as a whole (PS3.5 A.5; PixelMed's bzip2 alike), as a stream.</summary>
internal static class Deflater
{
    /// <summary>Has a data set written through the compression of a transfer syntax.</summary>
    /// <param name="stream">Where the compressed bytes go; stays open.</param>
    /// <param name="syntax">A syntax that <see cref="Inflater.IsNeeded"/>.</param>
    /// <param name="write">Writes them.</param>
    public static void Write(Stream stream, DicomTransferSyntax syntax, Action<Stream> write)
    {
        var counting = new CountingStream(stream);
        using (var packer = Open(counting, syntax))
        {
            write(packer);
        }

        // A data set has an even length; the decoder stops before the pad (PS3.5 A.5).
        if ((counting.Count & 1) != 0)
        {
            stream.WriteByte(0);
        }
    }

    /// <summary>A stream that compresses what is written to it into another one, which stays open when it is disposed.</summary>
    public static Stream Open(Stream stream, DicomTransferSyntax syntax) => syntax.IsDeflated
        ? new DeflateStream(stream, CompressionLevel.Fastest, leaveOpen: true)
        : new Bzip2Stream(stream);
}
