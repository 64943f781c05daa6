using Appliance.Archive;
using Appliance.Dicom;
using Appliance.NodeTests.Archive;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary><c>delete</c>: what it takes out, what it refuses, and when it asks.</summary>
public sealed class DeleteVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("delete-verb").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1.1", 1, 2, 3)]
    [InlineData("1.1.2", 2, 3, 5)]
    [InlineData("1.1.1.2", 2, 4, 5)]
    public async Task Uid_OfAStudySeriesOrInstance_TakesOutThatAlone(string uid, int studies, int series, int instances)
    {
        Fill();

        var run = await RunAsync("delete", uid, "--yes", "--json");

        Assert.Equal(0, run.Code);
        Assert.Equal(6 - instances, Assert.Single(run.Objects).GetProperty("instances").GetInt32());
        AssertLeft(studies, series, instances);
    }

    [Theory]
    [InlineData("-L patient -k PatientID=P1", 1, 2, 3)]
    [InlineData("-k StudyDate=-20191231", 1, 2, 3)]
    [InlineData("-L series -k Modality=MR", 2, 2, 4)]
    [InlineData("-L series -k StudyInstanceUID=1.1 -k Modality=MR", 2, 3, 5)]
    [InlineData("-L image -k InstanceNumber=2", 2, 4, 4)]
    public async Task Keys_TakeOutWhatMatchesAtTheLevel(string words, int studies, int series, int instances)
    {
        Fill();

        Assert.Equal(0, (await RunAsync(["delete", "--yes", .. words.Split(' ')])).Code);

        AssertLeft(studies, series, instances);
    }

    // A key that C-FIND would pass over would delete everything.
    [Theory]
    [InlineData("-k Modality=CT", "Modality")]
    [InlineData("-k PatientName=*", "PatientName")]
    [InlineData("-k PatientID=P1 -k PatientName", "PatientName")]
    [InlineData("-L patient -k StudyDate=20180101", "StudyDate")]
    [InlineData("-k NumberOfStudyRelatedInstances=3", "NumberOfStudyRelatedInstances")]
    [InlineData("-k PixelSpacing=1", "PixelSpacing")]
    public async Task Key_ThatDecidesNothing_DeletesNothing(string words, string named)
    {
        Fill();

        var run = await RunAsync(["delete", "--yes", .. words.Split(' ')]);

        Assert.Equal(1, run.Code);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        AssertLeft(2, 4, 6);
    }

    // Names that sound alike are found, and never deleted.
    [Fact]
    public async Task Name_ThatOnlySoundsAlike_Stays()
    {
        Fill();

        Assert.Equal(21, (await RunAsync("delete", "--yes", "-k", "PatientName=Dough^Jayne")).Code);

        AssertLeft(2, 4, 6);
    }

    [Fact]
    public async Task Pipe_WithoutYes_IsToldWhatWouldGo_AndKeepsIt()
    {
        Fill();

        var run = await RunAsync("delete", "1.1");

        Assert.Equal(1, run.Code);
        Assert.Contains("3 instances in 2 series of 1 study of 1 patient", run.Error, StringComparison.Ordinal);
        Assert.Contains("--yes", run.Error, StringComparison.Ordinal);
        AssertLeft(2, 4, 6);
    }

    [Theory]
    [InlineData("y", 0, 3)]
    [InlineData("yes", 0, 3)]
    [InlineData("n", 130, 6)]
    [InlineData("", 130, 6)]
    public async Task Person_IsAsked_AndObeyed(string answer, int code, int instances)
    {
        Fill();
        var asked = "";

        var ended = await CommandLine.RunAsync(
            ["--data", _folder, "delete", "1.1"], TextWriter.Null, TextWriter.Null, errorIsTerminal: true, Ct,
            ask: question =>
            {
                asked = question;
                return answer;
            });

        Assert.Equal(code, ended);
        Assert.StartsWith("Delete 3 instances in 2 series of 1 study", asked, StringComparison.Ordinal);
        using var archive = DicomArchive.Open(_folder, new ArchiveOptions { ReadOnly = true });
        Assert.Equal(instances, archive.Counts.Instances);
    }

    [Fact]
    public async Task OneUidOfSeveral_ThatIsNotThere_DeletesNothing()
    {
        Fill();

        Assert.Equal(21, (await RunAsync("delete", "--yes", "1.1", "9.9")).Code);

        AssertLeft(2, 4, 6);
    }

    [Fact]
    public async Task Archive_OfARunningNode_IsLeftAlone_InWords()
    {
        await using var node = await TestNode.StartAsync(Ct);
        TestStore.Ingest(node.Archive, TestStore.Made("1.1", "1.1.1", "1.1.1.1"));

        var run = await VerbRun.OfAsync("--data", node.Profile.DataFolder, "delete", "1.1", "--yes");

        Assert.Equal(25, run.Code);
        Assert.Contains("browser", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, node.Archive.Counts.Instances);
    }

    [Fact]
    public async Task Folder_WithoutAnArchive_StaysEmpty()
    {
        Assert.Equal(21, (await RunAsync("delete", "1.1", "--yes")).Code);

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task NothingNamed_IsAWrongCall() => Assert.Equal(1, (await RunAsync("delete", "--yes")).Code);

    private Task<VerbRun> RunAsync(params string[] arguments) => VerbRun.OfAsync(["--data", _folder, .. arguments]);

    private void Fill()
    {
        using var archive = DicomArchive.Open(_folder);
        foreach (var (study, patient, date) in (ReadOnlySpan<(string, string, string)>)[("1.1", "P1", "20180101"), ("1.2", "P2", "20250101")])
        {
            foreach (var (series, modality, number) in (ReadOnlySpan<(string, string, string)>)[("1", "CT", "1"), ("1", "CT", "2"), ("2", "MR", "1")])
            {
                TestStore.Ingest(archive, TestStore.Made(study, $"{study}.{series}", $"{study}.{series}.{number}", dataset => dataset
                    .Set(DicomTag.PatientID, patient).Set(DicomTag.StudyDate, date).Set(DicomTag.Modality, modality).Set(DicomTag.InstanceNumber, number)));
            }
        }
    }

    private void AssertLeft(int studies, int series, int instances)
    {
        using var archive = DicomArchive.Open(_folder, new ArchiveOptions { ReadOnly = true });
        var counts = archive.Counts;
        Assert.Equal((studies, series, instances), (counts.Studies, counts.Series, counts.Instances));
    }
}
