using System.Numerics;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Spectra;

public sealed class FourierTransformTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(96)]
    [InlineData(127)]
    [InlineData(360)]
    public void Values_OfAnyLength_AreTransformedAsTheSumSays(int length)
    {
        var values = Noise(length);
        var transformed = (Complex[])values.Clone();
        FourierTransform.Forward(transformed);
        for (var k = 0; k < length; k++)
        {
            var sum = Complex.Zero;
            for (var n = 0; n < length; n++)
            {
                sum += values[n] * Complex.FromPolarCoordinates(1, -2 * Math.PI * k * n / length);
            }

            Assert.Equal(0, (sum - transformed[k]).Magnitude, 1e-9);
        }
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(4099)]
    [InlineData(10007)]
    public void LongValues_ThereAndBack_AreTheSame(int length)
    {
        var values = Noise(length);
        var there = (Complex[])values.Clone();
        FourierTransform.Forward(there);
        FourierTransform.Inverse(there);
        Assert.All(values.Zip(there), pair => Assert.Equal(0, (pair.First - pair.Second).Magnitude, 1e-10));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1000)]
    public void Energy_OfATransform_IsTheLengthTimesThatOfTheValues(int length)
    {
        var values = Noise(length);
        var energy = values.Sum(value => value.Magnitude * value.Magnitude);
        FourierTransform.Forward(values);
        Assert.Equal(length * energy, values.Sum(value => value.Magnitude * value.Magnitude), length * energy * 1e-12);
    }

    private static Complex[] Noise(int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(_ => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5))];
    }
}
