using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Appliance.ConformanceTests;

/// <summary>An 8-bit picture read from a PGM, PPM or PNG file: samples interleaved, rows from the top.</summary>
internal sealed record Picture(int Width, int Height, int Samples, byte[] Data)
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The colour at a place as red, green and blue; grey has three equal ones.</summary>
    public (byte Red, byte Green, byte Blue) At(int x, int y)
    {
        var at = ((y * Width) + x) * Samples;
        return Samples < 3 ? (Data[at], Data[at], Data[at]) : (Data[at], Data[at + 1], Data[at + 2]);
    }

    /// <summary>The largest difference of any sample from a picture of the same size.</summary>
    public int LargestDifference(Picture other)
    {
        Xunit.Assert.Equal((Width, Height), (other.Width, other.Height));
        var largest = 0;
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (red, green, blue) = At(x, y);
                var (otherRed, otherGreen, otherBlue) = other.At(x, y);
                largest = Math.Max(largest, Math.Max(Math.Abs(red - otherRed), Math.Max(Math.Abs(green - otherGreen), Math.Abs(blue - otherBlue))));
            }
        }

        return largest;
    }

    /// <summary>Reads a binary PGM (P5) or PPM (P6) of 8-bit samples.</summary>
    public static Picture ReadPnm(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var at = 0;
        var magic = Word();
        int width = Number(), height = Number(), largest = Number(), samples = magic == "P6" ? 3 : 1;
        if (magic is not ("P5" or "P6") || largest != 255)
        {
            throw new InvalidDataException($"{path}: {magic} with largest value {largest} is not an 8-bit binary PGM or PPM");
        }

        return new Picture(width, height, samples, bytes[at..(at + (width * height * samples))]);

        int Number() => int.Parse(Word(), CultureInfo.InvariantCulture);

        string Word()
        {
            while (bytes[at] == '#')
            {
                at = Array.IndexOf(bytes, (byte)'\n', at) + 1;
            }

            var from = at;
            while (!char.IsWhiteSpace((char)bytes[at]))
            {
                at++;
            }

            return Encoding.ASCII.GetString(bytes, from, at++ - from);
        }
    }

    /// <summary>Reads a PNG of 8-bit grey, grey with alpha, RGB or RGBA, not interlaced (ISO/IEC 15948); alpha is dropped.</summary>
    public static Picture ReadPng(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!bytes.AsSpan().StartsWith(PngSignature))
        {
            throw new InvalidDataException($"{path} does not start as a PNG does");
        }

        int width = 0, height = 0, channels = 0;
        using var packed = new MemoryStream();
        for (var at = PngSignature.Length; at < bytes.Length;)
        {
            var length = (int)BigEndian(bytes, at);
            var kind = Encoding.ASCII.GetString(bytes, at + 4, 4);
            if (kind == "IHDR")
            {
                (width, height) = ((int)BigEndian(bytes, at + 8), (int)BigEndian(bytes, at + 12));
                channels = (bytes[at + 16], bytes[at + 17], bytes[at + 20]) switch
                {
                    (8, 0, 0) => 1,
                    (8, 2, 0) => 3,
                    (8, 4, 0) => 2,
                    (8, 6, 0) => 4,
                    var (depth, color, interlace) => throw new InvalidDataException($"{path}: bit depth {depth}, colour type {color}, interlace {interlace}"),
                };
            }
            else if (kind == "IDAT")
            {
                packed.Write(bytes, at + 8, length);
            }

            at += length + 12;
        }

        packed.Position = 0;
        using var inflater = new ZLibStream(packed, CompressionMode.Decompress);
        var samples = channels < 3 ? 1 : 3;
        return new Picture(width, height, samples, DropAlpha(Unfilter(inflater, width, height, channels), channels, samples));
    }

    private static uint BigEndian(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static byte[] Unfilter(Stream lines, int width, int height, int channels)
    {
        var stride = width * channels;
        var data = new byte[stride * height];
        var line = new byte[stride + 1];
        for (var y = 0; y < height; y++)
        {
            lines.ReadExactly(line);
            for (var x = 0; x < stride; x++)
            {
                var left = x >= channels ? data[(y * stride) + x - channels] : 0;
                var up = y > 0 ? data[((y - 1) * stride) + x] : 0;
                var corner = x >= channels && y > 0 ? data[((y - 1) * stride) + x - channels] : 0;
                var predicted = line[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                data[(y * stride) + x] = (byte)(line[x + 1] + predicted);
            }
        }

        return data;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int a = Math.Abs(estimate - left), b = Math.Abs(estimate - up), c = Math.Abs(estimate - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static byte[] DropAlpha(byte[] data, int channels, int samples)
    {
        if (channels == samples)
        {
            return data;
        }

        var kept = new byte[data.Length / channels * samples];
        for (int from = 0, to = 0; from < data.Length; from += channels, to += samples)
        {
            data.AsSpan(from, samples).CopyTo(kept.AsSpan(to));
        }

        return kept;
    }
}
