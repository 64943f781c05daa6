using Appliance.Archive;
using Appliance.Dicom;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>An archive that another process, really, has open: by whatever path it is asked for, it has one writer; reading beside it works.</summary>
public sealed class SecondProcessTests : IDisposable
{
    private const string FolderVariable = "APPLIANCE_SECOND_FOLDER";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-second-").FullName;

    private string Archive => Path.Combine(_folder, "archive");

    private string Ready => Path.Combine(_folder, "ready");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Archive_OpenInAnotherProcess_HasOneWriterAndManyReaders(bool throughLink)
    {
        using var child = ChildProcess.Start(
            typeof(SecondProcessTests), nameof(Open_UntilKilled), new Dictionary<string, string> { [FolderVariable] = _folder });
        await child.WaitFor(() => File.Exists(Ready), "the archive of the other process");
        var path = Archive;
        if (throughLink)
        {
            path = Path.Combine(_folder, "link");
            Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
            File.CreateSymbolicLink(path, Archive);
        }

        var refused = Assert.Throws<ArchiveException>(() => DicomArchive.Open(path));
        Assert.Equal(ArchiveErrorKind.InUse, refused.Kind);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("another process has it open; close that one, or attach to its node", refused.Message, StringComparison.Ordinal);

        var file = Path.Combine(_folder, "import.dcm");
        TestStore.WriteFile(file, TestStore.Made("2", "2.1", "2.1.1"));
        foreach (var verb in (string[][])[["import", file], ["check"], ["rebuild"], ["delete", "1", "--yes"], ["serve", "--port", "0", "--bind", "127.0.0.1"]])
        {
            var run = await VerbRun.OfAsync(["--data", path, .. verb]);
            Assert.True(run.Code == 25, run.ToString());
            Assert.Matches("another (process|program) has it open", run.Error);
        }

        using (var reading = DicomArchive.Open(path, new ArchiveOptions { ReadOnly = true }))
        {
            Assert.True(reading.TryGetInstance(new DicomUID("1.1.1"), out var row));
            Assert.Equal(row.Length, TestStore.Read(reading, row).Length);
        }

        Assert.Equal(0, (await VerbRun.OfAsync("--data", path, "ls")).Code);
        Assert.False(child.HasExited);
        child.Kill();
        using var mine = DicomArchive.Open(path);
        Assert.Equal(1, mine.Counts.Instances);
        Assert.Empty(mine.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    /// <summary>Nor has it two writers in one process, whose locks do not keep itself out.</summary>
    [Fact]
    public void Archive_OpenInThisProcess_IsInUseThroughALinkToo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var link = Path.Combine(_folder, "link");
        using var archive = DicomArchive.Open(Archive);
        TestStore.Ingest(archive, TestStore.Made("1", "1.1", "1.1.1"));
        File.CreateSymbolicLink(link, Archive);

        var refused = Assert.Throws<ArchiveException>(() => DicomArchive.Open(link));

        Assert.Equal(ArchiveErrorKind.InUse, refused.Kind);
        TestStore.Ingest(archive, TestStore.Made("1", "1.1", "1.1.2"));
    }

    /// <summary>What the other process does; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Open_UntilKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that needs another process");
        using var archive = DicomArchive.Open(Path.Combine(folder, "archive"));
        TestStore.Ingest(archive, TestStore.Made("1", "1.1", "1.1.1"));
        File.WriteAllText(Path.Combine(folder, "ready"), "");

        // Whoever began this ends it; should that one be gone, it ends by itself.
        Thread.Sleep(TimeSpan.FromMinutes(2));
    }
}
