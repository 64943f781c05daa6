using Appliance.Tests;
using SkiaSharp;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>render</c> of spectra with an image that their voxels lie on.</summary>
public sealed class RenderSpectraTests : IDisposable
{
    private const string Spectra = "mr-spectroscopy/BRTUMSP2";
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("enhanced-mr/BRTUM001")]
    [InlineData("enhanced-mr")]
    public async Task Localizer_OfTheSameFrameOfReference_IsDrawnBesideThePlot(string localizer)
    {
        var plain = await RenderAsync("plain.png");
        var with = await RenderAsync("with.png", "--localizer", Corpus.PathOf(localizer));

        // Lower right, where the plot alone would go on: the head is grey, lines and curves are thin.
        Assert.True(Greys(with) > Greys(plain) + 5000, $"{Greys(with)} grey pixels beside {Greys(plain)}");
    }

    [Theory]
    [InlineData(Spectra, "enhanced-mr/MOVEKNEE.dcm", 21, "FrameOfReferenceUID (0020,0052)")]
    [InlineData(Spectra, "rt/rtplan.dcm", 21, "is no image (RT Plan Storage)")]
    [InlineData("ct/CT_small.dcm", "enhanced-mr/BRTUM001", 1, "--localizer is for spectra")]
    public async Task Localizer_ThatIsNone_IsNamedWithTheReason(string file, string localizer, int code, string words)
    {
        var run = await VerbRun.OfAsync("render", Corpus.PathOf(file), "-o", Path.Combine(_folder, "x.png"), "--localizer", Corpus.PathOf(localizer));

        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    private async Task<SKBitmap> RenderAsync(string name, params string[] arguments)
    {
        var path = Path.Combine(_folder, name);
        var run = await VerbRun.OfAsync(["render", Corpus.PathOf(Spectra), "-o", path, .. arguments]);
        Assert.True(run.Code == 0, run.Error);
        return SKBitmap.Decode(path);
    }

    private static int Greys(SKBitmap picture) => (from x in Enumerable.Range(picture.Width / 2, picture.Width / 2)
                                                   from y in Enumerable.Range(picture.Height / 2, picture.Height / 4)
                                                   let pixel = picture.GetPixel(x, y)
                                                   where pixel.Red is > 30 and < 140 && pixel.Red == pixel.Green && pixel.Green == pixel.Blue
                                                   select pixel).Count();
}
