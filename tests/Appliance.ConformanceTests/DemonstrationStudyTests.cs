using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>The multi-frame test study of images and spectra: one patient, and every frame of its localizer.</summary>
public sealed class DemonstrationStudyTests
{
    [Fact]
    public void Study_Received_IsOnePatientAndEveryFrameIsRendered()
    {
        // Two objects of one patient and study, and a spectrum of another patient of the same disc.
        string[] paths = ["enhanced-mr/BRTUM001", "mr-spectroscopy/BRTUMSP2", "mr-spectroscopy/BRSV001"];
        var files = CorpusFile.All().Where(file => paths.Contains(file.Path)).ToList();
        Assert.Equal(paths.Length, files.Count);
        using var installation = Installation.Make();
        using (var node = installation.Serve())
        {
            Dcmtk.Store(node, files);
            Assert.Equal(1, Dcmtk.Count(node, "STUDY", "StudyInstanceUID", "PatientID=" + files[0].Patient));
            node.Stop();
        }

        var patients = installation.Run("--json", "ls", "patients").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, patients.Length);
        Assert.Single(patients, line => line.Contains(files[0].Patient, StringComparison.Ordinal));

        var seen = new HashSet<string>();
        var localizer = files.Single(file => file.Path == paths[0]);
        for (var frame = 1; frame <= localizer.Frames; frame++)
        {
            var path = Path.Combine(installation.Folder, $"frame{frame}.pgm");
            installation.Run("render", localizer.SopInstance, "-o", path, "--frame", $"{frame}").Succeeded();
            var picture = Picture.ReadPnm(path);
            Assert.Equal((256, 256), (picture.Width, picture.Height));
            seen.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(picture.Data)));
        }

        Assert.Equal(localizer.Frames, seen.Count);
        var beyond = installation.Run("render", localizer.SopInstance, "-o", Path.Combine(installation.Folder, "none.pgm"), "--frame", "16");
        Assert.NotEqual(0, beyond.ExitCode);
    }
}
