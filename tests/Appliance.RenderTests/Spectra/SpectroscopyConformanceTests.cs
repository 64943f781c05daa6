using System.Diagnostics;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.RenderTests.Spectra;

/// <summary>The made-up objects before another's judge: dciodvfy of dicom3tools holds them against the IOD.</summary>
public sealed class SpectroscopyConformanceTests
{
    public static TheoryData<string> Kinds => [.. MadeUpKinds.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void MadeUpObject_OfEachKind_IsAcceptedByDciodvfy(string kind)
    {
        var program = Foreign.Need("dciodvfy", "dicom3tools");
        var path = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.dcm");
        try
        {
            new DicomFile(MadeUpKinds.All[kind]().Dataset(), DicomTransferSyntax.ExplicitVRLittleEndian).Save(path);
            using var process = Process.Start(new ProcessStartInfo(program, path) { RedirectStandardError = true })!;
            var said = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.Contains("MRSpectroscopy", said, StringComparison.Ordinal);
            Assert.All(said.Split('\n'), line => Assert.False(line.StartsWith("Error", StringComparison.Ordinal), line));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
