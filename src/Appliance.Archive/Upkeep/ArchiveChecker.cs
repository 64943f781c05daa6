using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Counts and reads everything as of one moment and tells what does not fit: objects against their rows, rows against the index, both against
/// the tallies. Problems are collected, so that one damaged object does not hide another. It walks instances in the order of their studies and
/// series, and holds the counts of one study and of the patients, however many instances there are.
/// </summary>
/// <param name="store">The rows, as of the moment that is checked.</param>
/// <param name="packs">The bytes.</param>
/// <param name="format">The format of the archive: older ones lack some of what is held against the rest.</param>
/// <param name="readsBytes">Whether objects are read, or only what leads to them.</param>
internal sealed class ArchiveChecker(EntityStore store, PackFolder packs, int format, bool readsBytes)
{
    private readonly bool _hasEnds = format >= ArchiveFolder.FormatWithEnds;
    private readonly EntityCheck _entities = new(store, format);
    private readonly Findings _problems = new();
    private readonly List<string> _notes = [];
    private readonly Dictionary<EntityId, Tally> _patients = [];
    private readonly PackUseChange _places = new();
    private readonly Tally _totals = new();
    private EntityId _series;
    private Tally _ofSeries = new();
    private EntityId _study;
    private Tally _ofStudy = new();
    private long _uniques;
    private long _chunks;

    /// <summary>Runs the whole check.</summary>
    public ArchiveCheckResult Run(IProgress<ArchiveProgress>? progress, CancellationToken cancel)
    {
        try
        {
            var bytes = store.Totals().Bytes;
            foreach (var id in EntityScan.Below(store, QueryLevel.Image))
            {
                cancel.ThrowIfCancellationRequested();
                CheckInstance(id);
                progress?.Report(new ArchiveProgress(ArchiveWork.Reading, _totals.Bytes, bytes, _totals.Instances));
            }

            EndSeries();
            EndStudy();
            CheckRowsWithoutInstances(cancel);
            CheckTotals(cancel);
            if (readsBytes && _hasEnds && UnnamedObjects.Describe(store.Database, packs, cancel) is { } unnamed)
            {
                _notes.Add(unnamed);
            }
        }
        catch (ArchiveException error) when (error.Kind is ArchiveErrorKind.Corrupt or ArchiveErrorKind.Io)
        {
            _problems.Add($"the database cannot be read through, and the check ends here: {error.Message}");
        }

        return new ArchiveCheckResult(_totals.Instances, _totals.Bytes, _problems, _notes);
    }

    private void CheckInstance(EntityId id)
    {
        if (!TryReadRow(id, out var row))
        {
            return;
        }

        if (_series != EntityId.OfSeries(id.Study, id.Series))
        {
            EndSeries();
            if (_study != EntityId.OfStudy(id.Study))
            {
                EndStudy();
                _study = EntityId.OfStudy(id.Study);
            }

            _series = EntityId.OfSeries(id.Study, id.Series);
        }

        _uniques++;
        _chunks += Chunks.CountOf(row) + (_hasEnds ? 1 : 0);
        Count(row);
        CountPlaces(row);
        if (store.Find(QueryLevel.Image, row.SopInstanceUid.Value) != id)
        {
            _problems.Add($"instance {row.SopInstanceUid}: the index does not lead to it");
        }

        if (readsBytes)
        {
            CheckBytes(row);
            CheckEnd(row);
        }
    }

    private void CheckEnd(InstanceRow row)
    {
        try
        {
            if (_hasEnds && EndRecords.Fault(store.Database, packs, row, store.Snapshot) is { } fault)
            {
                _problems.Add($"instance {row.SopInstanceUid}: {fault}");
            }
        }
        catch (ArchiveException error) when (error.Kind is ArchiveErrorKind.Io or ArchiveErrorKind.Permission)
        {
            _problems.Add($"instance {row.SopInstanceUid}: its end record cannot be read: {error.Message}");
        }
    }

    private bool TryReadRow(EntityId id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out InstanceRow? row)
    {
        try
        {
            row = store.Instance(id);
        }
        catch (ArchiveException error) when (error.Kind == ArchiveErrorKind.Corrupt)
        {
            row = null;
            _problems.Add($"{EntityCheck.NameOf(id)}: its row is damaged: {error.Message}");
        }

        return row is not null;
    }

    private void Count(InstanceRow row)
    {
        _totals.Instances++;
        _totals.Bytes += row.Length;
        _ofSeries.Instances++;
        _ofSeries.Bytes += row.Length;
        _ofStudy.Instances++;
        _ofStudy.Bytes += row.Length;
        _ofStudy.Count(row.Modality, row.SopClassUid.Value, 1);
    }

    private void CheckBytes(InstanceRow row)
    {
        try
        {
            using (var source = Source(row))
            {
                source.Verify();
            }

            using var file = DicomFile.Open(Source(row), new DicomReadOptions { StopBefore = InstanceHead.ReadBefore });
            var head = InstanceHead.Of(file, row.TransferSyntax, row.SourceAet);
            using var stored = store.Row(row.Id);
            if (!new RowReader(stored.Span).FieldBytes.SequenceEqual(new RowReader(head.Instance.Row).FieldBytes))
            {
                _problems.Add($"instance {row.SopInstanceUid}: its row does not say what its bytes say");
            }
        }
        catch (Exception error) when (error is IOException or ArchiveException or DicomFormatException)
        {
            // It may have been deleted since the moment that is checked, and its bytes with it.
            if (new EntityStore(store.Database).Instance(row.Id) is not null)
            {
                _problems.Add($"instance {row.SopInstanceUid}: {error.Message}");
            }
        }
    }

    private ChunkSource Source(InstanceRow row) => new(store.Database, packs, row);

    private void CountPlaces(InstanceRow row)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        for (uint chunk = 0; chunk < Chunks.CountOf(row); chunk++)
        {
            using var value = store.Database.Get(Families.Chunks, ArchiveKeys.Chunk(key, row.Id.Instance, chunk), store.Snapshot);
            if (ChunkRow.TryRead(value.Span, out var place))
            {
                _places.Add(place);
            }
        }

        if (EndRecords.Find(store.Database, row.Id.Instance, store.Snapshot) is { } end)
        {
            _places.Add(end);
        }
    }

    private void EndSeries()
    {
        if (_ofSeries.Instances == 0)
        {
            return;
        }

        _uniques++;
        _totals.Series++;
        _ofStudy.Series++;
        _entities.Check(_series, _ofSeries, _problems);
        _ofSeries = new Tally();
    }

    private void EndStudy()
    {
        if (_ofStudy.Instances == 0)
        {
            return;
        }

        _uniques++;
        _totals.Studies++;
        if (_entities.Check(_study, _ofStudy, _problems) is { } patient)
        {
            AddToPatient(patient);
        }

        _ofStudy = new Tally();
    }

    private void AddToPatient(EntityId patient)
    {
        if (!_patients.TryGetValue(patient, out var tally))
        {
            _patients[patient] = tally = new Tally();
        }

        tally.Studies++;
        tally.Series += _ofStudy.Series;
        tally.Instances += _ofStudy.Instances;
        tally.Bytes += _ofStudy.Bytes;
    }

    /// <summary>Patients against the sum of their studies, and rows below which there is nothing.</summary>
    private void CheckRowsWithoutInstances(CancellationToken cancel)
    {
        foreach (var (patient, tally) in _patients)
        {
            cancel.ThrowIfCancellationRequested();
            _uniques++;
            _totals.Patients++;
            _entities.Check(patient, tally, _problems);
        }

        foreach (var id in new[] { QueryLevel.Series, QueryLevel.Study, QueryLevel.Patient }.SelectMany(level => EntityScan.Below(store, level)))
        {
            cancel.ThrowIfCancellationRequested();
            var isEmpty = id.Level == QueryLevel.Patient ? !_patients.ContainsKey(id) : !EntityScan.Below(store, QueryLevel.Image, id.Study, id.Series).Any();
            if (isEmpty)
            {
                _problems.Add($"{EntityCheck.NameOf(id)}: it has a row and no instances");
            }
        }
    }

    private void CheckTotals(CancellationToken cancel)
    {
        if (!_totals.ToBytes().AsSpan().SequenceEqual(store.Totals().ToBytes()))
        {
            _problems.Add("the totals are not the sum of what is stored");
        }

        // Every table of the database is read by this, and its checksums verified.
        Compare("index entries", _entities.Terms + _uniques, CountKeys(Families.Index, cancel));
        Compare("chunks", _chunks, CountKeys(Families.Chunks, cancel));
        _ = CountKeys(Families.Rows, cancel);
        _ = CountKeys(Families.Meta, cancel);
        CheckPacks();
    }

    private void CheckPacks()
    {
        var use = new PackUse(store.Database, store.Snapshot);
        foreach (var pack in _places.Bytes.Keys.Union(use.All.Keys).Where(pack => use.Of(pack) != _places.Bytes.GetValueOrDefault(pack)))
        {
            _problems.Add($"{packs.Describe(pack)}: {use.Of(pack)} bytes of it are said to be in use, and rows name {_places.Bytes.GetValueOrDefault(pack)}");
        }

        var free = packs.Full().Select(pack => pack.Length - use.Of(pack.Pack)).Where(bytes => bytes > 0).ToList();
        if (free.Count > 0)
        {
            _notes.Add($"{free.Sum()} bytes in {free.Count} packs belong to nothing that is stored: deleted, replaced, or never finished; their room is given back when it is worth it");
        }
    }

    private void Compare(string what, long expected, long found)
    {
        // Older formats may have rows of chunks of objects that were never published.
        if (found < expected || (found > expected && _hasEnds))
        {
            _problems.Add($"there are {found} {what} where the rows have {expected}");
        }
    }

    private long CountKeys(int family, CancellationToken cancel)
    {
        using var keys = store.Database.Iterate(family, default, store.Snapshot, keysOnly: true);
        long count = 0;
        for (keys.SeekToFirst(); keys.Valid; keys.Next())
        {
            cancel.ThrowIfCancellationRequested();
            count++;
        }

        return count;
    }
}
