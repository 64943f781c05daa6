using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>view</c> without a window: what it draws first, and what it tells of series and order.</summary>
public sealed class ViewVerbTests : IDisposable
{
    private const int Side = 32;
    private readonly string _folder = Directory.CreateTempSubdirectory("view").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Series_WithASliceMissing_SaysWhere()
    {
        foreach (var (number, z) in (ReadOnlySpan<(int, double)>)[(1, 9), (2, 6), (3, 0), (4, -3)])
        {
            Save(number, z);
        }

        var run = await VerbRun.OfAsync("view", _folder, "--no-text", "--screenshot", Path.Combine(_folder, "first.png"));

        Assert.Equal(0, run.Code);
        Assert.Contains("series 5: slices are missing: 1 between 0 and 6 mm", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_NumberedDownwards_BeginsAtItsLowestPlace()
    {
        Save(1, 3);
        Save(2, 0);
        var one = Path.Combine(_folder, "one.png");
        var all = Path.Combine(_folder, "all.png");

        Assert.Equal(0, (await VerbRun.OfAsync("view", Path.Combine(_folder, "2.dcm"), "--no-text", "--one-to-one", "--screenshot", one)).Code);
        Assert.Equal(0, (await VerbRun.OfAsync("view", Path.Combine(_folder, "1.dcm"), Path.Combine(_folder, "2.dcm"), "--no-text", "--one-to-one", "--screenshot", all)).Code);

        Assert.Equal(await File.ReadAllBytesAsync(one, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(all, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Order_ByDimension_BeginsWithTheFrameThatTheyPutFirst()
    {
        // Of this object the second frame stored has position 1.
        var path = Corpus.PathOf("enhanced-ct/eCT_Supplemental.dcm");
        var (stored, first) = (Path.Combine(_folder, "stored.png"), Path.Combine(_folder, "first.png"));

        Assert.Equal(0, (await VerbRun.OfAsync("view", path, "--no-text", "--frame", "2", "--screenshot", stored)).Code);
        Assert.Equal(0, (await VerbRun.OfAsync("view", path, "--no-text", "--order", "dimension", "--screenshot", first)).Code);

        Assert.Equal(await File.ReadAllBytesAsync(stored, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Order_WithoutDimensions_IsToldAndTheStoredOneTaken()
    {
        Save(1, 0);
        var run = await VerbRun.OfAsync("view", _folder, "--order", "dimension", "--no-text", "--screenshot", Path.Combine(_folder, "first.png"));
        Assert.Equal(0, run.Code);
        Assert.Contains("no dimensions", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_OfAnotherName_IsAWrongCall()
    {
        var run = await VerbRun.OfAsync("view", _folder, "--order", "sideways");
        Assert.Equal(1, run.Code);
        Assert.Contains("--order sideways: write stored or dimension", run.Error, StringComparison.Ordinal);
    }

    private void Save(int number, double z)
    {
        var pixels = new byte[Side * Side];
        Array.Fill(pixels, (byte)(number * 40));
        var dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.2")
            .Set(DicomTag.SOPInstanceUID, $"2.25.{number}")
            .Set(DicomTag.SeriesInstanceUID, "2.25.99")
            .Set(DicomTag.SeriesNumber, 5)
            .Set(DicomTag.InstanceNumber, number)
            .Set(DicomTag.FrameOfReferenceUID, "2.25.98")
            .Set(DicomTag.ImagePositionPatient, 0.0, 0.0, z)
            .Set(DicomTag.ImageOrientationPatient, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
            .Set(DicomTag.PixelSpacing, 1.0, 1.0)
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, Side)
            .Set(DicomTag.Columns, Side)
            .Set(DicomTag.BitsAllocated, 8)
            .Set(DicomTag.BitsStored, 8)
            .Set(DicomTag.HighBit, 7)
            .Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.WindowCenter, 128.0)
            .Set(DicomTag.WindowWidth, 256.0)
            .SetBytes(DicomTag.PixelData, DicomVR.OB, pixels);
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Save(Path.Combine(_folder, $"{number}.dcm"));
    }
}
