using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class GrayPipelineTests
{
    // The examples under the formula in PS3.3 C.11.2.1.2.1, with y from 0 to 255.
    [Theory]
    [InlineData(2048, 4096, 0, 0)]
    [InlineData(2048, 4096, 4095, 255)]
    [InlineData(2048, 1, 2047, 0)]
    [InlineData(2048, 1, 2048, 255)]
    [InlineData(0, 100, -50, 0)]
    [InlineData(0, 100, 49, 255)]
    [InlineData(0, 1, -1, 0)]
    [InlineData(0, 1, 0, 255)]
    public void Window_Linear_GivesTheStandardsExamples(double center, double width, double value, byte level) =>
        Assert.Equal(level, new GrayPipeline { Window = new VoiWindow(center, width) }.Level(value));

    [Fact]
    public void Window_LinearOfWidthTwo_SplitsBetweenTwoValues() =>
        Assert.Equal([0, 0, 255, 255], new double[] { -2, -1, 0, 1 }.Select(x => (int)new GrayPipeline { Window = new VoiWindow(0, 2) }.Level(x)));

    [Fact]
    public void Window_Exact_IsHalfAtItsCentre()
    {
        var window = new VoiWindow(100, 50, VoiFunction.LinearExact);
        Assert.Equal([0, 0.5, 1], new double[] { 75, 100, 125 }.Select(window.Apply));
    }

    [Fact]
    public void Window_Sigmoid_FollowsItsFormula()
    {
        var window = new VoiWindow(100, 40, VoiFunction.Sigmoid);
        Assert.Equal(0.5, window.Apply(100), 12);
        Assert.Equal(1 / (1 + Math.Exp(-4)), window.Apply(140), 12);
    }

    [Fact]
    public void Window_LinearNarrowerThanOne_IsTakenAsExact() =>
        Assert.Equal(0.75, new VoiWindow(0.5, 0.5).Apply(0.625), 12);

    [Fact]
    public void MinMax_OfFractionalRescale_SpansBlackToWhite()
    {
        var frame = Frame(PixelKind.GrayU16, 12, 0, 1000, 4095);
        var pipeline = new GrayPipeline { RescaleSlope = 0.0001, RescaleIntercept = -0.2 }.SpanningRangeOf(frame);
        Assert.Equal([0, 62, 255], ReferenceRenderer.Render(frame, pipeline).Pixels.Select(level => (int)level));
        Assert.True(pipeline.IsWindowDerived);
    }

    [Fact]
    public void MinMax_WithPadding_LooksAtThePictureOnly()
    {
        var frame = Frame(PixelKind.GrayS16, 16, -2000, 0, 100, 300);
        var pipeline = new GrayPipeline { Padding = new PixelPadding(-2000, -1999), Invert = true }.ResolveFor(frame);
        Assert.Equal([0, 255, 170, 0], ReferenceRenderer.Render(frame, pipeline).Pixels.Select(level => (int)level));
    }

    [Fact]
    public void MinMax_WithNegativeSlope_KeepsTheOrder()
    {
        var frame = Frame(PixelKind.Gray8, 8, 0, 255);
        Assert.Equal([255, 0], ReferenceRenderer.Render(frame, new GrayPipeline { RescaleSlope = -1 }).Pixels.Select(level => (int)level));
    }

    [Fact]
    public void Picture_OfOneValue_IsBlack() =>
        Assert.Equal([0, 0], ReferenceRenderer.Render(Frame(PixelKind.GrayU16, 12, 7, 7), null).Pixels.Select(level => (int)level));

    [Theory]
    [InlineData(PixelKind.Gray8, 7)]
    [InlineData(PixelKind.GrayU16, 12)]
    [InlineData(PixelKind.GrayU16, 16)]
    [InlineData(PixelKind.GrayS16, 9)]
    [InlineData(PixelKind.GrayS16, 16)]
    public void Renderer_EveryStoredValue_GetsTheLevelOfThePipeline(PixelKind kind, int bits)
    {
        var first = kind.IsSigned() ? -(1 << (bits - 1)) : 0;
        var frame = Frame(kind, bits, [.. Enumerable.Range(first, 1 << bits)]);
        var pipeline = new GrayPipeline { RescaleSlope = 1.7, RescaleIntercept = -31, Window = new VoiWindow(40, 350), Padding = new PixelPadding(3, 5) };
        Assert.Equal(Enumerable.Range(first, 1 << bits).Select(value => pipeline.Level(value)), ReferenceRenderer.Render(frame, pipeline).Pixels);
    }

    [Fact]
    public void Range_OfManyPixels_IsThatOfASearch()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 1013).Select(_ => random.Next(-30000, 30000)).ToArray();
        var frame = Frame(PixelKind.GrayS16, 16, values);
        Assert.Equal((values.Min(), values.Max()), ((int)frame.Min, (int)frame.Max));
        var rest = values.Where(value => value is < -20000 or > 29000);
        Assert.Equal(((double)rest.Min(), (double)rest.Max()), frame.RangeWithout(new PixelPadding(-20000, 29000)));
    }

    [Theory]
    [InlineData("40,400", WindowSource.Explicit)]
    [InlineData("minmax", WindowSource.MinMax)]
    [InlineData("File", WindowSource.File)]
    [InlineData("3", WindowSource.Preset)]
    [InlineData(" soft tissue", WindowSource.Preset)]
    public void WindowChoice_AsAPersonWritesIt_IsRead(string text, WindowSource source)
    {
        Assert.True(WindowChoice.TryParse(text, out var choice, out _));
        Assert.Equal(source, choice.Source);
    }

    [Theory]
    [InlineData("  ")]
    [InlineData("1,2,3")]
    [InlineData("40,0")]
    [InlineData("a,b")]
    [InlineData("NaN,5")]
    public void WindowChoice_ThatIsNone_IsRefusedInWords(string text)
    {
        Assert.False(WindowChoice.TryParse(text, out _, out var error));
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    private static PixelFrame Frame(PixelKind kind, int bits, params int[] values)
    {
        var data = values.SelectMany(value => kind.BytesPerPixel() == 1 ? [(byte)value] : BitConverter.GetBytes((short)value)).ToArray();
        return new PixelFrame(values.Length, 1, kind, bits, data);
    }
}
