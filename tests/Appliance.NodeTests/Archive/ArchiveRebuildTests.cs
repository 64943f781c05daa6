using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>The database can be made anew from the packs alone, and is then what it was.</summary>
public sealed class ArchiveRebuildTests : IDisposable
{
    private readonly TestStore _store = new();

    public ArchiveRebuildTests() => _store.Reopen(new ArchiveOptions { ReclaimsBeside = false });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Database => ArchiveFolder.DatabaseOf(_store.Folder);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Corpus_WithTheDatabaseDeleted_ComesBackKeyByKey()
    {
        foreach (var path in Corpus.Files("charset").Concat(Corpus.Files("enhanced-mr")).Concat(Corpus.Files("transfer-syntax/deflated")))
        {
            // One that replaces another leaves a study or series with the number of an instance that is gone.
            using var file = DicomFile.Open(path, new DicomReadOptions { StopBefore = DicomTag.PatientName });
            if (!_store.Archive.TryGetInstance(file.SopInstanceUid, out _))
            {
                TestStore.IngestFile(_store.Archive, File.ReadAllBytes(path), 100_000);
            }
        }

        _store.Ingest(Large("1.9.1"));
        _store.Archive.Dispose();
        var before = Dump();
        Directory.Delete(Database, recursive: true);

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal((0, 0, 0), (result.Damaged.Count, result.Unfinished.Count, result.Missing.Count));
        Assert.Equal(before, Dump());
        Assert.NotNull(result.OldDatabaseFault);
        AssertRight(result);
    }

    /// <summary>Rows of patients, studies and series keep what deleted instances said; all that instances say, and all counts, must be the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomHistory_Rebuilt_HasTheSameInstances(int seed)
    {
        _store.Reopen(new ArchiveOptions { PackLength = 20_000 });
        var random = new Random(seed);
        for (var step = 0; step < 300; step++)
        {
            var (study, series, instance) = ($"1.{random.Next(3)}", $"2.{random.Next(4)}", $"3.{random.Next(25)}");
            if (random.Next(4) > 0)
            {
                _store.Ingest(TestStore.Made(study, series, instance, dataset => dataset
                    .Set(DicomTag.PatientID, $"P{study}{random.Next(8) / 7}")
                    .Set(DicomTag.StudyDate, $"2020010{random.Next(1, 4)}")));
            }
            else
            {
                _store.Archive.Delete(new InstanceSelection { SopInstanceUids = [new($"3.{random.Next(25)}"), new($"3.{random.Next(25)}")] }, Cancel);
                _store.Archive.Reclaim(Cancel);
            }
        }

        var before = Instances();
        var counts = _store.Archive.Counts;
        _store.Archive.Dispose();

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal((0, 0, 0), (result.Damaged.Count, result.Unfinished.Count, result.Missing.Count));
        Assert.Null(result.OldDatabaseFault);
        AssertRight(result);
        Assert.Equal(before, Instances());
        Assert.Equal((counts.Studies, counts.Series, counts.Instances, counts.Bytes), (_store.Archive.Counts.Studies, _store.Archive.Counts.Series, _store.Archive.Counts.Instances, _store.Archive.Counts.Bytes));
    }

    [Fact]
    public void Deleted_AndReplaced_DoNotComeBack()
    {
        using (var held = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            // This is never finished.
            held.Append(new byte[Chunks.Size + 1]);
            _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
            _store.Ingest(TestStore.Made("1", "1.1", "1.1.2"));
            _store.Ingest(TestStore.Made("1", "1.1", "1.1.2", made => made.Set(DicomTag.PatientName, "Second^One")));
            _store.Ingest(Large("1.1.3"));
            Delete("1.1.1", "1.1.3");
            using var copy = new TestStore(_store.Folder, folder => Directory.Delete(ArchiveFolder.DatabaseOf(folder), recursive: true), open: false);

            var result = DicomArchive.Rebuild(copy.Folder, cancel: Cancel);

            Assert.Equal((1, 0, 1), (result.Instances, result.Damaged.Count, result.Unfinished.Count));
            Assert.Equal("Second^One", Assert.Single(copy.Reopen().Query(new QueryRequest(QueryLevel.Study, new DicomDataset().Set(DicomTag.PatientName)), Cancel)).GetString(DicomTag.PatientName));
            Assert.Empty(copy.Archive.Check(cancel: Cancel).Problems);
        }
    }

    /// <summary>Without the highest number, new objects would be given those of old ones.</summary>
    [Fact]
    public void Numbers_GoOnAboveTheHighest()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        var last = _store.Ingest(TestStore.Made("1", "1.1", "1.1.2")).Row;
        _store.Archive.Dispose();
        Directory.Delete(Database, recursive: true);

        DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.True(_store.Reopen().TryGetInstance(last.SopInstanceUid, out var row) && row.Id == last.Id);
        Assert.True(_store.Ingest(TestStore.Made("1", "1.1", "1.1.3")).Row.Id.Instance > last.Id.Instance);
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
    }

    [Fact]
    public void Pack_CutShort_CostsWhatWasInItAndNothingElse()
    {
        var kept = _store.Ingest(TestStore.Made("1", "1.1", "1.1.1")).Row;
        _store.Ingest(Large("1.1.2"));
        _store.Archive.Dispose();
        using (var pack = File.OpenWrite(Pack()))
        {
            pack.SetLength(pack.Length - 50_000);
        }

        Directory.Delete(Database, recursive: true);

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal(1, result.Instances);
        var told = Assert.Single(result.Damaged.Named);
        Assert.Contains("instance 1.1.2: chunk 1 of it is damaged", told, StringComparison.Ordinal);
        Assert.Contains(Pack(), told, StringComparison.Ordinal);
        AssertRight(result);
        Assert.True(_store.Archive.TryGetInstance(kept.SopInstanceUid, out _));
    }

    [Fact]
    public void Pack_Missing_IsToldByComparingWithTheOldDatabaseWhichIsKept()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        var first = Pack();
        _store.Reopen();
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.2"));
        _store.Archive.Dispose();
        File.Delete(first);

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Contains("instance 1.1.1 of study 1 ", Assert.Single(result.Missing.Named), StringComparison.Ordinal);
        Assert.Equal(Database + ".old", result.KeptAs);
        Assert.True(File.Exists(Path.Combine(Database + ".old", "CURRENT")));
        AssertRight(result);

        // It stays until somebody takes it away.
        _store.Archive.Dispose();
        Assert.Null(DicomArchive.Rebuild(_store.Folder, cancel: Cancel).KeptAs);
        Assert.True(Directory.Exists(Database + ".old"));
    }

    [Theory]
    [InlineData("head of the chunk", 4)]
    [InlineData("chunk", PackRecord.HeadLength + 20)]
    [InlineData("head of the end record", -40)]
    public void Object_WithAFlippedBit_IsNamedAndTheOthersStay(string where, int offset)
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        var length = (int)new FileInfo(Pack()).Length;
        _store.Reopen();
        _store.Archive.Dispose();
        var bytes = File.ReadAllBytes(Pack());
        var end = (int)PackRecord.LengthOf(BitConverter.ToInt32(bytes, 20));
        bytes[offset >= 0 ? offset : end + 4] ^= 1;
        File.WriteAllBytes(Pack(), bytes);
        _store.Reopen();
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.2"));
        _store.Archive.Dispose();

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.True(length > 0, where);
        Assert.NotEqual(0, result.Damaged.Count);
        Assert.All(result.Damaged.Named, told => Assert.Contains("00000001.pack' at", told, StringComparison.Ordinal));
        Assert.Contains("1.1.1", Assert.Single(result.Missing.Named), StringComparison.Ordinal);
        AssertRight(result);
        Assert.Equal(1, _store.Archive.Counts.Instances);
    }

    [Theory]
    [InlineData("MANIFEST-*")]
    [InlineData("*.sst")]
    [InlineData("CURRENT")]
    public void Database_WithFlippedBytes_IsReplaced(string files)
    {
        for (var i = 0; i < 20; i++)
        {
            _store.Ingest(TestStore.Made("1", $"1.{i % 3}", $"1.1.{i}"));
        }

        var before = Instances();
        _store.Archive.Dispose();
        foreach (var file in Directory.GetFiles(Database, files))
        {
            var bytes = File.ReadAllBytes(file);
            bytes.AsSpan(0, Math.Min(bytes.Length, 200)).Fill(0x55);
            File.WriteAllBytes(file, bytes);
        }

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal((20, 0, 0), (result.Instances, result.Damaged.Count, result.Missing.Count));
        Assert.NotNull(result.OldDatabaseFault);
        AssertRight(result);
        Assert.Equal(before, Instances());
    }

    /// <summary>A database that is right and old: what it does not know any more is whole in the packs.</summary>
    [Fact]
    public void Database_ThatHasLostTheLatest_IsToldByTheCheckAndMended()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        using var old = new TestStore(_store.Folder, open: false);
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.2"));
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.3"));
        Delete("1.1.3");
        _store.Archive.Dispose();
        foreach (var pack in Directory.GetFiles(ArchiveFolder.PacksOf(_store.Folder)))
        {
            File.Copy(pack, Path.Combine(ArchiveFolder.PacksOf(old.Folder), Path.GetFileName(pack)), overwrite: true);
        }

        // Opened for writing it would file them by itself.
        var check = old.Reopen(new ArchiveOptions { ReadOnly = true }).Check(cancel: Cancel);
        old.Archive.Dispose();
        DicomArchive.Rebuild(old.Folder, cancel: Cancel);

        Assert.Empty(check.Problems);
        Assert.Contains(check.Notes, note => note.StartsWith("1 objects", StringComparison.Ordinal) && note.Contains("appliance rebuild", StringComparison.Ordinal));
        Assert.True(old.Reopen().TryGetInstance(new DicomUID("1.1.2"), out _));
        Assert.False(old.Archive.TryGetInstance(new DicomUID("1.1.3"), out _));
        Assert.DoesNotContain(old.Archive.Check(cancel: Cancel).Notes, note => note.Contains("appliance rebuild", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Archive_OfAnOlderFormat_IsUpgradedFirst_OrSaysWhyNot(int format)
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        (format == 1 ? (Action<string>)OlderFormats.MakeOne : OlderFormats.MakeTwo)(_store.Folder);
        using (var without = new TestStore(_store.Folder, folder => Directory.Delete(ArchiveFolder.DatabaseOf(folder), recursive: true), open: false))
        {
            var error = Assert.Throws<ArchiveException>(() => DicomArchive.Rebuild(without.Folder, cancel: Cancel));
            Assert.Equal(ArchiveErrorKind.Corrupt, error.Kind);
            Assert.Contains($"it is of format {format}", error.Message, StringComparison.Ordinal);
        }

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal((1, 0), (result.Instances, result.Missing.Count));
        AssertRight(result);
    }

    [Fact]
    public void Formatless_Folder_GetsItsFormatBack()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        File.Delete(Path.Combine(_store.Folder, "FORMAT"));

        AssertRight(DicomArchive.Rebuild(_store.Folder, cancel: Cancel));
    }

    [Fact]
    public void Archive_ThatIsOpen_IsNotRebuilt_NorOpenedWhileItIs()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        Assert.Equal(ArchiveErrorKind.InUse, Assert.Throws<ArchiveException>(() => DicomArchive.Rebuild(_store.Folder, cancel: Cancel)).Kind);
        _store.Archive.Dispose();

        using (RebuildLock.Take(_store.Folder))
        {
            Assert.Equal(ArchiveErrorKind.InUse, Assert.Throws<ArchiveException>(() => DicomArchive.Rebuild(_store.Folder, cancel: Cancel)).Kind);
            Assert.Contains("rebuilding", Assert.Throws<ArchiveException>(() => DicomArchive.Open(_store.Folder)).Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, _store.Reopen().Counts.Instances);
    }

    [Fact]
    public void Folder_OfNoArchive_IsLeftAlone()
    {
        var folder = Directory.CreateTempSubdirectory("appliance-none-");

        var error = Assert.Throws<ArchiveException>(() => DicomArchive.Rebuild(folder.FullName, cancel: Cancel));

        Assert.Equal(ArchiveErrorKind.NotFound, error.Kind);
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    [Fact]
    public void Disk_WithoutRoomForTheNewDatabase_IsToldFirst()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();

        var error = Assert.Throws<ArchiveException>(() => DicomArchive.Rebuild(_store.Folder, new ArchiveOptions { FreeSpace = _ => 1 << 20 }, cancel: Cancel));

        Assert.Equal(ArchiveErrorKind.Full, error.Kind);
        Assert.Equal(1, _store.Reopen().Counts.Instances);
    }

    /// <summary>The folder as it is when the process dies before each step: opened again, or rebuilt again, it has everything.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Rebuild_EndedAtAnyPoint_LeavesOneOrTheOther(bool databaseIsMissing, bool again)
    {
        for (var i = 0; i < 4; i++)
        {
            _store.Ingest(TestStore.Made("1", $"1.{i % 3}", $"1.1.{i}"));
        }

        var before = Instances();
        _store.Archive.Dispose();
        if (databaseIsMissing)
        {
            Directory.Delete(Database, recursive: true);
        }

        var copies = new Dictionary<string, TestStore>();
        void Copy(string step) => copies.TryAdd(step, new TestStore(_store.Folder, open: false));
        var progress = new SyncProgress(at => Copy($"at {at.Bytes} of {at.TotalBytes}, {at.Instances}"));
        new ArchiveRebuilder(_store.Folder, new ArchiveOptions(), progress, Cancel) { Swap = new DatabaseSwap(_store.Folder) { BeforeStep = Copy } }.Run();

        Assert.Superset(new HashSet<string> { "complete", "aside", "in place", "clear" }, copies.Keys.ToHashSet());
        foreach (var (step, copy) in copies)
        {
            if (again || (databaseIsMissing && step is not ("aside" or "in place" or "clear")))
            {
                DicomArchive.Rebuild(copy.Folder, cancel: Cancel);
            }

            copy.Reopen();
            Assert.Equal(before, Instances(copy.Archive));
            Assert.Empty(copy.Archive.Check(cancel: Cancel).Problems);
            Assert.Equal(["FORMAT", "packs", "rocksdb"], Directory.GetFileSystemEntries(copy.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            copy.Dispose();
        }
    }

    [Fact]
    public void Rebuild_Cancelled_LeavesTheArchiveAsItWas()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        using var cancel = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => DicomArchive.Rebuild(_store.Folder, progress: new SyncProgress(_ => cancel.Cancel()), cancel: cancel.Token));

        Assert.Equal(["FORMAT", "packs", "rocksdb"], Directory.GetFileSystemEntries(_store.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1, _store.Reopen().Counts.Instances);
    }

    private static DicomDataset Large(string uid) =>
        TestStore.Made("1", "1.1", uid, made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[Chunks.Size + 100_000]));

    private string Pack() => Directory.GetFiles(ArchiveFolder.PacksOf(_store.Folder)).Order(StringComparer.Ordinal).First();

    private void Delete(params string[] uids) =>
        _store.Archive.Delete(new InstanceSelection { SopInstanceUids = [.. uids.Select(uid => new DicomUID(uid))] }, Cancel);

    private void AssertRight(ArchiveRebuildResult result)
    {
        var archive = _store.Reopen();
        var check = archive.Check(cancel: Cancel);
        Assert.True(check.Problems.Count == 0, string.Join('\n', check.Problems));
        Assert.Equal((archive.Counts.Instances, archive.Counts.Bytes), (result.Instances, result.Bytes));
        Assert.Null(archive.UpgradedFrom);
    }

    private List<string> Instances(DicomArchive? archive = null)
    {
        var of = archive ?? _store.Archive;
        return
        [
            .. of.Query(new QueryRequest(QueryLevel.Image, new DicomDataset().Set(DicomTag.SOPInstanceUID)), Cancel)
                .Select(answer => new DicomUID(answer.GetString(DicomTag.SOPInstanceUID)!))
                .Select(uid => of.TryGetInstance(uid, out var row) ? row : throw new InvalidOperationException(uid.Value))
                .Select(row => $"{row with { Id = default }} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(TestStore.Read(of, row)))}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Every key and value of a closed database, but for the number up to which identifiers are reserved, of which a rebuild leaves fewer unused.</summary>
    private List<string> Dump()
    {
        using var database = RocksDatabase.Open(Database, Families.All, new RocksSettings(), readOnly: true);
        var dump = new List<string>();
        for (var family = 0; family < Families.All.Count; family++)
        {
            using var keys = database.Iterate(family);
            for (keys.SeekToFirst(); keys.Valid; keys.Next())
            {
                if (!keys.Key.SequenceEqual(ArchiveKeys.Reserved))
                {
                    dump.Add($"{family} {Convert.ToHexString(keys.Key)} {Convert.ToHexString(keys.Value)}");
                }
            }
        }

        return dump;
    }

    private sealed class SyncProgress(Action<ArchiveProgress> report) : IProgress<ArchiveProgress>
    {
        public void Report(ArchiveProgress value) => report(value);
    }
}
