using System.Runtime.InteropServices;
using Appliance.Imaging;
using Appliance.RenderTests.Gl;
using Xunit;

namespace Appliance.RenderTests.Imaging;

/// <summary>The quick ways of the CPU renderer against <see cref="GrayPipeline.Level"/>, value by value over all that 16 bits hold.</summary>
public sealed class LinearLevelsTests
{
    public static TheoryData<string> Pipelines => [.. ShaderPipelines.All.Keys];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Renderer_EveryValueOf16Bits_GetsTheLevelOfThePipeline(string name)
    {
        foreach (var (kind, bits) in new[] { (PixelKind.GrayU16, 16), (PixelKind.GrayS16, 16), (PixelKind.GrayU16, 12), (PixelKind.GrayS16, 13), (PixelKind.Gray8, 8) })
        {
            var frame = AllValues(kind, bits);
            var pipeline = (ShaderPipelines.All[name] with { SupplementalPalette = null, PseudoColor = null }).ResolveFor(frame);
            AssertLevels(frame, pipeline);
        }
    }

    [Fact]
    public void Renderer_WindowsOfAllSorts_GetTheLevelsOfThePipeline()
    {
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var function = (VoiFunction)random.Next(3);
            var pipeline = new GrayPipeline
            {
                RescaleSlope = Math.Pow(10, random.Next(-6, 4)) * (random.Next(2) * 2 - 1) * (random.Next(2) == 0 ? 1 : random.NextDouble() + 0.1),
                RescaleIntercept = random.Next(-2000, 2000),
                Invert = random.Next(2) == 0,
                Padding = random.Next(2) == 0 ? null : new PixelPadding(random.Next(-40000, 70000), random.Next(-40000, 70000)),
            };
            var frame = AllValues(random.Next(2) == 0 ? PixelKind.GrayU16 : PixelKind.GrayS16, random.Next(9, 17));
            var (middle, span) = (pipeline.Modality((frame.Min + frame.Max) / 2), Math.Abs(pipeline.RescaleSlope) * (frame.Max - frame.Min));
            AssertLevels(frame, pipeline with { Window = new VoiWindow(middle + (span * (random.NextDouble() - 0.5)), Math.Max(1, span * random.NextDouble()), function) });
        }
    }

    [Theory]
    [InlineData(40, 400, VoiFunction.Linear, 1)]
    [InlineData(-600, 1500, VoiFunction.Linear, 1)]
    [InlineData(32, 8, VoiFunction.Linear, 1)]
    [InlineData(2048, 4096, VoiFunction.Linear, 1)]
    [InlineData(2047.5, 4095, VoiFunction.LinearExact, 1)]
    [InlineData(0, 3000, VoiFunction.Linear, -2)]
    public void Line_OfUsualWindows_IsProvenEqualAndUsed(double center, double width, VoiFunction function, double slope)
    {
        var frame = AllValues(PixelKind.GrayS16, 16);
        var levels = new byte[frame.Width * frame.Height];
        Assert.True(LinearLevels.TryDraw(
            frame.Values<short>(), new GrayPipeline { RescaleSlope = slope, RescaleIntercept = -1024, Window = new VoiWindow(center, width, function) }, 16, levels));
    }

    [Fact]
    public void Line_OfAStep_IsLeftToTheTable()
    {
        var frame = AllValues(PixelKind.GrayS16, 16);
        Assert.False(LinearLevels.TryDraw(frame.Values<short>(), new GrayPipeline { Window = new VoiWindow(100, 1) }, 16, new byte[frame.Width * frame.Height]));
    }

    [Fact]
    public void Steps_OfACurve_AreFoundWhereTheLevelsChange()
    {
        var pipeline = new GrayPipeline { Window = new VoiWindow(300, 900, VoiFunction.Sigmoid), Invert = true };
        var levels = new byte[4096];
        LevelSteps.Of(pipeline, 0, 4095, place => place)!.Fill(levels);
        Assert.Equal(Enumerable.Range(0, 4096).Select(value => pipeline.Level(value)), levels);
    }

    // A width that leaves a rest behind whole vectors.
    private static PixelFrame AllValues(PixelKind kind, int bits)
    {
        var first = kind.IsSigned() ? -(1 << (bits - 1)) : 0;
        var values = Enumerable.Range(first, 1 << bits).Concat([first, first + 1, first + 5]).ToArray();
        var data = kind.BytesPerPixel() == 1 ? Array.ConvertAll(values, value => (byte)value) : MemoryMarshal.AsBytes<short>(Array.ConvertAll(values, value => (short)value)).ToArray();
        return new PixelFrame(values.Length, 1, kind, bits, data);
    }

    private static void AssertLevels(PixelFrame frame, GrayPipeline pipeline)
    {
        var levels = new byte[frame.Width];
        ReferenceRenderer.RenderGray(frame, pipeline, levels);
        for (var i = 0; i < levels.Length; i++)
        {
            var stored = frame.ValueAt(i, 0);
            Assert.True(pipeline.Level(stored) == levels[i], $"{frame.Kind} {frame.BitsStored} bits, {stored}: {levels[i]}, the pipeline says {pipeline.Level(stored)}: {pipeline}");
        }
    }
}
