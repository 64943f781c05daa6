using System.Runtime.InteropServices;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class FloatPixelTests
{
    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Range_WithNaNInfinityAndPadding_IsThatOfTheOtherValues(PixelKind kind)
    {
        var frame = Frame(kind, double.NaN, double.PositiveInfinity, -0.25, 3.5, double.NegativeInfinity, -1000, 0.5);
        Assert.Equal((-1000.0, 3.5), (frame.Min, frame.Max));
        Assert.Equal((-0.25, 3.5), frame.RangeWithout(new PixelPadding(-2000, -1)));
        Assert.Equal((-1000.0, 3.5), frame.RangeWithout(new PixelPadding(-2000, 2000)));
        Assert.True(double.IsNaN(frame.ValueAt(0, 0)));
        Assert.Equal(0.5, frame.ValueAt(6, 0));
    }

    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Range_WithoutAnyNumber_IsZero(PixelKind kind) =>
        Assert.Equal((0.0, 0.0), Frame(kind, double.NaN, double.NegativeInfinity).RangeWithout(new PixelPadding(0, 1)));

    [Theory]
    [InlineData(PixelKind.GrayF32)]
    [InlineData(PixelKind.GrayF64)]
    public void Renderer_NaNAndInfinity_AreBackgroundAlsoWhenInverted(PixelKind kind)
    {
        var frame = Frame(kind, double.NaN, -1, 0, 1, double.PositiveInfinity, double.NegativeInfinity);
        Assert.Equal([0, 0, 128, 255, 0, 0], Levels(frame, new GrayPipeline()));
        Assert.Equal([0, 255, 128, 0, 0, 0], Levels(frame, new GrayPipeline { Invert = true }));
    }

    [Fact]
    public void Range_WithPaddingOutsideTheKind_LeavesOutNothing()
    {
        var frame = new PixelFrame(3, 1, PixelKind.Gray8, 8, new byte[] { 0, 7, 255 });
        Assert.Equal((0.0, 255.0), frame.RangeWithout(new PixelPadding(-2000, -2000)));
        Assert.Equal((0.0, 255.0), frame.RangeWithout(new PixelPadding(256, 300)));
        Assert.Equal((7.0, 255.0), frame.RangeWithout(new PixelPadding(-2000, 0)));
    }

    private static IEnumerable<int> Levels(PixelFrame frame, GrayPipeline pipeline) => ReferenceRenderer.Render(frame, pipeline).Pixels.Select(level => (int)level);

    private static PixelFrame Frame(PixelKind kind, params double[] values) => kind == PixelKind.GrayF32
        ? new PixelFrame(values.Length, 1, kind, 32, MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)).ToArray())
        : new PixelFrame(values.Length, 1, kind, 64, MemoryMarshal.AsBytes<double>(values).ToArray());
}
