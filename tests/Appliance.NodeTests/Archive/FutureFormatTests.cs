using Appliance.Archive;
using Appliance.Dicom;
using Appliance.NodeTests.Node;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>An archive that a later version of the program has written to: it is told as that, and nothing in it is changed or taken for damage.</summary>
public sealed class FutureFormatTests : IDisposable
{
    private const byte FutureVersion = 9;

    private readonly TestStore _store = new();
    private readonly List<(DicomUID Uid, byte[] Bytes)> _stored = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    /// <summary>Not even what a rebuild has left half done is ended, and no verb makes anything of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Format_OfTheFuture_IsToldBeforeAnythingIsTouched(bool isHalfRebuilt)
    {
        Fill();
        File.WriteAllText(Path.Combine(_store.Folder, "FORMAT"), "appliance archive\nformat 99\n");
        var database = ArchiveFolder.DatabaseOf(_store.Folder);
        if (isHalfRebuilt)
        {
            Directory.Move(database, database + ".new");
        }

        var file = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.dcm");
        TestStore.WriteFile(file, TestStore.Made("2", "2.1", "2.1.1"));
        var before = FileTree.Of(_store.Folder);
        try
        {
            foreach (var verb in (string[][])[["ls"], ["check"], ["rebuild"], ["import", file], ["delete", "1", "--yes"], ["serve", "--port", "0", "--bind", "127.0.0.1"]])
            {
                var run = await VerbRun.OfAsync(["--data", _store.Folder, .. verb]);
                Assert.Equal((25, verb[0]), (run.Code, verb[0]));
                Assert.Contains("it is of format 99, and this program knows formats up to 3; use the version of the program that wrote it", run.Error, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal(before, FileTree.Of(_store.Folder));
    }

    /// <summary>Readers go by rows: what a head or an end record says in words of the future hides no object, and rebuilding names it and keeps the rest.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Record_OfTheFuture_HidesNothingAndIsNamedByRebuild(bool isEnd)
    {
        Fill();
        Change(record => isEnd == (record.Chunk == ArchiveKeys.End), (head, bytes) =>
        {
            if (isEnd)
            {
                bytes[0] = FutureVersion;
            }
            else
            {
                head[3] = (byte)'9';
            }
        });

        var archive = _store.Reopen();
        Assert.Equal((0, 0, 0), (archive.Torn, archive.Restored, archive.Lost));
        foreach (var (uid, bytes) in _stored)
        {
            Assert.True(archive.TryGetInstance(uid, out var row));
            Assert.Equal(bytes, TestStore.Read(archive, row));
        }

        archive.Dispose();
        var packs = FileTree.Of(ArchiveFolder.PacksOf(_store.Folder));

        var result = DicomArchive.Rebuild(_store.Folder, cancel: Cancel);

        Assert.Equal(_stored.Count - 1, result.Instances);
        var damaged = string.Join('\n', result.Damaged.Named);
        Assert.Contains(isEnd ? "instance 1.1.1: its end record is of a kind that this program does not know" : "bytes that are no record", damaged, StringComparison.Ordinal);
        Assert.Contains("00000001.pack' at ", damaged, StringComparison.Ordinal);
        Assert.Contains("instance 1.1.1 of study 1", Assert.Single(result.Missing.Named), StringComparison.Ordinal);
        Assert.NotNull(result.KeptAs);
        Assert.Equal(packs, FileTree.Of(ArchiveFolder.PacksOf(_store.Folder)));
    }

    [Fact]
    public async Task Row_OfTheFuture_IsNoDamage()
    {
        Fill();
        using (var database = RocksDatabase.Open(ArchiveFolder.DatabaseOf(_store.Folder), Families.All, new RocksSettings(), readOnly: false))
        {
            var store = new EntityStore(database);
            var study = EntityId.OfStudy(store.Find(QueryLevel.Study, "1")!.Value.Study);
            byte[] row;
            using (var stored = store.Row(study))
            {
                row = [FutureVersion, .. stored.Span[1..]];
            }

            using var batch = database.NewBatch();
            batch.Put(Families.Rows, ArchiveKeys.Row(new byte[ArchiveKeys.RowLength], study), row);
            database.Write(batch);
        }

        foreach (var verb in (string[])["ls", "check"])
        {
            var run = await VerbRun.OfAsync("--data", _store.Folder, verb);
            Assert.Equal(25, run.Code);
            Assert.Contains("is of version 9, and this program knows 1: a newer version of this program wrote it; use that version", run.Error, StringComparison.Ordinal);
        }

        var archive = _store.Reopen();
        Assert.True(archive.TryGetInstance(_stored[0].Uid, out var found));
        Assert.Equal(_stored[0].Bytes, TestStore.Read(archive, found));
    }

    private void Fill()
    {
        foreach (var uid in (string[])["1.1.1", "1.1.2", "1.1.3"])
        {
            var row = _store.Ingest(TestStore.Made("1", "1.1", uid)).Row;
            _stored.Add((row.SopInstanceUid, TestStore.Read(_store.Archive, row)));
        }

        _store.Archive.Dispose();
    }

    /// <summary>Changes the first record of a kind, with checksums that are right.</summary>
    private void Change(Func<FoundRecord, bool> isOne, Action<byte[], byte[]> change)
    {
        using var packs = new PackFolder(ArchiveFolder.PacksOf(_store.Folder));
        var (pack, length) = packs.Full()[0];
        var record = new PackScan(packs).Records(pack, length, Cancel).First(isOne);
        var bytes = new byte[record.Place.Length];
        packs.Read(record.Place, bytes);
        var head = new byte[PackRecord.HeadLength];
        packs.ReadAt(pack, record.Place.Offset, head);
        var before = (byte[])head.Clone();
        change(head, bytes);
        if (head.AsSpan().SequenceEqual(before))
        {
            var key = ArchiveKeys.Chunk(new byte[ArchiveKeys.ChunkLength], record.Instance, record.Chunk);
            PackRecord.Write(head, key, bytes.Length, Chunks.Checksum(key, bytes));
        }

        using var file = File.OpenHandle(Directory.GetFiles(ArchiveFolder.PacksOf(_store.Folder)).Single(), FileMode.Open, FileAccess.Write);
        RandomAccess.Write(file, head, record.Place.Offset);
        RandomAccess.Write(file, bytes, record.Place.Offset + PackRecord.HeadLength);
    }
}
