using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>The files in which the bytes of objects lie: what they give back, and what a loss of power leaves of them.</summary>
public sealed class PackTests : IDisposable
{
    private const int PackLength = 100_000;
    private readonly TestStore _store = new();
    private readonly Dictionary<string, byte[]> _expected = [];

    public PackTests() => _store.Reopen(Options);

    private static ArchiveOptions Options => new() { PackLength = PackLength, ReclaimsBeside = false };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Packs => ArchiveFolder.PacksOf(_store.Folder);

    private long Held => new DirectoryInfo(Packs).GetFiles().Sum(file => file.Length);

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Room_OfDeletedObjects_IsGivenBackAndTheRestMoved()
    {
        Fill(count: 40);
        Delete(instance => instance % 4 != 0);

        _store.Archive.Reclaim(Cancel);

        Assert.InRange(Held, 1, 3 * PackLength);
        AssertWhole();
        _store.Reopen(Options);
        AssertWhole();
    }

    [Fact]
    public void Room_OfReplacedObjects_IsGivenBack()
    {
        for (var round = 0; round < 6; round++)
        {
            Fill(count: 10, seed: round);
        }

        _store.Archive.Reclaim(Cancel);

        Assert.InRange(Held, 1, 4 * PackLength);
        AssertWhole();
    }

    [Fact]
    public async Task Room_OfDeletedObjects_IsGivenBackUnasked()
    {
        Fill(count: 12);
        _store.Archive.Dispose();
        using var archive = DicomArchive.Open(_store.Folder, Options with { ReclaimsBeside = true });

        archive.Delete(new InstanceSelection { StudyUids = [new("1")] }, Cancel);

        await TestTimes.UntilAsync(() => Held == 0);
        Assert.Equal(0, Held);
    }

    [Fact]
    public void Archive_EmptiedAndOpenedAgain_HoldsNoPack()
    {
        Fill(count: 12);
        Delete(_ => true);
        _store.Reopen(Options);

        _store.Archive.Reclaim(Cancel);

        Assert.Equal(0, Held);
        AssertWhole();
    }

    [Fact]
    public void Pack_BeingRead_GoesWithTheLastReader()
    {
        Fill(count: 12);
        Assert.True(_store.Archive.TryGetInstance(new DicomUID("1.1.1"), out var row));
        var bytes = new byte[row.Length];
        using (var source = _store.Archive.OpenInstance(row))
        {
            Delete(_ => true);
            _store.Archive.Reclaim(Cancel);
            Assert.Equal(bytes.Length, source.Read(0, bytes));
        }

        Assert.True(bytes.AsSpan(128, 4).SequenceEqual("DICM"u8));
        Assert.Equal(0, Held);
    }

    [Fact]
    public void Pack_OfAnObjectThatIsComingIn_Stays()
    {
        var made = Made(1, 0);
        using var ingest = _store.Archive.BeginIngest([], DicomTransferSyntax.ExplicitVRLittleEndian);
        var bytes = DicomDatasetWriter.Write(made.SetBytes(DicomTag.PixelData, DicomVR.OB, new byte[(1 << 20) + 50_000]), DicomTransferSyntax.ExplicitVRLittleEndian);
        ingest.Append(bytes);
        Fill(count: 5);
        Delete(_ => true);

        _store.Archive.Reclaim(Cancel);

        Assert.Equal(bytes, TestStore.Read(_store.Archive, ingest.Commit().Row));
    }

    [Fact]
    public void Records_BehindOctetsThatAreNone_AreFound()
    {
        Fill(count: 3);
        _store.Archive.Dispose();
        var pack = Assert.Single(Directory.GetFiles(Packs));
        using (var file = File.OpenWrite(pack))
        {
            // As a process leaves it that dies between taking room and writing into it.
            file.SetLength(file.Length + 4096);
        }

        _store.Reopen(Options);
        Fill(count: 3, seed: 5, first: 100);
        Delete(instance => instance is 0 or 1 or 100 or 101);

        _store.Archive.Reclaim(Cancel);

        AssertWhole();
    }

    /// <summary>Bytes that the disk had not kept when the power went: the object goes, what is whole stays.</summary>
    [Fact]
    public void Object_TornByALossOfPower_IsTakenOutAtTheNextOpen()
    {
        Fill(count: 3);

        // The files of an open archive, the pack cut as an unsynced one may be.
        using var torn = new TestStore(_store.Folder, Cut);

        Assert.Equal(1, torn.Archive.Torn);
        Assert.False(torn.Archive.TryGetInstance(new DicomUID("1.1.2"), out _));
        Assert.True(torn.Archive.TryGetInstance(new DicomUID("1.1.1"), out var row));
        Assert.Equal(_expected["1.1.1"], TestStore.Read(torn.Archive, row));
        Assert.Empty(torn.Archive.Check(cancel: Cancel).Problems);
        Assert.Equal(0, torn.Reopen().Torn);
    }

    [Fact]
    public void Object_SyncedLongAgo_IsNotLookedThroughAtOpen()
    {
        Fill(count: 3);
        _store.Archive.Settle();

        using var torn = new TestStore(_store.Folder, Cut);

        Assert.Equal(0, torn.Archive.Torn);
        Assert.True(torn.Archive.TryGetInstance(new DicomUID("1.1.2"), out var row));
        var error = Assert.Throws<IOException>(() => TestStore.Read(torn.Archive, row));
        Assert.Equal(ArchiveErrorKind.Corrupt, Assert.IsType<ArchiveException>(error.InnerException).Kind);
    }

    [Fact]
    public void Pack_DeletedByHand_IsToldByTheCheck()
    {
        Fill(count: 2);
        _store.Archive.Dispose();
        File.Delete(Directory.GetFiles(Packs).Single());
        _store.Reopen(Options);

        var problems = _store.Archive.Check(cancel: Cancel).Problems;

        Assert.Equal(2, problems.Count(problem => problem.Contains("damaged or missing", StringComparison.Ordinal)));
    }

    /// <summary>Cuts the last pack of an archive short.</summary>
    private static void Cut(string folder)
    {
        using var file = File.OpenWrite(Directory.GetFiles(ArchiveFolder.PacksOf(folder)).Order(StringComparer.Ordinal).Last());
        file.SetLength(file.Length - 5000);
    }

    private void Fill(int count, int seed = 0, int first = 0)
    {
        for (var i = first; i < first + count; i++)
        {
            var row = _store.Ingest(Made(i, seed)).Row;
            _expected[row.SopInstanceUid.Value] = TestStore.Read(_store.Archive, row);
        }
    }

    private static DicomDataset Made(int instance, int seed)
    {
        var pixels = new byte[20_000 + (2 * instance)];
        new Random((1000 * seed) + instance).NextBytes(pixels);
        return TestStore.Made("1", "1.1", $"1.1.{instance}", made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, pixels));
    }

    private void Delete(Func<int, bool> which)
    {
        List<string> gone = [.. _expected.Keys.Where(uid => which(int.Parse(uid.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture)))];
        Assert.Equal(gone.Count, _store.Archive.Delete(new InstanceSelection { SopInstanceUids = [.. gone.Select(uid => new DicomUID(uid))] }, Cancel));
        gone.ForEach(uid => _expected.Remove(uid));
    }

    private void AssertWhole()
    {
        foreach (var (uid, bytes) in _expected)
        {
            Assert.True(_store.Archive.TryGetInstance(new DicomUID(uid), out var row), uid);
            Assert.Equal(bytes, TestStore.Read(_store.Archive, row));
        }

        Assert.Equal(_expected.Count, _store.Archive.Counts.Instances);
        Assert.Empty(_store.Archive.Check(cancel: Cancel).Problems);
    }
}
