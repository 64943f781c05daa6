using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>An archive on a disk that misbehaves, and a record of what it has acknowledged.</summary>
internal sealed class DiskArchive : IDisposable
{
    private readonly Dictionary<string, byte[]> _acknowledged = [];
    private readonly HashSet<string> _unsure = [];
    private readonly string _folder;
    private readonly ArchiveOptions _options;
    private int _next;

    public DiskArchive(string folder, ArchiveOptions options)
    {
        (_folder, _options) = (folder, options);
        Archive = DicomArchive.Open(folder, options);
    }

    public DicomArchive Archive { get; private set; }

    public int Count => _acknowledged.Count;

    /// <summary>Stores one object.</summary>
    public void Store(int length)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.{++_next}");
        var pixels = new byte[length & ~1];
        new Random(_next).NextBytes(pixels);
        var made = TestStore.Made("1", "1.1", uid, made => made.SetBytes(DicomTag.PixelData, DicomVR.OB, pixels));
        var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        var header = DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID(uid), syntax, "TEST");
        var bytes = DicomDatasetWriter.Write(made, syntax);
        _unsure.Add(uid);
        using var ingest = Archive.BeginIngest(header, syntax, "TEST");
        ingest.Append(bytes);
        ingest.Commit();
        _unsure.Remove(uid);
        _acknowledged.Add(uid, [.. header, .. bytes]);
    }

    /// <summary>Stores objects until one is refused, and a few more so that whatever is left is tried too.</summary>
    public ArchiveException StoreUntilRefused(int length)
    {
        var refusal = StoreUntilRefused(length, most: 5000, settle: false);
        Assert.True(refusal is not null, "nothing was ever refused");
        return refusal;
    }

    /// <summary>Stores so many objects at most; why the first was refused of those that were, or, where it is asked for, why they could not be settled.</summary>
    public ArchiveException? StoreUntilRefused(int length, int most, bool settle)
    {
        ArchiveException? refusal = null;
        var refusals = 0;
        for (var tries = 0; tries < most && refusals < 5; tries++)
        {
            try
            {
                Store(length);
                if (settle)
                {
                    Archive.Settle();
                }
            }
            catch (ArchiveException refused)
            {
                refusal ??= refused;
                refusals++;
            }
        }

        return refusal;
    }

    /// <summary>Stores objects, and waits a while for a store that says it is full.</summary>
    public int StoreAtLeast(int count, int length)
    {
        var stored = 0;
        for (var tries = 0; stored < count; tries++)
        {
            try
            {
                Store(length);
                stored++;
            }
            catch (ArchiveException refused) when (refused.Kind == ArchiveErrorKind.Full && tries < 100)
            {
                Thread.Sleep(50);
            }
        }

        return stored;
    }

    /// <summary>Deletes some of what was acknowledged.</summary>
    public void Delete(int count)
    {
        var gone = _acknowledged.Keys.Take(count).ToList();
        var selection = new InstanceSelection { SopInstanceUids = [.. gone.Select(uid => new DicomUID(uid))] };
        Assert.Equal(gone.Count, Archive.Delete(selection, TestContext.Current.CancellationToken));
        gone.ForEach(uid => _acknowledged.Remove(uid));
    }

    public void Reopen(ArchiveOptions? options = null)
    {
        Archive.Dispose();
        Archive = DicomArchive.Open(_folder, options ?? _options);
    }

    /// <summary>Everything acknowledged is found and is what was stored; nothing else is there but what was being stored when it failed.</summary>
    public void AssertWhole()
    {
        var rows = Archive.Instances(studyUid: "1", cancel: TestContext.Current.CancellationToken).ToDictionary(row => row.SopInstanceUid.Value!);
        foreach (var (uid, bytes) in _acknowledged)
        {
            Assert.True(rows.Remove(uid, out var row), $"{uid} is gone");
            Assert.Equal(bytes, TestStore.Read(Archive, row));
        }

        foreach (var (uid, row) in rows)
        {
            Assert.Contains(uid, _unsure);
            Assert.Equal(row.Length, TestStore.Read(Archive, row).Length);
        }

        Assert.Equal(_acknowledged.Count + rows.Count, Archive.Counts.Instances);
        if (Count > 0)
        {
            Assert.Single(TestStore.Query(Archive, QueryLevel.Study, (DicomTag.PatientID, "P1")));
        }
    }

    /// <summary>So many objects, the first that were stored, are there as they were stored.</summary>
    public void AssertFirst(int count)
    {
        foreach (var (uid, bytes) in _acknowledged.Take(count))
        {
            Assert.True(Archive.TryGetInstance(new DicomUID(uid), out var row), $"{uid} is gone");
            Assert.Equal(bytes, TestStore.Read(Archive, row));
        }
    }

    /// <summary>Everything that is there is what was stored; something that was acknowledged may be gone.</summary>
    public void AssertNothingHalf()
    {
        foreach (var row in Archive.Instances(studyUid: "1", cancel: TestContext.Current.CancellationToken))
        {
            var bytes = TestStore.Read(Archive, row);
            if (_acknowledged.TryGetValue(row.SopInstanceUid.Value!, out var stored))
            {
                Assert.Equal(stored, bytes);
            }
        }
    }

    /// <summary>Reads everything that was acknowledged: how much of it is what was stored, and the errors of the rest.</summary>
    public (int Whole, List<IOException> Failed) ReadEach()
    {
        var whole = 0;
        var failed = new List<IOException>();
        foreach (var (uid, bytes) in _acknowledged)
        {
            try
            {
                Assert.True(Archive.TryGetInstance(new DicomUID(uid), out var row), uid);
                Assert.Equal(bytes, TestStore.Read(Archive, row));
                whole++;
            }
            catch (IOException error)
            {
                failed.Add(error);
            }
        }

        return (whole, failed);
    }

    public void Dispose() => Archive.Dispose();
}
