using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>The executable and its archive together in a place that is mounted for reading only, as on a locked stick or a DVD.</summary>
public sealed class ReadOnlyPlaceTests
{
    private const int ArchiveNotWritable = 46;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Executable_InAPlaceForReading_ListsFindsExportsAndServes(bool closed)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "mounting needs root, on Linux");
        var files = CorpusFile.All().Where(file => file.Path.StartsWith("ct/", StringComparison.Ordinal)).ToList();
        using var installation = Installation.Make();
        using (var node = installation.Serve())
        {
            Dcmtk.Store(node, files);
            if (closed)
            {
                node.Stop();
            }
            else
            {
                node.KillHard();
            }
        }

        using var outside = new ReadOnlyMount(installation.Folder);
        var stored = files.Select(file => file.SopInstance).Distinct().Count();
        var listed = installation.Run("--json", "ls", "studies").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(files.Select(file => file.Study).Distinct().Count(), listed.Length);
        var exported = Path.Combine(outside.Beside, "exported");
        installation.Run(["export", .. files.Select(file => file.Study).Distinct(), "-o", exported]).Succeeded();
        Assert.Equal(stored, Directory.EnumerateFiles(exported, "*", SearchOption.AllDirectories).Count());
        installation.Run("check").Succeeded();
        var refused = installation.Run("import", exported).Ended(ArchiveNotWritable);
        Assert.Contains("Read-only file system", refused.Error, StringComparison.Ordinal);

        using (var node = installation.Serve())
        {
            Assert.Contains("can only be read", node.Said, StringComparison.Ordinal);
            Assert.Contains("association log cannot be written, it is kept in memory", node.Said, StringComparison.Ordinal);
            Assert.Equal(listed.Length, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
            installation.Run("find", node.Peer, "-L", "study", "-k", "StudyInstanceUID=" + files[0].Study).Succeeded();
            Assert.NotEqual(0, installation.Run("send", node.Peer, Path.Combine(exported)).ExitCode);
            node.Stop();
        }
    }

    /// <summary>A folder mounted over itself for reading only, and one beside it for what is written.</summary>
    private sealed class ReadOnlyMount : IDisposable
    {
        private readonly string _folder;

        public ReadOnlyMount(string folder)
        {
            _folder = folder;
            var mount = Foreign.Need("mount", "mount");
            var bound = ProgramRun.Of(mount, ["--bind", folder, folder]);
            Assert.SkipUnless(bound.ExitCode == 0, $"nothing may be mounted here: {bound.Error.Trim()}");
            ProgramRun.Of(mount, ["-o", "remount,bind,ro", folder]).Succeeded();
        }

        public string Beside { get; } = Directory.CreateTempSubdirectory("appliance-beside-").FullName;

        public void Dispose()
        {
            ProgramRun.Of(Foreign.Need("umount", "mount"), ["-l", _folder]);
            Directory.Delete(Beside, recursive: true);
        }
    }
}
