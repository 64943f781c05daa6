using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>Every object ends with a record that says that it is whole, until it is gone; older archives get them.</summary>
public sealed class EndRecordTests : IDisposable
{
    private static readonly ArchiveOptions Quiet = new() { ReclaimsBeside = false };

    private readonly TestStore _store = new();

    public EndRecordTests() => _store.Reopen(Quiet);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Object_OfSeveralChunks_EndsWithOneRecordThatSaysWhatItsRowSays()
    {
        var row = Large("1.1.1");

        var (withdrawn, end) = Assert.Single(Ends());

        Assert.False(withdrawn);
        Assert.Equal(EndRecord.Of(row), end);
        Assert.Equal((row.Length, "TEST", DicomUID.ExplicitVRLittleEndian.Value), (end.Length, end.SourceAet, end.TransferSyntax));
    }

    [Theory]
    [InlineData(ArchiveDurability.Process)]
    [InlineData(ArchiveDurability.Power)]
    public void Object_Deleted_IsMarkedInItsPackBeforeTheCallReturns(ArchiveDurability durability)
    {
        _store.Reopen(Quiet with { Durability = durability });
        Small("1.1.1");
        Large("1.1.2");

        Delete("1.1.2");

        Assert.Equal([false, true], Ends().Select(end => end.Withdrawn));
        _store.Archive.Settle();
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>A replacement may be undone by a loss of power until the log is synced: the record of the older object waits for that.</summary>
    [Fact]
    public void Object_Replaced_IsMarkedWhenTheReplacementIsSettledOrDeleted()
    {
        Small("1.1.1");
        Small("1.1.1");
        Small("1.1.2");
        Small("1.1.2");
        Assert.DoesNotContain(Ends(), end => end.Withdrawn);

        Delete("1.1.2");
        Assert.Equal([true, false, true, true], Ends().Select(end => end.Withdrawn));

        Small("1.1.1");
        _store.Archive.Settle();
        Assert.Equal([true, true, true, true, false], Ends().Select(end => end.Withdrawn));
    }

    /// <summary>The process dies between the batch that takes an object out and the change in its pack.</summary>
    [Fact]
    public void Object_DeletedAndNotMarkedInItsPack_IsMarkedAtTheNextOpen()
    {
        Small("1.1.1");
        Small("1.1.1");

        using var next = new TestStore(_store.Folder);

        Assert.Equal([true, false], Ends(next.Folder).Select(end => end.Withdrawn));
        Assert.Empty(next.Archive.Check(cancel: Cancel).Problems);
    }

    [Fact]
    public void Object_BeingRead_IsReadOnWhileItIsDeleted()
    {
        var row = Large("1.1.1");
        var bytes = TestStore.Read(_store.Archive, row);
        using var source = _store.Archive.OpenInstance(row);

        Delete("1.1.1");

        var read = new byte[bytes.Length];
        Assert.Equal(read.Length, source.Read(0, read));
        Assert.Equal(bytes, read);
    }

    [Fact]
    public void Object_WithoutIdentifiers_LeavesNoEndRecord()
    {
        using (var ingest = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian))
        {
            ingest.Append(DicomDatasetWriter.Write(new DicomDataset().Set(DicomTag.PatientID, "P1"), DicomTransferSyntax.ExplicitVRLittleEndian));
            Assert.Throws<ArchiveException>(() => ingest.Commit());
        }

        Assert.Empty(Ends());
    }

    /// <summary>The disk has kept the object and not its end: the object stays, and gets a new end.</summary>
    [Fact]
    public void EndRecord_LostWithThePower_IsWrittenAgainAtTheNextOpen()
    {
        var row = Small("1.1.1");
        var bytes = TestStore.Read(_store.Archive, row);

        using var next = new TestStore(_store.Folder, folder =>
        {
            using var pack = File.OpenWrite(Directory.GetFiles(ArchiveFolder.PacksOf(folder)).Single());
            pack.SetLength(pack.Length - 1);
        });

        Assert.Equal(0, next.Archive.Torn);
        Assert.Equal(bytes, TestStore.Read(next.Archive, Assert.Single(next.Archive.Instances(sopInstanceUid: "1.1.1", cancel: Cancel))));
        Assert.Empty(next.Archive.Check(cancel: Cancel).Problems);
    }

    /// <summary>Rows still name what the pack says is gone: they are right, and the copy that is kept says so.</summary>
    [Fact]
    public void EndRecord_MarkedThoughItsObjectIsThere_IsToldByTheCheckAndMendedByTheReclaimer()
    {
        Large("1.1.0");
        Small("1.1.1");
        Delete("1.1.0");

        _store.Archive.Dispose();
        using (var packs = new PackFolder(ArchiveFolder.PacksOf(_store.Folder)))
        using (var database = RocksDatabase.Open(ArchiveFolder.DatabaseOf(_store.Folder), Families.All, new RocksSettings(), readOnly: true))
        {
            packs.SetState([(2, EndRecords.Find(database, 2)!.Value)], RecordState.Withdrawn);
        }

        _store.Reopen(new ArchiveOptions { ReadOnly = true });
        Assert.Contains("says that it was deleted", Assert.Single(_store.Archive.Check(cancel: Cancel).Problems), StringComparison.Ordinal);

        _store.Reopen(Quiet).Reclaim(Cancel);

        Assert.False(Assert.Single(Ends()).Withdrawn);
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Archive_OfAnOlderFormat_GetsThem(int format)
    {
        var rows = new[] { Small("1.1.1"), Large("1.1.2"), Small("1.1.3") };
        var bytes = rows.Select(row => TestStore.Read(_store.Archive, row)).ToList();
        _store.Archive.Dispose();
        if (format == 1)
        {
            OlderFormats.MakeOne(_store.Folder);
        }
        else
        {
            OlderFormats.MakeTwo(_store.Folder);
        }

        _store.Reopen(new ArchiveOptions { ReadOnly = true });
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
        Assert.Equal(bytes, rows.Select(row => TestStore.Read(_store.Archive, row)));

        _store.Reopen();
        Assert.Equal(format, _store.Archive.UpgradedFrom);
        Assert.Equal(rows.Select(EndRecord.Of), Ends().Where(end => !end.Withdrawn).Select(end => end.Record));
        Assert.Equal(bytes, rows.Select(row => TestStore.Read(_store.Archive, row)));
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
        Assert.Null(_store.Reopen().UpgradedFrom);
    }

    /// <summary>The file that tells the format is written last: whatever an upgrade had done when it was ended, the next goes on from there.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Upgrade_EndedBeforeItsEnd_GoesOn(int format)
    {
        Small("1.1.1");
        Large("1.1.2");
        _store.Archive.Dispose();
        (format == 1 ? (Action<string>)OlderFormats.MakeOne : OlderFormats.MakeTwo)(_store.Folder);
        _store.Reopen();
        var ends = Ends().Count;
        _store.Archive.Dispose();
        File.WriteAllText(Path.Combine(_store.Folder, "FORMAT"), $"appliance archive\nformat {format}\n");

        _store.Reopen();

        Assert.Equal(ends, Ends().Count);
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
    }

    [Fact]
    public void Packs_WithoutADatabase_AreNeverTakenForAnEmptyArchive()
    {
        Small("1.1.1");
        _store.Archive.Dispose();
        File.Delete(Path.Combine(ArchiveFolder.DatabaseOf(_store.Folder), "CURRENT"));
        Refused();

        Directory.Delete(ArchiveFolder.DatabaseOf(_store.Folder), recursive: true);
        Refused();

        File.Delete(Path.Combine(_store.Folder, "FORMAT"));
        Refused();
        Assert.False(Directory.Exists(ArchiveFolder.DatabaseOf(_store.Folder)));
    }

    private void Refused()
    {
        var error = Assert.Throws<ArchiveException>(() => DicomArchive.Open(_store.Folder));
        Assert.Equal(ArchiveErrorKind.Corrupt, error.Kind);
        Assert.Contains("appliance rebuild", error.Message, StringComparison.Ordinal);
    }

    private InstanceRow Small(string uid) => _store.Ingest(TestStore.Made("1", "1.1", uid)).Row;

    private InstanceRow Large(string uid) =>
        _store.Ingest(TestStore.Made("1", "1.1", uid, made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[(2 << 20) + 100]))).Row;

    private void Delete(params string[] uids) => Assert.Equal(
        uids.Length, _store.Archive.Delete(new InstanceSelection { SopInstanceUids = [.. uids.Select(uid => new DicomUID(uid))] }, Cancel));

    private List<(bool Withdrawn, EndRecord Record)> Ends(string? folder = null)
    {
        var ends = new List<(bool, EndRecord)>();
        var packs = new DirectoryInfo(ArchiveFolder.PacksOf(folder ?? _store.Folder));
        foreach (var pack in packs.Exists ? packs.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).ToArray() : [])
        {
            using var file = new FileStream(pack.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            for (var at = 0; at + PackRecord.HeadLength <= bytes.Length;)
            {
                if (!PackRecord.TryRead(bytes.AsSpan(at, PackRecord.HeadLength), out var key, out var length, out _))
                {
                    at += PackRecord.Alignment;
                    continue;
                }

                if (key[8..].SequenceEqual((byte[])[255, 255, 255, 255]))
                {
                    Assert.True(EndRecord.TryRead(bytes.AsSpan(at + PackRecord.HeadLength, length), out var end));
                    ends.Add((PackRecord.StateOf(bytes.AsSpan(at)) == RecordState.Withdrawn, end));
                }

                at += (int)PackRecord.LengthOf(length);
            }
        }

        return ends;
    }
}
