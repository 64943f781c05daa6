using System.Diagnostics;
using Appliance.Imaging;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Objects;

/// <summary>
/// The made-up objects: whole by their IODs as somebody else's validator reads them, and decoded and drawn as the formulas behind them say. DCMTK
/// and pydicom look at them in <see cref="Comparison.CorpusComparisonTests"/>.
/// </summary>
public sealed class MadeObjectTests : IDisposable
{
    private const double Rounding = 0.5 + 1e-6;

    /// <summary>What dciodvfy warns of, though PS3.3 C.8.19.2.1 has the term.</summary>
    private const string UnknownTerm = "Unrecognized defined term = <SINGLE PLANE>";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-made-").FullName;

    public static TheoryData<string> Names => [.. MadeObjects.All.Select(made => made.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task MadeObject_Validated_IsWholeByItsIod(string name)
    {
        var dciodvfy = Foreign.Need("dciodvfy", "dicom3tools");
        var path = Path.Combine(_folder, name + ".dcm");
        Of(name).Save(path);
        using var validator = Process.Start(new ProcessStartInfo(dciodvfy, ["-new", path]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = validator.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await validator.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await output;
        await validator.WaitForExitAsync(TestContext.Current.CancellationToken);
        var open = said.Split('\n').Where(line => line.StartsWith("Error", StringComparison.Ordinal)
            || (line.StartsWith("Warning", StringComparison.Ordinal) && !line.Contains(UnknownTerm, StringComparison.Ordinal))).ToList();
        Assert.True(open.Count == 0, string.Join('\n', open));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MadeObject_Decoded_HoldsTheValuesOfItsFormula(string name)
    {
        var made = Of(name);
        var image = DicomImage.Open(made.Dataset);
        for (var frame = 0; frame < image.NumberOfFrames; frame++)
        {
            var pixels = image.GetFrame(frame);
            for (var i = 0; i < pixels.Width * pixels.Height; i++)
            {
                var (x, y) = (i % pixels.Width, i / pixels.Width);
                for (var sample = 0; sample < (pixels.Kind.IsGray() || image.Palette is not null ? 1 : 3); sample++)
                {
                    var (wanted, found) = (made.Stored(frame, x, y, sample), (double)pixels.ValueAt(x, y, sample));
                    Assert.True(wanted.Equals(found) || Math.Abs(wanted - found) <= made.Tolerance, $"frame {frame}, {x}, {y}, sample {sample}: {found} instead of {wanted}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MadeObject_Drawn_HasTheLevelsOfItsFormula(string name)
    {
        var made = Of(name);
        var image = DicomImage.Open(made.Dataset);
        for (var frame = 0; frame < image.NumberOfFrames; frame++)
        {
            var drawn = Imaging.MadeUp.Render(made.Dataset, frame);
            var samples = drawn.IsColor ? 3 : 1;
            for (var i = 0; i < drawn.Pixels.Length; i++)
            {
                var (x, y) = (i / samples % drawn.Width, i / samples / drawn.Width);
                var wanted = made.Shown(frame, x, y, i % samples);
                Assert.True(Math.Abs(wanted - drawn.Pixels[i]) <= made.Tolerance + Rounding, $"frame {frame}, {x}, {y}: {drawn.Pixels[i]} instead of {wanted}");
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MadeObject Of(string name) => MadeObjects.All.Single(made => made.Name == name);
}
