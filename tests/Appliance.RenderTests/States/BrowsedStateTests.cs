using Appliance.Browser;
using Appliance.Dicom;
using Appliance.RenderTests.Imaging;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary>Presentation states, shutters and overlays in the pictures that the browser draws in a terminal.</summary>
public sealed class BrowsedStateTests : IDisposable
{
    private const string StateUid = "1.2.826.0.1.3680043.10.1444.1.4.1";
    private const string StateSeriesUid = "1.2.826.0.1.3680043.10.1444.1.4";
    private const string OtherImageUid = "1.2.826.0.1.3680043.10.1444.1.3.2";
    private readonly StateArchive _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task State_Opened_ShowsItsImageAsItSays()
    {
        _store.Store(MadeUpState.Image(), Inverse());
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Instances, StateUid);
            Assert.Equal((1, 0), (picture.Count, picture.First));
            var drawn = picture.Render(0);

            // 0 is black in the image, white under the state: the slope begins with 0 at the left.
            Assert.Equal(255, drawn.Pixels[0]);
            Assert.Equal("state MADE_UP", picture.StateText);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task State_InThePreview_ShowsItsImageAsItSays(bool ofSeries)
    {
        _store.Store(MadeUpState.Image(), Inverse());
        await _store.BrowseAsync(source =>
        {
            using var picture = source.OpenPicture(ofSeries ? BrowserLevel.Series : BrowserLevel.Instances, ofSeries ? StateSeriesUid : StateUid, onlyOne: true, out var whyNot);
            Assert.Null(whyNot);
            Assert.Equal(255, picture!.Render(picture.First ?? 0).Pixels[0]);
        });
    }

    [Fact]
    public async Task StatesOfASeries_EachShowTheirOwnImage()
    {
        var second = Inverse().Set(DicomTag.SOPInstanceUID, StateUid + ".2").Set(DicomTag.ContentLabel, "SECOND");
        second.GetItems(DicomTag.ReferencedSeriesSequence)[0].GetItems(DicomTag.ReferencedImageSequence)[0].Set(DicomTag.ReferencedSOPInstanceUID, OtherImageUid);
        _store.Store(MadeUpState.Image(), MadeUpState.Image().Set(DicomTag.SOPInstanceUID, OtherImageUid).Set(DicomTag.InstanceNumber, 2), Inverse(), second);
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Series, StateSeriesUid);
            Assert.Equal([255, 255], Enumerable.Range(0, picture.Count).Select(frame => (int)picture.Render(frame).Pixels[0]));
            picture.Render(1);
            Assert.Equal("state SECOND", picture.StateText);
        });
    }

    [Fact]
    public async Task Image_WithAStateBesideIt_IsShownAsItself_AndByTheKeyAsTheStateSays()
    {
        _store.Store(MadeUpState.Image(), Inverse());
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Instances, MadeUpState.ImageUid);
            Assert.Null(picture.First);
            Assert.Equal((0, "s: 1 presentation state"), (picture.Render(0).Pixels[0], picture.StateText));
            picture.NextState();
            Assert.Equal((255, "state MADE_UP"), (picture.Render(0).Pixels[0], picture.StateText));
            picture.NextState();
            Assert.Equal(0, picture.Render(0).Pixels[0]);
        });
    }

    [Fact]
    public async Task Image_WithShutterAndOverlay_IsShownWithThem_UntilTheyAreTurnedOff()
    {
        var image = MadeUpState.Image().Set(DicomTag.ShutterShape, "RECTANGULAR").Set(DicomTag.ShutterLeftVerticalEdge, 5).Set(DicomTag.ShutterRightVerticalEdge, 44)
            .Set(DicomTag.ShutterUpperHorizontalEdge, 5).Set(DicomTag.ShutterLowerHorizontalEdge, 44).Set(DicomTag.ShutterPresentationValue, 32768)
            .SetBytes(new DicomTag(0x6000, 0x10), DicomVR.US, new byte[] { 2, 0 }).SetBytes(new DicomTag(0x6000, 0x11), DicomVR.US, new byte[] { 8, 0 })
            .SetBytes(new DicomTag(0x6000, 0x50), DicomVR.SS, new byte[] { 11, 0, 11, 0 }).SetBytes(new DicomTag(0x6000, 0x3000), DicomVR.OW, new byte[] { 255, 255 });
        _store.Store(image);
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Instances, MadeUpState.ImageUid);
            var drawn = picture.Render(0);
            Assert.Equal((128, 128), (drawn.Pixels[0], drawn.Pixels[^1]));
            Assert.Equal(255, drawn.Pixels[(10 * MadeUp.Side) + 10]);
            picture.ToggleGraphics();
            Assert.Equal(0, picture.Render(0).Pixels[0]);
        });
    }

    [Fact]
    public async Task State_WithAnArea_ATurnAndTexts_ShowsThePartTurned_AndSaysWhatCellsCannotHold()
    {
        // Columns 1 to 16 and rows 1 to 48, turned by 90 degrees: 48 wide, 16 high; what was at the left edge is above.
        var state = MadeUpState.State().Set(DicomTag.ImageRotation, 90).Set(DicomTag.ImageHorizontalFlip, "N")
            .SetSequence(DicomTag.DisplayedAreaSelectionSequence, MadeUpState.Area(1, 48, 16, 1).Set(DicomTag.PresentationPixelAspectRatio, 2, 1))
            .Annotate([], [MadeUpState.Text("mark", [20, 30, 40, 40], [10, 10])]);
        _store.Store(MadeUpState.Image(), state);
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Instances, StateUid);
            var drawn = picture.Render(0);
            Assert.Equal((48, 16, 0.5), (drawn.Width, drawn.Height, picture.PixelAspectRatio));
            Assert.Equal("state MADE_UP; 1 text only in the window", picture.StateText);
            Assert.True(drawn.Pixels[0] < drawn.Pixels[^1], $"{drawn.Pixels[0]} above, {drawn.Pixels[^1]} below");
        });
    }

    [Fact]
    public async Task Window_OfTheUser_GoesWithTheStateThatItWasSetIn()
    {
        _store.Store(MadeUpState.Image(), Inverse());
        await _store.BrowseAsync(source =>
        {
            using var picture = Open(source, BrowserLevel.Instances, StateUid);
            picture.Render(0);
            var asked = picture.WindowText;
            picture.AdjustWindow(3, 0);
            picture.Render(0);
            Assert.NotEqual(asked, picture.WindowText);
            picture.NextState();
            picture.Render(0);
            picture.NextState();
            picture.Render(0);
            Assert.Equal(asked, picture.WindowText);
        });
    }

    [Fact]
    public async Task State_WhoseImagesAreNotStored_SaysHowManyAndWhatCanBeDone()
    {
        _store.Store(Inverse());
        await _store.BrowseAsync(source =>
        {
            Assert.Null(source.OpenPicture(BrowserLevel.Instances, StateUid, onlyOne: false, out var whyNot));
            Assert.Equal("none of the 1 image that this presentation state is for is stored here; :dump lists what it says", whyNot);
        });
    }

    private static DicomDataset Inverse() => MadeUpState.State().Set(DicomTag.PresentationLUTShape, "INVERSE");

    private static IBrowserPicture Open(IBrowserSource source, BrowserLevel level, string key)
    {
        var picture = source.OpenPicture(level, key, onlyOne: false, out var whyNot);
        Assert.True(picture is not null, whyNot);
        return picture;
    }
}
