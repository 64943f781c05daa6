using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.RenderTests.Imaging;
using Appliance.Viewer;
using Xunit;

namespace Appliance.RenderTests.Objects;

/// <summary>Stacks of single-frame images that bring no window are looked at with one for all.</summary>
public sealed class StackWindowTests : IDisposable
{
    private const int Slices = 11;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("appliance-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Stack_WithoutWindows_HasOneWhicheverImageIsLookedAtFirst()
    {
        using var upwards = Open(Enumerable.Range(0, Slices).Select(i => Slice(i)));
        using var downwards = Open(Enumerable.Range(0, Slices).Select(i => Slice(i)));
        var windows = Enumerable.Range(0, Slices).Select(i => Window(upwards, i)).ToList();
        Assert.Equal(windows, Enumerable.Range(0, Slices).Reverse().Select(i => Window(downwards, i)));
        Assert.Single(windows.Distinct());

        // Slice i goes up to 100 (i + 1): the window spans what the stack has, not what one slice has.
        Assert.InRange(windows[0].Center + (windows[0].Width / 2), 800, 1100);
    }

    [Fact]
    public void Image_WithAWindowOfItsOwn_KeepsIt()
    {
        using var sequence = Open(Enumerable.Range(0, Slices).Select(i => i == 4 ? Slice(i).Set(DicomTag.WindowCenter, "40").Set(DicomTag.WindowWidth, "80") : Slice(i)));
        Assert.Equal((40.0, 80.0), (Window(sequence, 4).Center, Window(sequence, 4).Width));
        Assert.Equal(Window(sequence, 3), Window(sequence, 5));
        Assert.NotEqual(Window(sequence, 3), Window(sequence, 4));
    }

    [Fact]
    public void Images_OfOtherSeries_HaveTheirOwn()
    {
        using var sequence = Open(Enumerable.Range(0, Slices).Select(i => Slice(i)).Concat(Enumerable.Range(0, Slices).Select(i => Slice(i, series: 2, scale: 3))));
        Assert.NotEqual(Window(sequence, 0), Window(sequence, Slices));
        Assert.Equal(Window(sequence, Slices), Window(sequence, (2 * Slices) - 1));
    }

    // One of the images that the window is taken from cannot be decoded: the others tell enough.
    [Fact]
    public void Image_ThatCannotBeDecoded_DoesNotTakeTheWindowWithIt()
    {
        using var sequence = Open(Enumerable.Range(0, Slices).Select(i => i == Slices / 2 ? Undecodable(i) : Slice(i)));
        Assert.Equal(Window(sequence, 0), Window(sequence, Slices - 1));
        Assert.Throws<DicomImageException>(() => sequence.Get(Slices / 2, TestContext.Current.CancellationToken));
    }

    private static VoiWindow Window(SubjectSequence sequence, int index)
    {
        var frame = Assert.IsType<PictureFrame>(sequence.Get(index, TestContext.Current.CancellationToken));
        return frame.Pipeline.Window!.Value;
    }

    private SubjectSequence Open(IEnumerable<DicomDataset> slices)
    {
        var paths = slices.Select(slice => Save(slice)).ToList();
        return SubjectSequence.Of(paths.Select(DicomSubject.OfFile), (name, why) => Assert.Fail($"{name}: {why}"), TestContext.Current.CancellationToken);
    }

    private string Save(DicomDataset slice)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.dcm");
        using var file = new DicomFile(slice, slice.TransferSyntax);
        file.Save(path);
        return path;
    }

    private static DicomDataset Slice(int number, int series = 1, int scale = 1) => Placed(MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", null), number, series)
        .SetBytes(DicomTag.PixelData, DicomVR.OW, MadeUp.Cells(16, (x, y) => MadeUp.Pattern(x, y, 100 * (number + 1) * scale)));

    private static DicomDataset Undecodable(int number)
    {
        var slice = Placed(MadeUp.Pixels(1, 16, 12, false, "MONOCHROME2", DicomTransferSyntax.RLELossless), number, 1);
        slice.Add(new DicomFragmentSequence(DicomTag.PixelData, [new byte[10]]));
        return slice;
    }

    private static DicomDataset Placed(DicomDataset pixels, int number, int series) => pixels
        .Set(DicomTag.SOPClassUID, DicomUID.MRImageStorage.Value).Set(DicomTag.SOPInstanceUID, $"1.2.{series}.{number + 1}")
        .Set(DicomTag.StudyInstanceUID, "1.2").Set(DicomTag.SeriesInstanceUID, $"1.2.{series}").Set(DicomTag.SeriesNumber, series)
        .Set(DicomTag.InstanceNumber, number + 1).Set(DicomTag.FrameOfReferenceUID, "1.2.9").Set(DicomTag.PixelSpacing, "1", "1")
        .Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0").Set(DicomTag.ImagePositionPatient, "0", "0", $"{number * 3}");
}
