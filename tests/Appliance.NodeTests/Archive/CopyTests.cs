using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>An archive's folder in the hands of those who copy, move and restore files: closed it is as good as the first, open it is told what is missing.</summary>
public sealed class CopyTests : IDisposable
{
    private const string FolderVariable = "APPLIANCE_COPY_FOLDER";

    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-copy-").FullName;
    private readonly Dictionary<string, byte[]> _stored = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string First => Path.Combine(_folder, "first");

    private string Second => Path.Combine(_folder, "second");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Copy_OfAClosedArchive_WithOtherOwnerAndTimes_IsTheArchive()
    {
        Fill(First, 1, 12);
        Copy(First, Second);
        foreach (var path in Directory.EnumerateFileSystemEntries(Second, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(path, new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        if (OperatingSystem.IsLinux() && Environment.UserName == "root")
        {
            Run("chown", "-R", "65534:65534", Second);
        }

        AssertWhole(Second);
        Fill(Second, 13, 15);
        AssertWhole(Second);
    }

    [Fact]
    public void Archive_MovedAndRenamed_OpensWhereItIs()
    {
        Fill(First, 1, 12);
        var moved = Path.Combine(_folder, "other place", "Ärchiv neu");
        Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        Directory.Move(First, moved);
        AssertWhole(moved);
        Fill(moved, 13, 15);
        Directory.Move(moved, First);
        AssertWhole(First);
        Assert.False(Directory.Exists(moved));
    }

    /// <summary>What an older copy has more than the newer one stays lying about in the folder: it must not come back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Archive_RestoredOverAnOlderCopy_IsTheRestoredOne(bool olderWentOn)
    {
        Fill(First, 1, 12);
        Copy(First, Second);
        if (olderWentOn)
        {
            // It has been used meanwhile, and has files that the newer one has under other numbers, or never had.
            var stored = new Dictionary<string, byte[]>(_stored);
            for (var i = 0; i < 4; i++)
            {
                Fill(Second, 101 + (3 * i), 103 + (3 * i));
            }

            _stored.Clear();
            foreach (var (uid, bytes) in stored)
            {
                _stored.Add(uid, bytes);
            }
        }

        Fill(First, 13, 24);
        using (var archive = DicomArchive.Open(First, Options))
        {
            archive.Delete(new InstanceSelection { SopInstanceUids = [new DicomUID("1.2.1"), new DicomUID("1.2.2"), new DicomUID("1.2.3")] }, Cancel);
            archive.Reclaim(Cancel);
            Array.ForEach(["1.2.1", "1.2.2", "1.2.3"], uid => _stored.Remove(uid));
        }

        Copy(First, Second);

        AssertWhole(Second);
        Fill(Second, 25, 27);
        AssertWhole(Second);

        // Packs that only the older one had hold nothing that is stored: they go as every pack does of which nothing is left.
        using (var archive = DicomArchive.Open(Second, Options))
        {
            Assert.NotEqual(0, archive.Reclaim(Cancel));
        }

        AssertWhole(Second);
        DicomArchive.Rebuild(Second, cancel: Cancel);
        AssertWhole(Second);
    }

    /// <summary>A copy that is not all of the archive opens and says which file is missing; what lies in others is there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Copy_ThatLacksAPack_SaysSo(bool readOnly)
    {
        Fill(First, 1, 3);
        Fill(First, 4, 6);
        Copy(First, Second);
        var lacking = Path.Combine(ArchiveFolder.PacksOf(Second), "00000001.pack");
        File.Delete(lacking);

        using (var whole = DicomArchive.Open(First, Options))
        {
            Assert.Empty(whole.MissingPacks);
        }

        using (var archive = DicomArchive.Open(Second, Options with { ReadOnly = readOnly }))
        {
            Assert.Equal([$"'{lacking}'"], archive.MissingPacks);
            Assert.True(archive.TryGetInstance(new DicomUID("1.2.5"), out var row));
            Assert.Equal(_stored["1.2.5"], TestStore.Read(archive, row));
            Assert.Equal(6, archive.Counts.Instances);
        }

        var doctor = await VerbRun.OfAsync("--data", Second, "doctor");
        Assert.Contains($"1 files with the bytes of stored objects are missing, the first is '{lacking}'; put them back", doctor.Output + doctor.Error, StringComparison.Ordinal);
        File.Copy(Path.Combine(ArchiveFolder.PacksOf(First), "00000001.pack"), lacking);
        AssertWhole(Second);
    }

    /// <summary>
    /// File after file while it is written to: what was acknowledged before the copy began is there when the copy is opened, or the copy says
    /// what is wrong with it, and a rebuild finds it.
    /// </summary>
    [Fact]
    public async Task Copy_OfAnArchiveThatIsWritten_HasWhatWasThereOrSaysWhatIsWrong()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open are copied by cp");
        var journal = Path.Combine(_folder, "journal");
        var copies = new List<(string Folder, IReadOnlyList<string> Sure, IReadOnlyList<string> All)>();
        using (var child = ChildProcess.Start(typeof(CopyTests), nameof(Change_UntilKilled), new Dictionary<string, string> { [FolderVariable] = _folder }))
        {
            for (var round = 1; round <= 4; round++)
            {
                await child.WaitFor(() => ChangeJournal.Acknowledged(ChangeJournal.Read(journal)) > 120 * round, "changes");
                var sure = ChangeJournal.Read(journal);
                var copy = Path.Combine(_folder, $"copy-{round}");

                // Files may go while it copies; what it says about them is not of interest.
                using (var copying = Process.Start(new ProcessStartInfo("cp", ["-r", First, copy]) { RedirectStandardError = true })!)
                {
                    await copying.StandardError.ReadToEndAsync(Cancel);
                    await copying.WaitForExitAsync(Cancel);
                }

                copies.Add((copy, sure, ChangeJournal.Read(journal)));
            }

            child.Kill();
        }

        foreach (var (copy, sure, all) in copies)
        {
            var told = Told(copy, sure, all);
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(copy)}: {told ?? "whole"}");
        }
    }

    /// <summary>What the process does whose archive is copied; started by the test above only.</summary>
    [Fact(Explicit = true)]
    public void Change_UntilKilled()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "runs only inside of the test that copies its archive");
        using var archive = DicomArchive.Open(Path.Combine(folder, "first"), new ArchiveOptions { PackLength = 8 << 20, MostBuffered = 64 << 10, FreeSpaceFloor = 0 });
        using var journal = new ChangeJournal(Path.Combine(folder, "journal"));
        journal.ChangeForever(archive);
    }

    /// <summary>What a copy says is wrong with it; null when nothing is, and then nothing may be.</summary>
    private static string? Told(string copy, IReadOnlyList<string> sure, IReadOnlyList<string> all)
    {
        try
        {
            using var archive = DicomArchive.Open(copy);
            var problems = archive.Check(cancel: Cancel).Problems;
            var (_, missing, half) = ChangeJournal.Compare(archive, sure, all);
            Assert.InRange(missing, 0, archive.Torn + archive.Lost + problems.Count);
            Assert.InRange(half, 0, problems.Count);
            return problems.Count + archive.Torn + archive.Lost == 0 ? null
                : $"torn {archive.Torn}, lost {archive.Lost}, missing {missing} of what was acknowledged, {problems.Count} problems: {problems.FirstOrDefault()}";
        }
        catch (ArchiveException error)
        {
            Assert.Contains(copy, error.Message, StringComparison.Ordinal);
            Assert.Equal(ArchiveErrorKind.Corrupt, error.Kind);
            DicomArchive.Rebuild(copy, cancel: Cancel);
            using var archive = DicomArchive.Open(copy);
            Assert.Empty(archive.Check(cancel: Cancel).Problems);
            return error.Message;
        }
    }

    private static ArchiveOptions Options => new() { PackLength = 256 << 10, ReclaimsBeside = false };

    private void Fill(string folder, int from, int to)
    {
        using var archive = DicomArchive.Open(folder, Options);
        for (var i = from; i <= to; i++)
        {
            var pixels = new byte[60_000];
            new Random(i).NextBytes(pixels);
            var row = TestStore.Ingest(archive, TestStore.Made($"1.{i % 3}", $"1.1.{i % 5}", $"1.2.{i}", made => made
                .Set(DicomTag.PatientID, $"P{i % 3}").SetBytes(DicomTag.PixelData, DicomVR.OB, pixels))).Row;
            _stored[$"1.2.{i}"] = TestStore.Read(archive, row);
        }
    }

    private void AssertWhole(string folder)
    {
        using var archive = DicomArchive.Open(folder, Options);
        Assert.False(archive.IsReadOnly, archive.ReadOnlyReason);
        Assert.Equal((0, 0, 0), (archive.Torn, archive.Restored, archive.Lost));
        foreach (var (uid, bytes) in _stored)
        {
            Assert.True(archive.TryGetInstance(new DicomUID(uid), out var row), uid);
            Assert.Equal(bytes, TestStore.Read(archive, row));
        }

        Assert.Equal(_stored.Count, archive.Counts.Instances);
        Assert.Empty(archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>Copies what is in a folder over what is in another.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
