using Appliance.Dicom;
using Appliance.RenderTests.Imaging;
using Appliance.Tests;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary><c>view</c> and <c>render</c> of images under presentation states, from files and from the archive.</summary>
public sealed class StateVerbTests : IDisposable
{
    private const string StateUid = "1.2.826.0.1.3680043.10.1444.1.4.1";
    private readonly StateArchive _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Render_UnderAState_DrawsItsGreysAndTurn(bool fromArchive)
    {
        var state = Inverse().Set(DicomTag.ImageRotation, 0).Set(DicomTag.ImageHorizontalFlip, "Y");
        _store.Store(MadeUpState.Image(), state);
        var words = fromArchive ? (MadeUpState.ImageUid, StateUid) : (_store.Save("image.dcm", MadeUpState.Image()), _store.Save("state.dcm", state));
        var output = _store.PathOf("out.png");

        var (code, _, error) = await _store.RunAsync("render", words.Item1, "--state", words.Item2, "-o", output);

        Assert.Equal((0, ""), (code, error));
        using var drawn = SKBitmap.Decode(output);
        Assert.Equal(255, drawn.GetPixel(47, 0).Red);
    }

    [Theory]
    [InlineData(true, 77)]
    [InlineData(false, 0)]
    public async Task Render_OfAnImageWithItsShutter_DrawsItWhenAskedTo(bool withOverlays, int corner)
    {
        var image = _store.Save("image.dcm", MadeUpState.Image().Set(DicomTag.ShutterShape, "CIRCULAR").Set(DicomTag.CenterOfCircularShutter, 24, 24)
            .Set(DicomTag.RadiusOfCircularShutter, 20).Set(DicomTag.ShutterPresentationValue, 77 * 257));
        var output = _store.PathOf("out.png");

        var (code, _, _) = await _store.RunAsync(["render", image, "-o", output, .. withOverlays ? new[] { "--overlays" } : []]);

        Assert.Equal(0, code);
        using var drawn = SKBitmap.Decode(output);
        Assert.Equal(corner, drawn.GetPixel(0, 0).Red);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Render_UnderAState_DrawsItsShutterAlways_AndItsFiguresWhenAskedTo(bool withOverlays, bool figure)
    {
        var state = MadeUpState.State().Set(DicomTag.ShutterShape, "RECTANGULAR").Set(DicomTag.ShutterLeftVerticalEdge, 3).Set(DicomTag.ShutterRightVerticalEdge, 46)
            .Set(DicomTag.ShutterUpperHorizontalEdge, 3).Set(DicomTag.ShutterLowerHorizontalEdge, 46).Set(DicomTag.ShutterPresentationValue, 77 * 257)
            .Annotate([MadeUpState.Figure("POLYLINE", false, "PIXEL", 5, 24, 20, 24)], []);
        var (image, path, output) = (_store.Save("image.dcm", MadeUpState.Image()), _store.Save("state.dcm", state), _store.PathOf("out.png"));

        var (code, _, _) = await _store.RunAsync(["render", image, "--state", path, "-o", output, .. withOverlays ? new[] { "--overlays" } : []]);

        Assert.Equal(0, code);
        using var drawn = SKBitmap.Decode(output);
        Assert.Equal(77, drawn.GetPixel(0, 0).Red);
        Assert.Equal(figure, drawn.GetPixel(15, 24).Red > 150);
    }

    [Theory]
    [InlineData("state", "other image", 1, "is a presentation state for 1 image, and frame 1 of 1.2.3 is not among them")]
    [InlineData("image", "image", 22, "is no presentation state")]
    [InlineData("blending", "image", 22, "Blending Softcopy Presentation State Storage")]
    [InlineData("nothing", "image", 20, "'nothing' is no file")]
    public async Task Render_UnderWhatIsNoStateForIt_IsRefusedInWords(string state, string image, int code, string words)
    {
        _store.Save("state", MadeUpState.State());
        _store.Save("image", MadeUpState.Image());
        _store.Save("other image", MadeUpState.Image().Set(DicomTag.SOPInstanceUID, "1.2.3"));
        _store.Save("blending", MadeUpState.State(new DicomUID("1.2.840.10008.5.1.4.1.1.11.4")));

        var run = await _store.RunAsync("render", _store.PathOf(image), "--state", state == "nothing" ? state : _store.PathOf(state), "-o", _store.PathOf("out.png"));

        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task View_OfAState_BeginsAtTheFirstImageThatItNames_AndNotesNothing(bool fromArchive)
    {
        // Of three images the state names the third and then the second; the first of the series is not its first.
        var images = Enumerable.Range(1, 3).Select(number => Numbered(number)).ToArray();
        var state = Inverse();
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(DicomTag.ReferencedImageSequence, Reference(3), Reference(2));
        _store.Store([.. images, state]);
        var shot = _store.PathOf("shot.png");
        string[] words = fromArchive ? [StateUid] : [_store.Save("state.dcm", state), .. images.Select((image, i) => _store.Save($"{i}.dcm", image))];

        var (code, _, error) = await _store.RunAsync(["view", .. words, "--no-text", "--one-to-one", "--size", "48x48", "--screenshot", shot]);

        Assert.Equal(0, code);
        Assert.DoesNotContain("cannot be drawn", error, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", error, StringComparison.Ordinal);
        using var drawn = SKBitmap.Decode(shot);

        // Each image is one grey, 1000 times its number of 4095; the state turns it round.
        Assert.InRange(drawn.GetPixel(24, 24).Red, 255 - (3000 * 255 / 4095) - 1, 255 - (3000 * 255 / 4095) + 1);
    }

    [Fact]
    public async Task View_OfAStateForAFrame_BeginsAtThatFrame_UnlessAnotherIsAskedFor()
    {
        var image = MadeUpState.Image(frames: 3);
        var pixels = image.GetBytes(DicomTag.PixelData).ToArray();
        Array.Fill(pixels, (byte)8, pixels.Length / 3, pixels.Length / 3);
        image.SetBytes(DicomTag.PixelData, DicomVR.OW, pixels);
        var state = Inverse();
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(DicomTag.ReferencedImageSequence, MadeUpState.Reference(2));
        var (imagePath, statePath) = (_store.Save("image.dcm", image), _store.Save("state.dcm", state));
        async Task<int> ShotAsync(params string[] options)
        {
            var shot = _store.PathOf("shot.png");
            Assert.Equal(0, (await _store.RunAsync(["view", imagePath, statePath, "--no-text", "--one-to-one", "--size", "48x48", "--screenshot", shot, .. options])).Code);
            using var drawn = SKBitmap.Decode(shot);
            return drawn.GetPixel(0, 0).Red;
        }

        // 0x0808 of 4095 turned round; the first frame is not the state's and begins with 0.
        Assert.InRange(await ShotAsync(), 126, 128);
        Assert.Equal(0, await ShotAsync("--frame", "1"));
    }

    // The first frame stored is not the first by the dimensions of this object.
    [Fact]
    public async Task View_ByDimensions_BeginsAtTheFrameThatTheStateNamesAllTheSame()
    {
        var image = Corpus.PathOf("enhanced-ct/eCT_Supplemental.dcm");
        using var file = DicomFile.Open(image);
        var state = MadeUpState.State();
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(
            DicomTag.ReferencedImageSequence, MadeUpState.Reference(1).Set(DicomTag.ReferencedSOPInstanceUID, file.Dataset.GetString(DicomTag.SOPInstanceUID)!));
        var path = _store.Save("state.dcm", state);
        async Task<byte[]> ShotAsync(string name, params string[] options)
        {
            Assert.Equal(0, (await _store.RunAsync(["view", image, path, "--no-text", "--screenshot", _store.PathOf(name), .. options])).Code);
            return await File.ReadAllBytesAsync(_store.PathOf(name), TestContext.Current.CancellationToken);
        }

        var first = await ShotAsync("stored.png", "--frame", "1");
        Assert.Equal(first, await ShotAsync("named.png", "--order", "dimension"));
        Assert.NotEqual(first, await ShotAsync("other.png", "--order", "dimension", "--frame", "1"));
    }

    [Fact]
    public async Task View_OfStatesAlone_SaysForHowManyImagesTheyAre_AndOffersDump()
    {
        var state = MadeUpState.State();
        state.GetItems(DicomTag.ReferencedSeriesSequence)[0].SetSequence(DicomTag.ReferencedImageSequence, Reference(1), Reference(2));
        var path = _store.Save("state.dcm", state);

        var (code, _, error) = await _store.RunAsync("view", path, "--screenshot", _store.PathOf("shot.png"));

        Assert.NotEqual(0, code);
        Assert.Contains("the presentation state MADE_UP is for 2 images that are not given here", error, StringComparison.Ordinal);
        Assert.Contains("appliance dump", error, StringComparison.Ordinal);
        Assert.Contains($"not here: image {Uid(1)}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_OfAnImageInAnArchiveWithStates_DoesNotApplyThem()
    {
        _store.Store(MadeUpState.Image(), Inverse());
        var shot = _store.PathOf("shot.png");

        var (code, _, error) = await _store.RunAsync("view", "1.2.826.0.1.3680043.10.1444.1", "--no-text", "--one-to-one", "--size", "48x48", "--screenshot", shot);

        Assert.Equal(0, code);
        Assert.Contains("1 presentation state for these images: the key S shows it", error, StringComparison.Ordinal);
        using var drawn = SKBitmap.Decode(shot);
        Assert.Equal(0, drawn.GetPixel(0, 0).Red);
    }

    private static string Uid(int number) => $"{MadeUpState.ImageUid}.{number}";

    private static DicomDataset Reference(int number) => MadeUpState.Reference().Set(DicomTag.ReferencedSOPInstanceUID, Uid(number));

    private static DicomDataset Inverse() => MadeUpState.State().Set(DicomTag.PresentationLUTShape, "INVERSE");

    private static DicomDataset Numbered(int number) => MadeUpState.Image().Set(DicomTag.SOPInstanceUID, Uid(number)).Set(DicomTag.InstanceNumber, number)
        .SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (_, _) => number * 1000));
}
