using System.Runtime.InteropServices;
using Appliance.Imaging;
using Xunit;

namespace Appliance.RenderTests.Gl;

/// <summary>The shader against the CPU renderer, pixel by pixel, over frames that hold every value their kind allows or a dense sample.</summary>
public sealed class ShaderAgreementTests
{
    private const int Side = 256;

    public static TheoryData<string> Pipelines => [.. ShaderPipelines.All.Keys];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Shader_EveryKindThroughPipeline_AgreesWithReferenceWithinOneLevel(string name)
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        foreach (var frame in Kinds())
        {
            var pipeline = ShaderPipelines.All[name].ResolveFor(frame);
            var drawn = stage.Draw(frame, pipeline, null);
            var worst = Worst(ReferenceRenderer.Render(frame, pipeline), drawn, out var where);
            Assert.True(worst <= 1, $"{frame.Kind} ({frame.BitsStored} bits) differs by {worst} levels at {where}: {pipeline}");
        }
    }

    [Theory]
    [InlineData(PixelKind.Indexed8, 0)]
    [InlineData(PixelKind.Indexed8, 40)]
    [InlineData(PixelKind.Indexed16, 0)]
    [InlineData(PixelKind.Indexed16, 3000)]
    public void Shader_PaletteIndices_AgreesExactly(PixelKind kind, int first)
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var rgb = new byte[3 * (kind == PixelKind.Indexed8 ? 200 : 5000)];
        new Random(5).NextBytes(rgb);
        var palette = new PaletteLut(first, rgb);
        var frame = kind == PixelKind.Indexed8 ? Ramp8(kind) : Ramp16(kind, 16);
        var reference = ReferenceRenderer.Render(frame, null, palette);
        Assert.Equal(0, Worst(reference, stage.Draw(frame, new GrayPipeline(), palette), out _));
    }

    [Fact]
    public void Shader_Rgb_AgreesExactly()
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);

        // An odd width, so that rows do not begin on multiples of four bytes.
        var data = new byte[61 * 47 * 3];
        new Random(7).NextBytes(data);
        var frame = new PixelFrame(61, 47, PixelKind.Rgb8, 8, data);
        Assert.Equal(0, Worst(ReferenceRenderer.Render(frame), stage.Draw(frame, new GrayPipeline(), null), out _));
    }

    [Fact]
    public void Shader_DoubledWithoutSmoothing_RepeatsEachLevelFourTimes()
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var frame = Ramp8(PixelKind.Gray8);
        var pipeline = new GrayPipeline { Window = new VoiWindow(128, 256) };
        var reference = ReferenceRenderer.Render(frame, pipeline);
        var drawn = stage.Draw(frame, pipeline, null, scale: 2, smooth: false);
        for (var y = 0; y < drawn.Height; y++)
        {
            for (var x = 0; x < drawn.Width; x++)
            {
                Assert.InRange(drawn.Pixels[((y * drawn.Width) + x) * 3] - reference.Pixels[(y / 2 * Side) + (x / 2)], -1, 1);
            }
        }
    }

    [Fact]
    public void Shader_HalvedChequerboard_ShowsTheMean()
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var data = new byte[Side * Side];
        for (var i = 0; i < data.Length; i++)
        {
            data[i] = (byte)((((i % Side) + (i / Side)) & 1) == 0 ? 0 : 200);
        }

        var frame = new PixelFrame(Side, Side, PixelKind.Gray8, 8, data);
        var drawn = stage.Draw(frame, new GrayPipeline { Window = new VoiWindow(127.5, 255, VoiFunction.LinearExact) }, null, scale: 0.5);
        Assert.All(drawn.Pixels, level => Assert.InRange(level, 99, 101));
    }

    [Fact]
    public void Shader_MagnifiedPaddingBesideBright_KeepsPaddingBlackAndDoesNotBleed()
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var values = new short[] { -2000, 100, 100, -2000 };
        var frame = new PixelFrame(2, 2, PixelKind.GrayS16, 16, MemoryMarshal.AsBytes<short>(values).ToArray());
        var pipeline = new GrayPipeline { Window = new VoiWindow(0, 200, VoiFunction.LinearExact), Padding = new PixelPadding(-2000, -2000) };
        var drawn = stage.Draw(frame, pipeline, null, scale: 16, smooth: true);
        Assert.All(drawn.Pixels, level => Assert.True(level is 0 or 255, $"a blend of padding and tissue: {level}"));
    }

    internal static IEnumerable<PixelFrame> Kinds()
    {
        yield return Ramp8(PixelKind.Gray8);
        yield return Ramp16(PixelKind.GrayU16, 16);
        yield return Ramp16(PixelKind.GrayU16, 12);
        yield return Ramp16(PixelKind.GrayS16, 16);
        yield return Ramp16(PixelKind.GrayS16, 12);
        yield return Ramp32(PixelKind.GrayU32);
        yield return Ramp32(PixelKind.GrayS32);
        yield return Reals(PixelKind.GrayF32, i => (i - 30000) / 8.0);
        yield return Reals(PixelKind.GrayF64, i => (i - 30000) / 8.0);
    }

    internal static int Worst(RenderedImage expected, RenderedImage drawn, out string where)
    {
        var (worst, at) = (0, 0);
        for (var i = 0; i < drawn.Pixels.Length; i++)
        {
            var wanted = expected.IsColor ? expected.Pixels[i] : expected.Pixels[i / 3];
            var off = Math.Abs(wanted - drawn.Pixels[i]);
            (worst, at) = off > worst ? (off, i) : (worst, at);
        }

        var pixel = at / 3;
        where = $"column {pixel % drawn.Width}, row {pixel / drawn.Width}: {drawn.Pixels[at]}, expected {(expected.IsColor ? expected.Pixels[at] : expected.Pixels[pixel])}";
        return worst;
    }

    [Theory]
    [InlineData(PixelKind.GrayF32, 1e-6, 0)]
    [InlineData(PixelKind.GrayF32, 1e30, -5e33)]
    [InlineData(PixelKind.GrayF32, 1e-40, 0)]
    [InlineData(PixelKind.GrayF64, 1e-6, 0)]
    [InlineData(PixelKind.GrayF64, 1e-6, 1e5)]
    [InlineData(PixelKind.GrayF64, 1e200, -1e204)]
    [InlineData(PixelKind.GrayF64, 1e-250, 3e-247)]
    public void Shader_RealNumbersOfAnySize_AgreesWithReferenceWithinOneLevel(PixelKind kind, double step, double first)
    {
        using var gl = OffscreenGl.Open();
        using var stage = new ShaderStage(gl);
        var frame = Reals(kind, i => first + (step * i));
        var middle = first + (step * Side * Side / 2);
        GrayPipeline[] pipelines =
        [
            new(),
            new() { Window = new VoiWindow(middle, step * 5000, VoiFunction.LinearExact), Invert = true },
            new() { RescaleSlope = -1 / step, RescaleIntercept = first / step, Window = new VoiWindow(-9000, 4000, VoiFunction.Sigmoid) },
            new() { Padding = new PixelPadding(first + (step * 100), first + (step * 30000)) },
        ];
        foreach (var pipeline in pipelines)
        {
            var resolved = pipeline.ResolveFor(frame);
            var worst = Worst(ReferenceRenderer.Render(frame, resolved), stage.Draw(frame, resolved, null), out var where);
            Assert.True(worst <= 1, $"differs by {worst} levels at {where}: {resolved}");
        }
    }

    // Every 64th is no number, which has to stay background.
    private static PixelFrame Reals(PixelKind kind, Func<int, double> value)
    {
        var values = Enumerable.Range(0, Side * Side)
            .Select(i => (i % 256) switch { 63 => double.NaN, 127 => double.PositiveInfinity, 191 => double.NegativeInfinity, _ => value(i) }).ToArray();
        return kind == PixelKind.GrayF64 ? new PixelFrame(Side, Side, kind, 64, MemoryMarshal.AsBytes<double>(values).ToArray())
            : new PixelFrame(Side, Side, kind, 32, MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, number => (float)number)).ToArray());
    }

    private static PixelFrame Ramp8(PixelKind kind) =>
        new(Side, Side, kind, 8, Enumerable.Range(0, Side * Side).Select(i => (byte)(i + (i / Side))).ToArray());

    private static PixelFrame Ramp16(PixelKind kind, int bits)
    {
        var values = new short[Side * Side];
        for (var i = 0; i < values.Length; i++)
        {
            var pattern = i & ((1 << bits) - 1);
            values[i] = (short)(kind == PixelKind.GrayS16 ? (pattern << (32 - bits)) >> (32 - bits) : pattern);
        }

        return new PixelFrame(Side, Side, kind, bits, MemoryMarshal.AsBytes<short>(values).ToArray());
    }

    private static PixelFrame Ramp32(PixelKind kind)
    {
        // Dense around zero and around both ends, and spread in between: 32 bits cannot be walked through.
        var values = new int[Side * Side];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (i % 4) switch
            {
                0 => (i / 4) - (kind == PixelKind.GrayS32 ? 8192 : 0),
                1 => int.MaxValue - (i / 4),
                2 => int.MinValue + (i / 4),
                _ => (int)(i * 65521u),
            };
        }

        return new PixelFrame(Side, Side, kind, 32, MemoryMarshal.AsBytes<int>(values).ToArray());
    }
}
