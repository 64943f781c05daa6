using System.Numerics;

namespace Appliance.Imaging;

/// <summary>
/// The discrete Fourier transform of any length: <c>X[k] = sum of x[n] exp(-2 pi i k n / N)</c>, not scaled. Powers of two by halving;
/// other lengths as a convolution with a chirp (Bluestein), which takes three transforms of a power of two.
/// </summary>
internal static class FourierTransform
{
    /// <summary>Transforms in place.</summary>
    public static void Forward(Span<Complex> values)
    {
        if (values.Length > 1)
        {
            if (BitOperations.IsPow2(values.Length))
            {
                ByHalving(values);
            }
            else
            {
                ByChirp(values);
            }
        }
    }

    /// <summary>The inverse of <see cref="Forward"/>, in place, divided by the length.</summary>
    public static void Inverse(Span<Complex> values)
    {
        Conjugate(values, 1);
        Forward(values);
        Conjugate(values, 1.0 / values.Length);
    }

    private static void ByHalving(Span<Complex> values)
    {
        Reorder(values);
        var turns = Turns(values.Length);
        for (var size = 2; size <= values.Length; size *= 2)
        {
            var step = values.Length / size;
            for (var start = 0; start < values.Length; start += size)
            {
                var low = values.Slice(start, size / 2);
                var high = values.Slice(start + (size / 2), size / 2);
                for (var k = 0; k < low.Length; k++)
                {
                    var turned = high[k] * turns[k * step];
                    high[k] = low[k] - turned;
                    low[k] += turned;
                }
            }
        }
    }

    private static void Reorder(Span<Complex> values)
    {
        for (int i = 1, j = 0; i < values.Length; i++)
        {
            var bit = values.Length >> 1;
            for (; (j & bit) != 0; bit >>= 1)
            {
                j ^= bit;
            }

            j ^= bit;
            if (i < j)
            {
                (values[i], values[j]) = (values[j], values[i]);
            }
        }
    }

    private static Complex[] Turns(int length)
    {
        var turns = new Complex[length / 2];
        for (var k = 0; k < turns.Length; k++)
        {
            turns[k] = Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length);
        }

        return turns;
    }

    private static void ByChirp(Span<Complex> values)
    {
        var length = values.Length;
        var padded = (int)BitOperations.RoundUpToPowerOf2((uint)((2 * length) - 1));
        var (signal, kernel) = (new Complex[padded], new Complex[padded]);
        var chirp = Chirp(length);
        for (var n = 0; n < length; n++)
        {
            signal[n] = values[n] * chirp[n];
            kernel[n] = kernel[(padded - n) % padded] = Complex.Conjugate(chirp[n]);
        }

        ByHalving(signal);
        ByHalving(kernel);
        for (var k = 0; k < padded; k++)
        {
            signal[k] *= kernel[k];
        }

        Inverse(signal);
        for (var k = 0; k < length; k++)
        {
            values[k] = signal[k] * chirp[k];
        }
    }

    // n squared is taken modulo 2N, so that the angle keeps its digits.
    private static Complex[] Chirp(int length)
    {
        var chirp = new Complex[length];
        for (var n = 0; n < length; n++)
        {
            chirp[n] = Complex.FromPolarCoordinates(1, -Math.PI * ((long)n * n % (2L * length)) / length);
        }

        return chirp;
    }

    private static void Conjugate(Span<Complex> values, double scale)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = new Complex(values[i].Real * scale, -values[i].Imaginary * scale);
        }
    }
}
