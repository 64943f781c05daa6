using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Tests;
using Appliance.Viewer;
using Xunit;
using static Appliance.RenderTests.Waveforms.MadeUpWaveform;

namespace Appliance.RenderTests.Waveforms;

public sealed class WaveformPageTests : IDisposable
{
    private const uint Coarse = 0xEDB0A6;
    private static readonly string[] Leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
    private readonly FontBook _fonts = new([]);
    private readonly TextPainter _text;

    public WaveformPageTests() => _text = new TextPainter(_fonts);

    public void Dispose()
    {
        _text.Dispose();
        _fonts.Dispose();
    }

    [Fact]
    public void TwelveLeads_OfTenSeconds_AreThreeByFourWithARhythmStrip()
    {
        var group = Squares(Leads, 10);
        var layout = WaveformLayout.Of(group, new WaveformPageState(), 1000, 600);
        Assert.Equal(
            ["I 0", "aVR 2.5", "V1 5", "V4 7.5", "II 0", "aVL 2.5", "V2 5", "V5 7.5", "III 0", "aVF 2.5", "V3 5", "V6 7.5", "II 0"],
            layout.Strips.Select(strip => FormattableString.Invariant($"{group.Channels[strip.Channel].Name} {strip.Start}")));
        Assert.All(layout.Strips.SkipLast(1), strip => Assert.Equal(62.5, strip.Width));
        Assert.Equal((250, true, 10, 0), (layout.Strips[^1].Width, layout.Strips[^1].IsRhythm, layout.Seconds, layout.LastStart));
    }

    [Fact]
    public void Speed_Doubled_HalvesTheTimeOfAColumn()
    {
        var layout = WaveformLayout.Of(Squares(Leads, 10), new WaveformPageState(Speed: 50), 1000, 600);
        Assert.Equal([0, 1.25, 2.5, 3.75], layout.Strips.Take(4).Select(strip => strip.Start));
        Assert.Equal((5, 5), (layout.Seconds, layout.LastStart));
    }

    [Fact]
    public void Beat_ShorterThanAColumn_BeginsInEachColumn() =>
        Assert.All(WaveformLayout.Of(Squares(Leads, 1), new WaveformPageState(), 1000, 600).Strips, strip => Assert.Equal(0, strip.Start));

    [Fact]
    public void OtherChannels_AreRowsInTheirOrder()
    {
        var layout = WaveformLayout.Of(Squares(["II", "ART", "CVP"], 10), new WaveformPageState(), 1000, 600);
        Assert.Equal([0, 1, 2], layout.Strips.Select(strip => strip.Channel));
        Assert.Equal(layout.RowHeight, layout.Strips[1].Middle - layout.Strips[0].Middle, 9);
    }

    // Measured on the picture alone: the squares of the grid, and the line against them.
    [Theory]
    [InlineData(25, 10)]
    [InlineData(50, 5)]
    [InlineData(12.5, 20)]
    public void Trace_OfKnownHeightAndPeriod_IsTrueToTheDrawnGrid(double speed, double gain)
    {
        var picture = Draw(Squares(["A"], 10), new WaveformPageState(Speed: speed, Gain: gain), 1200, 700);
        var square = SpacingOf([.. Enumerable.Range(0, picture.Width).Where(x => Enumerable.Range(20, 600).Count(y => Colour(picture, x, y) == Coarse) > 300)]);
        var across = SpacingOf([.. Enumerable.Range(0, picture.Height).Where(y => Enumerable.Range(20, 1100).Count(x => Colour(picture, x, y) == Coarse) > 500)]);
        Assert.Equal(square, across, 0.05);

        // A second is 0 mV for its first half and half a millivolt for its second: rises are a second apart.
        var line = Line(picture);
        var (high, low) = Levels(line);
        Assert.Equal(gain / 10 * square, low - high, 1.5);
        var rises = Rises(line, (high + low) / 2);
        Assert.InRange(rises.Count, 4, 30);
        Assert.Equal(speed / 5 * square, SpacingOf(rises), 1.0);
    }

    [Fact]
    public void Presets_OnAPage_AreSpeedAndGainAndZeroIsUsual()
    {
        var page = new WaveformPage(Squares(Leads, 10), 1, []);
        var place = Place();
        var turned = (WaveformPageState)page.Handle(new ViewerCommand.Preset(3), place, null)!;
        turned = (WaveformPageState)page.Handle(new ViewerCommand.Preset(6), place, turned)!;
        Assert.Equal((50, 20), (turned.Speed, turned.Gain));
        turned = (WaveformPageState)page.Handle(new ViewerCommand.Preset(0), place, turned)!;
        Assert.Equal((25, 10), (turned.Speed, turned.Gain));
        Assert.Null(page.Handle(new ViewerCommand.Preset(7), place, turned));
    }

    [Fact]
    public void Step_ToTheEndOfTheRecording_ScrollsAndIsThenLeftToTheViewer()
    {
        var page = new WaveformPage(Squares(["II"], 60), 1, []);
        PageState? state = null;
        var steps = 0;
        while (page.Handle(new ViewerCommand.Step(1), Place(), state) is { } next)
        {
            state = next;
            Assert.InRange(++steps, 1, 100);
        }

        Assert.InRange(steps, 10, 100);
        Assert.InRange(((WaveformPageState)state!).Start, 30, 60);
        Assert.Null(page.Handle(new ViewerCommand.Step(-1), Place(), null));
    }

    [Fact]
    public void Layout_AskedFor_PutsTheLeadsOneBelowTheOther()
    {
        var page = new WaveformPage(Squares(Leads, 10), 1, []);
        var turned = (WaveformPageState)page.Handle(new ViewerCommand.NextLayout(), Place(), null)!;
        Assert.Equal(12, WaveformLayout.Of(Squares(Leads, 10), turned, 1000, 600).Strips.Count);
    }

    [Fact]
    public void Zoom_UnderThePointer_KeepsThePlaceThere()
    {
        var page = new WaveformPage(Squares(Leads, 10), 1, []);
        var place = Place();
        var (x, y) = (700.0 - place.Area.Left, 300.0 - place.Area.Top);
        var before = WaveformLayout.Of(Squares(Leads, 10), new WaveformPageState(), place.Area.Width, place.Area.Height);
        var turned = (WaveformPageState)page.Handle(new ViewerCommand.Zoom(2, 700, 300), place, null)!;
        var after = WaveformLayout.Of(Squares(Leads, 10), turned, place.Area.Width, place.Area.Height);
        Assert.Equal(2 * before.Millimetre, after.Millimetre, 9);
        Assert.Equal(before.Window.Left + (x / before.Millimetre), after.Window.Left + (x / after.Millimetre), 6);
        Assert.Equal(before.Window.Top + (y / before.Millimetre), after.Window.Top + (y / after.Millimetre), 6);
    }

    [Fact]
    public void Curve_ThroughAGap_IsCut()
    {
        var item = Group("SS", 16, Shorts(1, 2, -99, 4, 5), 5, Channel("x")).SetBytes(DicomTag.WaveformPaddingValue, DicomVR.OW, Shorts(-99));
        var channel = DicomWaveform.Open(Object(item)).GetGroup(0).Channels[0];
        var stretches = new WaveformCurve(channel, 100, 0).Stretches(0, 10, 0.01, 25).ToList();
        Assert.Equal([2, 2], stretches.Select(stretch => stretch.Count));
        Assert.Equal((0.75, 4), stretches[1][0]);
    }

    [Fact]
    public void Curve_OfManySamplesAPixel_KeepsTheSpike()
    {
        var samples = new int[10000];
        samples[5003] = 1000;
        var channel = DicomWaveform.Open(Object(Group("SS", 16, Shorts(samples), samples.Length, Channel("x")))).GetGroup(0).Channels[0];
        var points = new WaveformCurve(channel, 100, 0).Stretches(0, 2500, 10, 25).SelectMany(stretch => stretch).ToList();
        Assert.Equal(1000, points.Max(point => point.Value));
        Assert.InRange(points.Count, 1, 600);
    }

    // What no recorder writes, and a damaged file may hold.
    [Theory]
    [InlineData(1e-300, 0, 0)]
    [InlineData(1e300, 0, 0)]
    [InlineData(100, 1e308, 1e308)]
    [InlineData(100, -1e308, 0)]
    public void Page_OfAbsurdTimes_IsDrawnAtEveryEnd(double frequency, double skew, double offset)
    {
        var channel = Channel("II").SetBytes(DicomTag.ChannelTimeSkew, DicomVR.FD, BitConverter.GetBytes(skew)).SetBytes(DicomTag.ChannelOffset, DicomVR.FD, BitConverter.GetBytes(offset));
        var item = Group("SS", 16, Shorts(1, 2, 3), 3, channel).SetBytes(DicomTag.SamplingFrequency, DicomVR.FD, BitConverter.GetBytes(frequency));
        var group = DicomWaveform.Open(Object(item)).GetGroup(0);
        Assert.Equal(frequency, group.SamplingFrequency);
        var page = new WaveformPage(group, 1, []);
        var turned = page.Handle(new ViewerCommand.Last(), Place(), null) as WaveformPageState ?? new WaveformPageState();
        Assert.Equal(300, Draw(group, turned, 400, 300).Height);
        Assert.Equal(300, Draw(group, new WaveformPageState(), 400, 300).Height);
    }

    [Fact]
    public void Corpus_MutatedWaveforms_AreDrawnOrRefusedInWords()
    {
        var whole = File.ReadAllBytes(Corpus.PathOf("waveform/anonymous_ecg.dcm"));
        var random = new Random(20);
        for (var round = 0; round < 60; round++)
        {
            var bytes = (byte[])whole.Clone();
            // Where the group and its channels are described; the samples behind may be any bytes.
            var channels = bytes.AsSpan().IndexOf("RHYTHM"u8);
            for (var change = 0; change < 20; change++)
            {
                bytes[channels - 200 + random.Next(4000)] = (byte)random.Next(256);
            }

            var fault = Record.Exception(() =>
            {
                using var file = DicomFile.Parse(bytes);
                var waveform = DicomWaveform.Open(file.Dataset);
                for (var index = 0; index < waveform.NumberOfGroups; index++)
                {
                    Draw(waveform.GetGroup(index), new WaveformPageState(), 300, 200);
                }
            });
            Assert.True(fault is null or DicomImageException or DicomFormatException, $"round {round}: {fault}");
        }
    }

    [Theory]
    [InlineData("mm[Hg]", 0, 120, 50)]
    [InlineData("mV", 0, 0.05, 0.02)]
    public void Scale_OfWhatDoesNotFitTheGain_IsARoundNumberForTenMillimetres(string units, double low, double high, double bar)
    {
        var channel = DicomWaveform.Open(Object(Group("SS", 16, Shorts(0), 1, Channel("x", units)))).GetGroup(0).Channels[0];
        var scale = WaveformScale.Of(channel, (low, high), 10, 36);
        Assert.Equal((bar, 10 / bar), (scale.Bar, scale.MillimetresPerUnit));
        Assert.Contains("10 mm =", scale.Words, StringComparison.Ordinal);
    }

    private static WaveformGroup Squares(string[] names, int seconds)
    {
        var samples = new int[seconds * 100 * names.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = i / names.Length % 100 >= 50 ? 500 : 0;
        }

        var item = Group("SS", 16, Shorts(samples), seconds * 100, [.. names.Select(name => Channel(name, "uV"))]);
        return DicomWaveform.Open(Object(item)).GetGroup(0);
    }

    private PagePlace Place() => PagePlace.Between(new PixelSize(1000, 600), 1, 0, 0, _text);

    private RenderedImage Draw(WaveformGroup group, WaveformPageState state, int width, int height)
    {
        using var scene = new CpuScene(_fonts);
        var size = new PixelSize(width, height);
        var page = new WaveformPage(group, 1, []);
        scene.Draw(new SceneModel { Size = size, Page = new PageDraw(page, PagePlace.Between(size, 1, 0, 0, _text), state) });
        return scene.Capture();
    }

    private static uint Colour(RenderedImage picture, int x, int y)
    {
        var at = ((y * picture.Width) + x) * 3;
        return ((uint)picture.Pixels[at] << 16) | ((uint)picture.Pixels[at + 1] << 8) | picture.Pixels[at + 2];
    }

    // The line in each column right of the calibration pulse: the darkest place between the edge of the paper and the time axis.
    private static (int X, int Y)[] Line(RenderedImage picture) => [.. Enumerable.Range(picture.Width / 8, (picture.Width * 7 / 8) - 20)
        .Select(x => (X: x, Y: Enumerable.Range(30, 150).MinBy(y => Colour(picture, x, y) & 0xFF)))
        .Where(point => (Colour(picture, point.X, point.Y) & 0xFF) < 0x90)];

    private static (double High, double Low) Levels((int X, int Y)[] line)
    {
        var common = line.CountBy(point => point.Y).OrderByDescending(level => level.Value).Select(level => level.Key).ToList();
        var other = common.First(level => Math.Abs(level - common[0]) > 5);
        return (Math.Min(common[0], other), Math.Max(common[0], other));
    }

    // Within the edge itself the darkest place jumps about: what counts is the line on either side of it.
    private static List<int> Rises((int X, int Y)[] line, double middle)
    {
        const int Aside = 5;
        var crossed = Enumerable.Range(Aside, line.Length - (2 * Aside)).Where(at => line[at - Aside].Y > middle && line[at + Aside].Y <= middle && line[at].Y <= middle);
        return [.. crossed.Select(at => line[at].X).Aggregate(new List<int>(), (rises, x) =>
        {
            if (rises.Count == 0 || x - rises[^1] > 2 * Aside)
            {
                rises.Add(x);
            }

            return rises;
        })];
    }

    private static double SpacingOf(IReadOnlyList<int> places) => (places[^1] - places[0]) / (double)(places.Count - 1);
}
