using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Appliance.Imaging;

/// <summary>The picture files that can be written.</summary>
public enum PictureFormat
{
    /// <summary>PNG, 8-bit grey or 8-bit RGB.</summary>
    Png,

    /// <summary>Binary PGM (P5). Colour pictures are brought to grey by their luma.</summary>
    Pgm,

    /// <summary>Binary PPM (P6). Grey pictures get three equal components.</summary>
    Ppm,
}

/// <summary>Writes pictures as files: PNG by Skia, PGM and PPM directly.</summary>
public static class PictureWriter
{
    /// <summary>The format that a file name's ending asks for; null when it is none of <c>.png .pgm .ppm</c>.</summary>
    public static PictureFormat? FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => PictureFormat.Png,
        ".PGM" => PictureFormat.Pgm,
        ".PPM" => PictureFormat.Ppm,
        _ => null,
    };

    /// <summary>Writes a picture to a file in the format that its ending names; an existing file is replaced.</summary>
    /// <exception cref="ArgumentException">The ending is none of .png, .pgm and .ppm.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(RenderedImage image, string path)
    {
        var format = FormatOf(path)
            ?? throw new ArgumentException($"the ending of '{path}' names no picture format: use .png, .pgm or .ppm", nameof(path));
        using var file = File.Create(path);
        Write(image, file, format);
    }

    /// <summary>Writes a picture to a stream, which stays open.</summary>
    public static void Write(RenderedImage image, Stream stream, PictureFormat format)
    {
        switch (format)
        {
            case PictureFormat.Pgm:
                WriteNetpbm(stream, "P5", image, image.IsColor ? Luma(image.Pixels) : image.Pixels);
                break;
            case PictureFormat.Ppm:
                WriteNetpbm(stream, "P6", image, image.IsColor ? image.Pixels : Tripled(image.Pixels));
                break;
            default:
                WritePng(image, stream);
                break;
        }
    }

    private static void WriteNetpbm(Stream stream, string magic, RenderedImage image, byte[] pixels)
    {
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{magic}\n{image.Width} {image.Height}\n255\n")));
        stream.Write(pixels);
    }

    private static void WritePng(RenderedImage image, Stream stream)
    {
        var info = image.IsColor
            ? new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque)
            : new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        using var data = SKData.CreateCopy(image.IsColor ? Quadrupled(image.Pixels) : image.Pixels);
        using var picture = SKImage.FromPixels(info, data, info.RowBytes);
        using var png = picture?.Encode(SKEncodedImageFormat.Png, 100)
            ?? throw new IOException($"the {image.Width}x{image.Height} picture could not be encoded as PNG");
        png.SaveTo(stream);
    }

    private static byte[] Quadrupled(byte[] rgb)
    {
        var rgbx = new byte[rgb.Length / 3 * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            (rgbx[to], rgbx[to + 1], rgbx[to + 2], rgbx[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], 255);
        }

        return rgbx;
    }

    private static byte[] Tripled(byte[] gray)
    {
        var rgb = new byte[gray.Length * 3];
        for (var i = 0; i < gray.Length; i++)
        {
            rgb.AsSpan(i * 3, 3).Fill(gray[i]);
        }

        return rgb;
    }

    // ITU-R BT.601 luma, the weights that YBR_FULL is defined with.
    private static byte[] Luma(byte[] rgb)
    {
        var gray = new byte[rgb.Length / 3];
        for (var i = 0; i < gray.Length; i++)
        {
            gray[i] = (byte)((0.299 * rgb[i * 3]) + (0.587 * rgb[(i * 3) + 1]) + (0.114 * rgb[(i * 3) + 2]) + 0.5);
        }

        return gray;
    }
}
