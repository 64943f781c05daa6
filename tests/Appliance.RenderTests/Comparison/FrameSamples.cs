using Appliance.Imaging;

namespace Appliance.RenderTests.Comparison;

/// <summary>The samples of one frame as plain numbers, row by row, those of a pixel together: what ours and a peer's are compared in.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="PerPixel">1, or 3 for red, green, blue.</param>
/// <param name="Values">As many as the three multiplied.</param>
internal sealed record FrameSamples(int Width, int Height, int PerPixel, double[] Values)
{
    /// <summary>What the product decoded.</summary>
    public static FrameSamples Of(DicomImage image, PixelFrame frame)
    {
        var perPixel = frame.Kind == PixelKind.Rgb8 ? 3 : 1;

        // Signed indices into a palette are kept raised by half their range.
        var raised = image is { IsSigned: true, Palette: not null } && perPixel == 1 && !frame.Kind.IsGray() ? 1L << (image.BitsStored - 1) : 0;
        var values = new double[frame.Width * frame.Height * perPixel];
        for (var i = 0; i < values.Length; i++)
        {
            var pixel = i / perPixel;
            values[i] = frame.ValueAt(pixel % frame.Width, pixel / frame.Width, i % perPixel) - raised;
        }

        return new FrameSamples(frame.Width, frame.Height, perPixel, values);
    }

    /// <summary>The largest difference of two samples in the same place; infinite for frames of another size, or where one of two is no number.</summary>
    public double DifferenceFrom(FrameSamples other)
    {
        if ((Width, Height, PerPixel) != (other.Width, other.Height, other.PerPixel))
        {
            return double.PositiveInfinity;
        }

        var most = 0.0;
        for (var i = 0; i < Values.Length; i++)
        {
            var difference = Values[i].Equals(other.Values[i]) ? 0 : Math.Abs(Values[i] - other.Values[i]);
            most = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(most, difference);
        }

        return most;
    }

    /// <summary>Samples of more than 8 bits as the 8 bits that colour is shown in; the same for others.</summary>
    /// <param name="bits">How many each of these has.</param>
    public FrameSamples InEightBits(int bits) => bits <= 8 ? this
        : this with { Values = [.. Values.Select(value => Math.Round(value * 255 / (Math.Pow(2, bits) - 1)))] };
}
