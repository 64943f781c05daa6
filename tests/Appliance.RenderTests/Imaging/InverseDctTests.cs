using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class InverseDctTests
{
    private const int Side = 8;

    // ISO 10918-1 A.3.3 in real numbers, against whole ones that may round by one.
    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 6)]
    [InlineData(8, 64)]
    [InlineData(12, 1)]
    [InlineData(12, 20)]
    [InlineData(12, 64)]
    public void Block_OfAnyCoefficients_IsTheTransformOfTheStandardWithinOne(int precision, int coefficients)
    {
        var random = new Random(precision + coefficients);
        var (center, max) = (1 << (precision - 1), (1 << precision) - 1);
        for (var round = 0; round < 200; round++)
        {
            var block = new int[Side * Side];
            for (var i = 0; i < coefficients; i++)
            {
                block[i == 0 ? 0 : random.Next(block.Length)] = random.Next(-center * 2, center * 2) / (1 + (i / 2));
            }

            var expected = Expected(block);
            var samples = new ushort[(Side * 11) - 3];
            JpegInverseDct.Transform(block, precision, samples, 11);
            for (var i = 0; i < block.Length; i++)
            {
                var (x, y) = (i % Side, i / Side);
                Assert.InRange(samples[(y * 11) + x], Math.Clamp(expected[i] + center, 0, max) - 1.01, Math.Clamp(expected[i] + center, 0, max) + 1.01);
            }
        }
    }

    private static double[] Expected(int[] block) => [.. Enumerable.Range(0, Side * Side).Select(place =>
    {
        var (x, y, sum) = (place % Side, place / Side, 0.0);
        for (var i = 0; i < block.Length; i++)
        {
            var (u, v) = (i % Side, i / Side);
            var scale = (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4;
            sum += scale * block[i] * Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * Math.Cos(((2 * y) + 1) * v * Math.PI / 16);
        }

        return sum;
    })];
}
