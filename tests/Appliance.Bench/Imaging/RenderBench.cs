using System.Runtime.InteropServices;
using Appliance.Imaging;

namespace Appliance.Bench;

/// <summary>Frames of 2048x2048 through the CPU renderer, tables made anew for each as for a window that is dragged, beside a copy of the same bytes.</summary>
internal sealed class RenderBench : IBench
{
    private const int Side = 2048;
    private const int Rounds = 20;
    private const double AimMilliseconds = 4;

    public string What => "CPU reference, 2048x2048";

    public void Run(BenchTable table, BenchPlace place)
    {
        var words = Words(PixelKind.GrayS16, 16);
        Measure(table, "16 bit signed, linear window", words, new GrayPipeline { RescaleIntercept = -1024, Window = new VoiWindow(40, 400) });
        Measure(table, "16 bit signed, linear window, padding", words, new GrayPipeline { Window = new VoiWindow(1000, 3000), Padding = new PixelPadding(-2000, -1900) });
        Measure(table, "16 bit signed, sigmoid", words, new GrayPipeline { Window = new VoiWindow(1000, 3000, VoiFunction.Sigmoid) });
        Measure(table, "16 bit signed, VOI LUT", words, new GrayPipeline { VoiLut = Curve(4096) });
        Measure(table, "16 bit signed, three tables", words, new GrayPipeline { ModalityLut = Curve(65536), VoiLut = Curve(65536), PresentationLut = Curve(4096) });
        Measure(table, "12 bit unsigned, linear window", Words(PixelKind.GrayU16, 12), new GrayPipeline { Window = new VoiWindow(2048, 4096) });
        Measure(table, "8 bit, linear window", Octets(), new GrayPipeline { Window = new VoiWindow(128, 200) });
    }

    private static void Measure(BenchTable table, string what, PixelFrame frame, GrayPipeline pipeline)
    {
        var (levels, room) = (new byte[Side * Side], new byte[frame.Data.Length]);
        var drawn = Seconds(() => ReferenceRenderer.RenderGray(frame, pipeline, levels));
        var copied = Seconds(() => frame.Data.Span.CopyTo(room));
        table.Add(
            $"CPU reference, 2048x2048, {what}", BenchTable.Number(drawn * 1e3, "ms") + ", " + BenchTable.Number(frame.Data.Length / drawn / 1e9, "GB/s"),
            "copy " + BenchTable.Number(frame.Data.Length / copied / 1e9, "GB/s"), copied / drawn, $"{AimMilliseconds:0} ms", drawn * 1e3 < AimMilliseconds);
    }

    private static double Seconds(Action work) => Cost.Least(2, 7, () => Cost.Of(() =>
    {
        for (var round = 0; round < Rounds; round++)
        {
            work();
        }
    })).Processor.TotalSeconds / Rounds;

    private static PixelFrame Words(PixelKind kind, int bits)
    {
        var (values, random) = (new short[Side * Side], new Random(3));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (short)(random.Next(1 << bits) - (kind.IsSigned() ? 1 << (bits - 1) : 0));
        }

        return new PixelFrame(Side, Side, kind, bits, MemoryMarshal.AsBytes<short>(values).ToArray());
    }

    private static PixelFrame Octets()
    {
        var values = new byte[Side * Side];
        new Random(3).NextBytes(values);
        return new PixelFrame(Side, Side, PixelKind.Gray8, 8, values);
    }

    private static LookupTable Curve(int length) => new(0, 16, [.. Enumerable.Range(0, length).Select(i => (ushort)(65535 * Math.Sqrt((double)i / (length - 1))))]);
}
