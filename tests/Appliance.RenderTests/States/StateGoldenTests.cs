using Appliance.Imaging;
using Appliance.RenderTests.Spectra;
using Appliance.Viewer;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary>
/// Each kind of made-up state on its image, compared with the file in Golden/. Look at the files: an F in the upper left, greys that grow to the right,
/// and what the state adds.
/// </summary>
public sealed class StateGoldenTests
{
    public static TheoryData<string> Kinds => [.. StateKinds.All.Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void State_OfThisKind_ShowsItsImageAsInItsGoldenFile(string name)
    {
        var kind = StateKinds.All.Single(kind => kind.Name == name);
        var drawn = Draw(kind, out var notes);
        Assert.Empty(notes);
        using var bitmap = SkiaBitmap(drawn);
        Golden.AssertSame(bitmap, name, (x, y) => kind.Words.Any(box => x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom));
    }

    [Theory]
    [InlineData("state-annotated")]
    [InlineData("state-turned")]
    [InlineData("state-color")]
    public void Words_OfAState_AreWrittenInTheirBox(string name)
    {
        using var fonts = new FontBook();
        Assert.SkipUnless(fonts.HasAny, "no font on this machine");
        var kind = StateKinds.All.Single(kind => kind.Name == name);
        var (with, without) = (Draw(kind, out _), Draw(kind, out _, withWords: false));
        var samples = with.IsColor ? 3 : 1;
        var written = Enumerable.Range(0, with.Width * with.Height).Where(i => with.Pixels[i * samples] != without.Pixels[i * samples]).ToList();
        Assert.InRange(written.Count, 40, 2000);
        Assert.All(written, i => Assert.Contains(kind.Words, box =>
            i % with.Width >= box.Left && i % with.Width < box.Right && i / with.Width >= box.Top && i / with.Width < box.Bottom));
    }

    // A text that speaks of a place near the right edge, and one whose box reaches beyond the lower one.
    [Fact]
    public void Words_NearAnEdge_AreMovedIntoThePicture()
    {
        using var fonts = new FontBook();
        Assert.SkipUnless(fonts.HasAny, "no font on this machine");
        var black = new RenderedImage(160, 120, false, new byte[160 * 120]);
        int RightOf(FrameGraphic.Words words) => LitOf(PictureBurner.Burn(black, new FramePresentation { Pipeline = new GrayPipeline(), Graphics = [words] })).Max(i => i % 160);
        int BottomOf(FrameGraphic.Words words) => LitOf(PictureBurner.Burn(black, new FramePresentation { Pipeline = new GrayPipeline(), Graphics = [words] })).Max(i => i / 160);
        GraphicPoint At(double x, double y) => new(x, y, GraphicUnits.Pixel);
        Assert.InRange(RightOf(new FrameGraphic.Words(["wide words"], null, TextJustification.Left, At(140, 60), false, DisplayColor.White)), 140, 158);
        Assert.InRange(BottomOf(new FrameGraphic.Words(["one", "two"], (At(10, 110), At(60, 118)), TextJustification.Left, null, false, DisplayColor.White)), 100, 118);
    }

    private static IEnumerable<int> LitOf(RenderedImage picture) => Enumerable.Range(0, picture.Pixels.Length).Where(i => picture.Pixels[i] > 200);

    private static RenderedImage Draw(StateKind kind, out IReadOnlyList<string> notes, bool withWords = true)
    {
        var image = DicomImage.Open(kind.Image());
        var pixels = image.GetFrame(0);
        var way = PresentationState.Open(kind.State()).Present(image, 0, pixels);
        notes = way.Notes;
        var shown = withWords ? way : way with { Graphics = [.. way.Graphics.Select(graphic => graphic is FrameGraphic.Words words ? words with { Lines = [""] } : graphic)] };
        var picture = PictureBurner.Burn(ReferenceRenderer.Render(image, pixels, way.Pipeline), shown);
        return way.Area?.CutFrom(picture, way.Turn) ?? picture;
    }

    private static SKBitmap SkiaBitmap(RenderedImage picture)
    {
        using var image = SkiaPictures.Of(picture);
        return SKBitmap.FromImage(image);
    }
}
