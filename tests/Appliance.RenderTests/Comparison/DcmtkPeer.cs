using System.Diagnostics;
using Appliance.Dicom;
using Appliance.RenderTests.Imaging;

namespace Appliance.RenderTests.Comparison;

/// <summary>DCMTK's decoders: the file is made into an uncompressed one by <c>dcmdjpeg</c>, <c>dcmdrle</c> or <c>dcmconv</c>, and its cells are taken apart here.</summary>
internal static class DcmtkPeer
{
    /// <summary>The frames of a file; null with the reason when it cannot.</summary>
    public static FrameSamples[]? Decode(string path, DicomTransferSyntax syntax, IReadOnlyList<int> frames, out string why)
    {
        var plain = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.dcm");
        try
        {
            if (!Run(ProgramFor(syntax), [path, plain], out why))
            {
                return null;
            }

            using var file = DicomFile.Open(plain);
            var answers = frames.Select(frame => PlainPixels.Read(file.Dataset, frame)).OfType<FrameSamples>().ToArray();
            why = answers.Length == frames.Count ? "" : "its pixel data are too short";
            return answers.Length == frames.Count ? answers : null;
        }
        finally
        {
            File.Delete(plain);
        }
    }

    private static (string Program, string[] Options) ProgramFor(DicomTransferSyntax syntax) =>
        syntax == DicomTransferSyntax.RLELossless ? ("dcmdrle", ["+te"])
        : syntax.IsEncapsulated ? ("dcmdjpeg", ["+te"])
        : ("dcmconv", ["+te"]);

    private static bool Run((string Name, string[] Options) program, string[] files, out string error)
    {
        var start = new ProcessStartInfo(Dcmtk.Need(program.Name), ["--quiet", .. program.Options, .. files]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        error = process.StandardError.ReadToEnd().Trim().ReplaceLineEndings(" ");
        process.WaitForExit();
        error = process.ExitCode == 0 ? "" : error.Length > 0 ? error : $"{program.Name} ends with {process.ExitCode}";
        return process.ExitCode == 0;
    }
}
