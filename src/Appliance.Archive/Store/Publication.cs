namespace Appliance.Archive;

/// <summary>
/// One atomic change of the archive: instances that come, go, or replace another. It gathers the rows, index entries, tallies and totals
/// of all of them into one batch. Made under the archive's publishing lock, and used once.
/// </summary>
internal sealed class Publication(EntityStore store, RocksBatch batch, Tally totals, PackUse use)
{
    private readonly Dictionary<EntityId, Tally> _tallies = [];
    private readonly Dictionary<EntityId, EntityId> _patients = [];
    private readonly EntityRows _rows = new(store, batch);

    /// <summary>The totals as they will be.</summary>
    public Tally Totals { get; } = totals;

    /// <summary>What changes in the use of packs.</summary>
    public PackUseChange Packs { get; } = new();

    /// <summary>The instances that leave, and where their end records lie.</summary>
    public List<(ulong Instance, PackPlace End)> Withdrawn { get; } = [];

    /// <summary>Files a new instance under its study, series and patient, making those that are new.</summary>
    /// <returns>The instance as it will be stored.</returns>
    public InstanceRow Add(InstanceHead head, IngestedBytes bytes)
    {
        var number = bytes.Number;
        var patient = Patient(head, number);
        var study = Study(head, number);
        MoveTo(study, patient);
        var series = Series(head, study, number);
        var instance = EntityId.OfInstance(study.Study, series.Series, number);

        _rows.Update(patient, new RowReader(head.Patient.Row), HasInstances(patient));
        _rows.Update(study, new RowReader(head.Study.Row), HasInstances(study), patient.Patient);
        _rows.Update(series, new RowReader(head.Series.Row), HasInstances(series));
        var row = _rows.PutInstance(instance, head, bytes);
        Count(instance, row.Modality, row.SopClassUid.Value, bytes.Length, 1);
        foreach (var place in bytes.Places)
        {
            Packs.Add(place);
        }

        return row;
    }

    /// <summary>Takes an instance out, with its bytes; its series, study and patient go with the last instance they have.</summary>
    public void Remove(InstanceRow row)
    {
        if (_rows.DeleteInstance(row, Packs) is { } end)
        {
            Withdrawals.Mark(batch, row.Id.Instance, end);
            Withdrawn.Add((row.Id.Instance, end));
        }

        _ = PatientOf(row.Id);
        Count(row.Id, row.Modality, row.SopClassUid.Value, row.Length, -1);
    }

    /// <summary>Writes the tallies and totals, and takes out what has become empty. Nothing may be added afterwards.</summary>
    public void Finish()
    {
        Span<byte> buffer = stackalloc byte[ArchiveKeys.RowLength];
        foreach (var (entity, tally) in _tallies)
        {
            if (tally.Instances > 0)
            {
                batch.Put(Families.Rows, ArchiveKeys.Tally(buffer, entity), tally.ToBytes());
            }
            else
            {
                batch.Delete(Families.Rows, ArchiveKeys.Tally(buffer, entity));
                _rows.Delete(entity);
            }
        }

        batch.Put(Families.Meta, ArchiveKeys.Totals, Totals.ToBytes());
        use.Put(batch, Packs);
    }

    private EntityId Patient(InstanceHead head, ulong number)
    {
        var identity = PatientIdentity.Of(new RowReader(head.Patient.Row));
        if (store.Find(QueryLevel.Patient, identity) is { } known)
        {
            return known;
        }

        var patient = EntityId.OfPatient(number);
        _rows.PutUnique(patient, identity);
        return patient;
    }

    private EntityId Study(InstanceHead head, ulong number)
    {
        if (store.Find(QueryLevel.Study, head.StudyUid) is { } known)
        {
            return known;
        }

        var study = EntityId.OfStudy(number);
        _rows.PutUnique(study, head.StudyUid);
        return study;
    }

    private EntityId Series(InstanceHead head, EntityId study, ulong number)
    {
        if (store.FindSeries(study.Study, head.SeriesUid) is { } known)
        {
            return known;
        }

        var series = EntityId.OfSeries(study.Study, number);
        _rows.PutUnique(series, head.SeriesUid);
        return series;
    }

    /// <summary>Whether older instances have a say in the row of an entity: not when all of them leave in this change.</summary>
    private bool HasInstances(EntityId entity) => TallyOf(entity).Instances > 0;

    /// <summary>Notes the patient of a study; an instance that names another patient than the study had takes the whole study over.</summary>
    private void MoveTo(EntityId study, EntityId patient)
    {
        var tally = TallyOf(study);
        if (tally.Instances > 0 && PatientOf(study) is var before && before != patient)
        {
            Shift(TallyOf(before), tally, -1);
            Shift(TallyOf(patient), tally, 1);
        }

        _patients[study] = patient;
    }

    private void Shift(Tally patient, Tally study, int sign)
    {
        Totals.Patients += Step(patient, sign * study.Instances);
        patient.Studies += sign;
        patient.Series += sign * study.Series;
        patient.Bytes += sign * study.Bytes;
    }

    private void Count(EntityId instance, string modality, string sopClass, long length, int sign)
    {
        var study = EntityId.OfStudy(instance.Study);
        var ofSeries = TallyOf(EntityId.OfSeries(instance.Study, instance.Series));
        var ofStudy = TallyOf(study);
        var ofPatient = TallyOf(PatientOf(study));

        // The first instance of a series makes it count in its study, the last one takes it away; so on upwards.
        var series = Step(ofSeries, sign);
        ofSeries.Bytes += sign * length;
        ofStudy.Series += series;
        ofStudy.Count(modality, sopClass, sign);
        var studies = Step(ofStudy, sign);
        ofStudy.Bytes += sign * length;
        ofPatient.Studies += studies;
        ofPatient.Series += series;
        var patients = Step(ofPatient, sign);
        ofPatient.Bytes += sign * length;

        Totals.Patients += patients;
        Totals.Studies += studies;
        Totals.Series += series;
        Totals.Instances += sign;
        Totals.Bytes += sign * length;
    }

    /// <summary>Counts instances, and tells whether the entity came (1) or went (-1) by them.</summary>
    private static int Step(Tally tally, long change)
    {
        var before = tally.Instances;
        tally.Instances += change;
        return (tally.Instances > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    }

    private Tally TallyOf(EntityId entity)
    {
        if (!_tallies.TryGetValue(entity, out var tally))
        {
            _tallies[entity] = tally = store.Tally(entity);
        }

        return tally;
    }

    private EntityId PatientOf(EntityId entity)
    {
        var study = EntityId.OfStudy(entity.Study);
        if (!_patients.TryGetValue(study, out var patient))
        {
            _patients[study] = patient = store.PatientOf(study);
        }

        return patient;
    }
}
