using Appliance.Browser;
using Appliance.Dicom;
using Appliance.RenderTests.Imaging;
using Xunit;

namespace Appliance.RenderTests.States;

/// <summary>What the browser tells of a series that is odd, beside the picture that it draws in a terminal.</summary>
public sealed class BrowsedSeriesTests : IDisposable
{
    private readonly StateArchive _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Series_WithMissingSlices_SaysSoOnEachOfItsImages()
    {
        _store.Store([.. new[] { 0, 1, 2, 5, 6 }.Select(number => Slice(number, [1, 0, 0, 0, 1, 0], [0, 0, number * 4]))]);
        await LookAsync(picture =>
        {
            Assert.Equal("", picture.NoteText);
            for (var frame = 0; frame < 5; frame++)
            {
                picture.Render(frame);
                Assert.Equal("slices are missing: 2 between 8 and 20 mm", picture.NoteText);
            }
        });
    }

    [Fact]
    public async Task Series_OfMixedOrientations_SaysSoOnEachOfItsStacks()
    {
        _store.Store([.. Enumerable.Range(0, 6).Select(number => number % 2 == 0
            ? Slice(number, [1, 0, 0, 0, 1, 0], [0, 0, number])
            : Slice(number, [0, 1, 0, 0, 0, -1], [number, 0, 0]))]);
        await LookAsync(picture =>
        {
            foreach (var frame in new[] { 0, 5 })
            {
                picture.Render(frame);
                Assert.Equal("2 stacks, one after the other: they have different orientations (AXIAL, SAGITTAL)", picture.NoteText);
            }
        });
    }

    [Fact]
    public async Task Series_AsItShouldBe_SaysNothing()
    {
        _store.Store([.. Enumerable.Range(0, 3).Select(number => Slice(number, [1, 0, 0, 0, 1, 0], [0, 0, number * 4]))]);
        await LookAsync(picture =>
        {
            picture.Render(1);
            Assert.Equal("", picture.NoteText);
        });
    }

    private Task LookAsync(Action<IBrowserPicture> look) => _store.BrowseAsync(source =>
    {
        using var picture = source.OpenPicture(BrowserLevel.Series, MadeUpState.ImageSeriesUid, onlyOne: false, out var whyNot);
        Assert.True(picture is not null, whyNot);
        look(picture);
    });

    private static DicomDataset Slice(int number, double[] orientation, double[] position) => MadeUpState.Image()
        .Set(DicomTag.SOPInstanceUID, $"{MadeUpState.ImageSeriesUid}.{number + 1}").Set(DicomTag.InstanceNumber, number + 1)
        .Set(DicomTag.FrameOfReferenceUID, "2.25.100").Set(DicomTag.PixelSpacing, 1, 1)
        .Set(DicomTag.ImageOrientationPatient, orientation).Set(DicomTag.ImagePositionPatient, position);
}
