using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Counts and reads everything as of one moment and tells what does not fit: objects against their rows, rows against the index, both against
/// the tallies. Problems are collected, so that one damaged object does not hide another.
/// </summary>
internal sealed class ArchiveChecker(EntityStore store, PackFolder packs, int format)
{
    private readonly List<string> _problems = [];
    private readonly bool _hasEnds = format >= ArchiveFolder.FormatWithEnds;
    private readonly bool _hasSounds = format >= ArchiveFolder.FormatWithSounds;
    private readonly Dictionary<EntityId, Tally> _tallies = [];
    private readonly Tally _totals = new();
    private long _terms;
    private long _uniques;
    private long _chunks;
    private readonly PackUseChange _places = new();

    /// <summary>Runs the whole check.</summary>
    public ArchiveCheckResult Run(IProgress<long>? progress, CancellationToken cancel)
    {
        foreach (var id in EntityScan.Below(store, QueryLevel.Image))
        {
            cancel.ThrowIfCancellationRequested();
            CheckInstance(id);
            progress?.Report(_totals.Instances);
        }

        foreach (var level in new[] { QueryLevel.Series, QueryLevel.Study, QueryLevel.Patient })
        {
            foreach (var id in EntityScan.Below(store, level).ToList())
            {
                cancel.ThrowIfCancellationRequested();
                CheckEntity(id);
            }
        }

        foreach (var missing in _tallies.Keys)
        {
            _problems.Add($"{missing}: it has instances and no row");
        }

        CheckTotals();
        return new ArchiveCheckResult(_totals.Instances, _totals.Bytes, _problems);
    }

    private void CheckInstance(EntityId id)
    {
        if (store.Instance(id) is not { } row)
        {
            return;
        }

        _totals.Instances++;
        _totals.Bytes += row.Length;
        _uniques++;
        _chunks += Chunks.CountOf(row) + (_hasEnds ? 1 : 0);
        if (store.Find(QueryLevel.Image, row.SopInstanceUid.Value) != id)
        {
            _problems.Add($"instance {row.SopInstanceUid}: the index does not lead to it");
        }

        Count(EntityId.OfSeries(id.Study, id.Series), row, withKinds: false);
        Count(EntityId.OfStudy(id.Study), row, withKinds: true);
        CountPlaces(row);
        CheckBytes(row);
        if (_hasEnds && EndRecords.Fault(store.Database, packs, row, store.Snapshot) is { } fault)
        {
            _problems.Add($"instance {row.SopInstanceUid}: {fault}");
        }
    }

    private void Count(EntityId entity, InstanceRow row, bool withKinds)
    {
        if (!_tallies.TryGetValue(entity, out var tally))
        {
            _tallies[entity] = tally = new Tally();
        }

        tally.Instances++;
        tally.Bytes += row.Length;
        if (withKinds)
        {
            tally.Count(row.Modality, row.SopClassUid.Value, 1);
        }
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
            _problems.Add($"instance {row.SopInstanceUid}: {error.Message}");
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

    private void CheckEntity(EntityId id)
    {
        using var value = store.Row(id);
        var row = new RowReader(value.Span);
        _uniques++;
        if (!_tallies.Remove(id, out var counted))
        {
            _problems.Add($"{id}: it has a row and no instances");
            return;
        }

        switch (id.Level)
        {
            case QueryLevel.Series:
                _totals.Series++;
                _tallies[EntityId.OfStudy(id.Study)].Series++;
                break;
            case QueryLevel.Study:
                _totals.Studies++;
                AddToPatient(EntityId.OfPatient(row.Number(0)), counted);
                break;
            default:
                _totals.Patients++;
                break;
        }

        if (!counted.ToBytes().AsSpan().SequenceEqual(store.Tally(id).ToBytes()))
        {
            _problems.Add($"{id}: its counts are not those of its instances");
        }

        CheckIndex(id, row);
    }

    private void AddToPatient(EntityId patient, Tally study)
    {
        if (!_tallies.TryGetValue(patient, out var tally))
        {
            _tallies[patient] = tally = new Tally();
        }

        tally.Studies++;
        tally.Series += study.Series;
        tally.Instances += study.Instances;
        tally.Bytes += study.Bytes;
    }

    private void CheckIndex(EntityId id, RowReader row)
    {
        var found = id.Level switch
        {
            QueryLevel.Patient => store.Find(QueryLevel.Patient, PatientIdentity.Of(row)),
            QueryLevel.Study => store.Find(QueryLevel.Study, row.Text(DicomTag.StudyInstanceUID.Value)),
            _ => store.FindSeries(id.Study, row.Text(DicomTag.SeriesInstanceUID.Value)),
        };
        if (found != id)
        {
            _problems.Add($"{id}: the index does not lead to it");
        }

        Span<byte> key = stackalloc byte[KeyWriter.MaxLength];
        foreach (var term in IndexTerms.Of(id.Level, row).Where(term => _hasSounds || !term.Text.StartsWith(NameSound.Mark)))
        {
            _terms++;
            using var entry = store.Database.Get(Families.Index, ArchiveKeys.Term(key, id.Level, term.Tag, term.Text, id), store.Snapshot);
            if (!entry.Found)
            {
                _problems.Add($"{id}: the index does not have it under '{term.Text}' of {new DicomTag(term.Tag)}");
            }
        }
    }

    private void CheckTotals()
    {
        if (!_totals.ToBytes().AsSpan().SequenceEqual(store.Totals().ToBytes()))
        {
            _problems.Add("the totals are not the sum of what is stored");
        }

        Compare("index entries", _terms + _uniques, CountKeys(Families.Index));
        Compare("chunks", _chunks, CountKeys(Families.Chunks));
        var use = new PackUse(store.Database, store.Snapshot);
        foreach (var pack in _places.Bytes.Keys.Union(use.All.Keys).Where(pack => use.Of(pack) != _places.Bytes.GetValueOrDefault(pack)))
        {
            _problems.Add($"pack {pack}: {use.Of(pack)} bytes of it are said to be in use, and rows name {_places.Bytes.GetValueOrDefault(pack)}");
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

    private long CountKeys(int family)
    {
        using var keys = store.Database.Iterate(family, default, store.Snapshot, keysOnly: true);
        long count = 0;
        for (keys.SeekToFirst(); keys.Valid; keys.Next())
        {
            count++;
        }

        return count;
    }
}
