using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>A colour as a display takes it: red, green, blue of sRGB. The default is black.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
public readonly record struct DisplayColor(byte Red, byte Green, byte Blue)
{
    private const double MaxCode = 65535;

    /// <summary>White.</summary>
    public static DisplayColor White => new(255, 255, 255);

    /// <summary>A grey from a P-value: 0 black to FFFF white.</summary>
    public static DisplayColor OfPValue(int value)
    {
        var level = (byte)Math.Round(Math.Clamp(value, 0, MaxCode) * 255 / MaxCode);
        return new DisplayColor(level, level, level);
    }

    /// <summary>
    /// A colour from PCS-Values (PS3.3 C.10.7.1.1): L* from 0 to 100, a* and b* from -128 to 127, each over 0 to 65535, for the white of D50.
    /// </summary>
    public static DisplayColor OfCieLab(int lightness, int a, int b)
    {
        var y = ((Math.Clamp(lightness, 0, MaxCode) * 100 / MaxCode) + 16) / 116;
        var x = y + (((Math.Clamp(a, 0, MaxCode) * 255 / MaxCode) - 128) / 500);
        var z = y - (((Math.Clamp(b, 0, MaxCode) * 255 / MaxCode) - 128) / 200);
        var (bigX, bigY, bigZ) = (0.9642 * Cubed(x), Cubed(y), 0.8249 * Cubed(z));

        // From XYZ of D50 to linear sRGB, the adaptation of white to D65 (Bradford) included.
        return new DisplayColor(
            Gamma((3.1338561 * bigX) - (1.6168667 * bigY) - (0.4906146 * bigZ)),
            Gamma((-0.9787684 * bigX) + (1.9161415 * bigY) + (0.0334540 * bigZ)),
            Gamma((0.0719453 * bigX) - (0.2289914 * bigY) + (1.4052427 * bigZ)));
    }

    /// <summary>The colour in an attribute with three PCS-Values; null when it is absent or has fewer.</summary>
    internal static DisplayColor? OfCieLab(DicomDataset holder, DicomTag tag) =>
        holder.GetInt32(tag) is { } lightness && holder.GetInt32(tag, 1) is { } a && holder.GetInt32(tag, 2) is { } b ? OfCieLab(lightness, a, b) : null;

    private static double Cubed(double f) => f > 6.0 / 29 ? f * f * f : (f - (16.0 / 116)) * 108 / 841;

    private static byte Gamma(double linear)
    {
        var share = linear <= 0.0031308 ? 12.92 * linear : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(Math.Clamp(share, 0, 1) * 255);
    }
}
