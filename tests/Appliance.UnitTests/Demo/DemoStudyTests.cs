using System.Diagnostics;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Demo;

/// <summary>The made-up studies: whole by the standard as somebody else's validator reads it, and different enough to be worth looking at.</summary>
public sealed class DemoStudyTests(DemoObjects made) : IClassFixture<DemoObjects>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-demo-").FullName;

    [Fact]
    public void Objects_Made_AreFourPatientsWithUidsOfTheirOwn()
    {
        var objects = made.All;
        Assert.Equal(CtSeries.Slices + 3, objects.Count);
        Assert.Equal(4, objects.Select(dataset => dataset.GetString(DicomTag.PatientID)).Distinct().Count());
        Assert.Equal(objects.Count, objects.Select(dataset => dataset.GetString(DicomTag.SOPInstanceUID)).Distinct().Count());
        Assert.All(objects, dataset => Assert.True(new DicomUID(dataset.GetString(DicomTag.SOPInstanceUID)!).IsValid));
    }

    [Fact]
    public void Uids_OfTheSameName_AreTheSame()
    {
        Assert.Equal(DemoUids.Of("a"), DemoUids.Of("a"));
        Assert.NotEqual(DemoUids.Of("a"), DemoUids.Of("b"));
        Assert.InRange(DemoUids.Of("a").Length, 20, 64);
    }

    [Fact]
    public void Names_ReadBack_KeepTheirScripts()
    {
        var names = made.All.Select(ReadBack).Select(dataset => dataset.GetText(DicomTag.PatientName)).Distinct().ToList();
        Assert.Contains("Yamada^Tarou=山田^太郎=やまだ^たろう", names);
        Assert.Contains("Петрова^Анна^Сергеевна", names);
        Assert.Contains("Müller^Jürgen", names);
        Assert.Contains("Wang^XiaoDong=王^小东", names);
    }

    [Fact]
    public void Chest_Sampled_HasTheHounsfieldUnitsOfItsTissues()
    {
        Assert.Equal(CtPhantom.Air, CtPhantom.At(0.99, 0.1, 0));
        Assert.InRange(CtPhantom.At(0.42, -0.3, 0), -900, -800); // lung
        Assert.InRange(CtPhantom.At(0, 0.37, 0), 100, 300); // vertebra
        Assert.InRange(CtPhantom.At(-0.38, 0.05, -1), 40, 80); // liver
    }

    [Fact]
    public void Cine_FrameByFrame_Moves()
    {
        var pixels = made.All[^2].GetBytes(DicomTag.PixelData).ToArray();
        var size = pixels.Length / UltrasoundCine.Frames;
        var frames = Enumerable.Range(0, UltrasoundCine.Frames).Select(frame => Convert.ToHexString(pixels.AsSpan(frame * size, size)));
        Assert.Equal(UltrasoundCine.Frames, frames.Distinct().Count());
    }

    [Fact]
    public void Objects_Validated_AreCompleteByTheirDefinitions()
    {
        var dciodvfy = Foreign.Need("dciodvfy", "dicom3tools");
        Assert.All(made.All.Where((_, index) => index == 0 || index >= CtSeries.Slices - 1), dataset =>
        {
            var path = Save(dataset);
            using var validator = Process.Start(new ProcessStartInfo(dciodvfy, [path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = validator.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var said = validator.StandardError.ReadToEnd() + output.GetAwaiter().GetResult();
            validator.WaitForExit();
            var errors = said.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal));
            Assert.True(!errors.Any(), $"{dataset.GetString(DicomTag.SOPClassUID)}:\n{string.Join('\n', errors)}");
        });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static DicomDataset ReadBack(DicomDataset dataset)
    {
        using var stream = new MemoryStream();
        new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian).Write(stream);
        return DicomFile.Parse(stream.ToArray()).Dataset;
    }

    private string Save(DicomDataset dataset)
    {
        var path = Path.Combine(_folder, dataset.GetString(DicomTag.SOPInstanceUID)! + ".dcm");
        using var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Save(path);
        return path;
    }
}

/// <summary>The objects, drawn once for all tests.</summary>
public sealed class DemoObjects
{
    internal IReadOnlyList<DicomDataset> All { get; } = [.. DemoStudies.Make()];
}
