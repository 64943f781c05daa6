using System.Buffers.Binary;

namespace Appliance.Imaging;

/// <summary>What the markers before the first scan of a JPEG stream tell (ISO 10918-1 B.2).</summary>
internal sealed record JpegHeader
{
    private const byte Lossless = 0xC3;

    private JpegHeader(byte marker, ReadOnlySpan<byte> body)
    {
        Marker = marker;
        Precision = body[0];
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        Identifiers = new byte[body[5]];
        Sampling = new byte[body[5]];
        Quantization = new byte[body[5]];
        for (var i = 0; i < Components; i++)
        {
            Identifiers[i] = body[6 + (i * 3)];
            Sampling[i] = body[7 + (i * 3)];
            Quantization[i] = body[8 + (i * 3)];
        }
    }

    /// <summary>The second byte of the frame's SOF marker: C0 baseline, C1 extended, C2 progressive, C3 lossless.</summary>
    public byte Marker { get; }

    /// <summary>True for Huffman-coded lossless frames.</summary>
    public bool IsLossless => Marker == Lossless;

    /// <summary>True for the sequential DCT processes with Huffman coding, of 8 or 12 bits.</summary>
    public bool IsSequential => Marker is 0xC0 or 0xC1 && Precision is 8 or 12;

    /// <summary>Bits of a sample, 2 to 16.</summary>
    public int Precision { get; }

    /// <summary>Samples per line.</summary>
    public int Width { get; }

    /// <summary>Number of lines; 0 when it comes only behind the first scan (DNL).</summary>
    public int Height { get; init; }

    /// <summary>Components in the frame.</summary>
    public int Components => Identifiers.Length;

    /// <summary>Component identifiers in frame order.</summary>
    public byte[] Identifiers { get; }

    /// <summary>Numbers of the quantization tables in frame order.</summary>
    public byte[] Quantization { get; }

    /// <summary>Sampling factors in frame order: horizontal in the upper four bits, vertical in the lower.</summary>
    public byte[] Sampling { get; }

    /// <summary>True when a JFIF segment is there: three components are then YCbCr.</summary>
    public bool HasJfif { get; private init; }

    /// <summary>The colour transform of an Adobe segment (0 none, 1 YCbCr); -1 without one.</summary>
    public int AdobeTransform { get; private init; }

    /// <summary>
    /// Whether three components are luminance and colour differences. The data set decides (PS3.5 8.2.1), save where the stream itself
    /// says otherwise: components named R, G, B, or an Adobe or JFIF segment.
    /// </summary>
    public bool IsYbr(PhotometricInterpretation stated)
    {
        if (AdobeTransform == 0 || Identifiers.AsSpan().SequenceEqual("RGB"u8))
        {
            return false;
        }

        return stated != PhotometricInterpretation.Rgb || ((AdobeTransform == 1 || HasJfif) && !IsLossless);
    }

    /// <summary>The place of a component in the frame by its identifier; -1 when it has none.</summary>
    public int ComponentOf(byte identifier) => Array.IndexOf(Identifiers, identifier);

    /// <summary>Reads the markers up to the frame header; null when there is none.</summary>
    public static JpegHeader? Parse(ReadOnlySpan<byte> stream)
    {
        var (hasJfif, adobe) = (false, -1);
        for (var at = 2; at + 4 <= stream.Length;)
        {
            if (stream[at] != 0xFF)
            {
                return null;
            }

            var marker = stream[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(stream[(at + 2)..]);
            if (length < 2 || at + 2 + length > stream.Length)
            {
                return null;
            }

            var body = stream.Slice(at + 4, length - 2);
            switch (marker)
            {
                case >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC):
                    return IsPossible(body) ? new JpegHeader(marker, body) { HasJfif = hasJfif, AdobeTransform = adobe } : null;
                case 0xE0:
                    hasJfif |= body.StartsWith("JFIF\0"u8);
                    break;
                case 0xEE when body.Length >= 12 && body.StartsWith("Adobe"u8):
                    adobe = body[11];
                    break;
                case 0xDA:
                    return null;
            }

            at += 2 + length;
        }

        return null;
    }

    private static bool IsPossible(ReadOnlySpan<byte> body)
    {
        if (body.Length < 6 || body[0] is < 2 or > 16 || body[5] is < 1 or > 4 || body.Length < 6 + (body[5] * 3))
        {
            return false;
        }

        for (var i = 0; i < body[5]; i++)
        {
            var factors = body[7 + (i * 3)];
            if ((factors >> 4) is < 1 or > 4 || (factors & 0x0F) is < 1 or > 4)
            {
                return false;
            }
        }

        return true;
    }
}
