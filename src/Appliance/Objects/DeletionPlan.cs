using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>What would be deleted: the selections, and how much they hold. Made first and shown; carried out only when that is confirmed.</summary>
internal sealed class DeletionPlan
{
    private readonly DicomArchive _archive;
    private readonly List<InstanceSelection> _selections = [];
    private readonly HashSet<string> _patients = [];
    private readonly HashSet<DicomUID> _studies = [];
    private readonly HashSet<(DicomUID Study, DicomUID Series)> _series = [];
    private readonly HashSet<DicomUID> _instances = [];

    /// <param name="archive">What is deleted from; stays the caller's.</param>
    public DeletionPlan(DicomArchive archive) => _archive = archive;

    /// <summary>Patient IDs that the instances have; a patient goes with the last instance it has.</summary>
    public int Patients => _patients.Count;

    /// <summary>Studies that lose instances.</summary>
    public int Studies => _studies.Count;

    /// <summary>Series that lose instances.</summary>
    public int Series => _series.Count;

    /// <summary>Instances that go.</summary>
    public long Instances => _instances.Count;

    /// <summary>Their bytes, as they were received.</summary>
    public long Bytes { get; private set; }

    /// <summary>The plan as a line for a person.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture,
        $"{Count(Instances, "instance", "instances")} in {Count(Series, "series", "series")} of {Count(Studies, "study", "studies")} of {Count(Patients, "patient", "patients")}, {Bytes / 1048576.0:0.0} MiB");

    /// <summary>Adds what a UID names; false when nothing here has it.</summary>
    public bool TryAdd(string uid, CancellationToken cancel) =>
        TryAdd(new InstanceSelection { SopInstanceUids = [new DicomUID(uid)] }, cancel)
        || TryAdd(new InstanceSelection { StudyUids = [new DicomUID(uid)] }, cancel)
        || TryAdd(new InstanceSelection { SeriesUids = [new DicomUID(uid)] }, cancel);

    /// <summary>
    /// Adds what matches, as C-FIND matches but with names as they are spelled. Every key must have a say: one that the archive would pass over
    /// would delete more than was meant.
    /// </summary>
    /// <param name="level">What is deleted: patients with all their studies, studies, series or instances.</param>
    /// <param name="keys">At least one with a value.</param>
    /// <param name="cancel">Gives up looking.</param>
    /// <exception cref="VerbException">A key decides nothing at this level.</exception>
    public void AddMatches(QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys, CancellationToken cancel)
    {
        var undecided = new QueryRequest(level, QueryKeys.Identifier(level, keys)).UndecidedKeys;
        if (undecided.Count > 0 || keys.Count == 0)
        {
            var named = string.Join(", ", undecided.Select(FoundEntity.TitleOf));
            throw new VerbException(ExitCode.Usage, keys.Count == 0
                ? "nothing is named: give UIDs, or keys with -k KEY=VALUE"
                : $"{named} would select everything at level {QueryKeys.NameOf(level)}, so nothing is deleted: give a value that is compared there, or another level with -L");
        }

        // Studies hold the attributes of their patient: a patient goes study by study.
        var asked = level == QueryLevel.Patient ? QueryLevel.Study : level;
        DicomTag[] uids = [DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID];
        var wanted = uids[..(int)asked].Select(tag => (tag, "")).Where(unique => keys.All(key => key.Tag != unique.tag));
        var request = new QueryRequest(asked, QueryKeys.Identifier(asked, [.. wanted, .. keys])) { FuzzyNames = false };
        foreach (var study in _archive.Query(request, cancel).GroupBy(match => Uid(match, DicomTag.StudyInstanceUID)))
        {
            TryAdd(
                new InstanceSelection
                {
                    StudyUids = [study.Key],
                    SeriesUids = asked == QueryLevel.Series ? [.. study.Select(match => Uid(match, DicomTag.SeriesInstanceUID))] : [],
                    SopInstanceUids = asked == QueryLevel.Image ? [.. study.Select(match => Uid(match, DicomTag.SOPInstanceUID))] : [],
                },
                cancel);
        }
    }

    /// <summary>Adds a selection; false when it is empty.</summary>
    public bool TryAdd(InstanceSelection selection, CancellationToken cancel)
    {
        var found = false;
        foreach (var row in _archive.Instances(selection, cancel))
        {
            found = true;
            if (_instances.Add(row.SopInstanceUid))
            {
                _patients.Add(row.PatientId);
                _studies.Add(row.StudyUid);
                _series.Add((row.StudyUid, row.SeriesUid));
                Bytes += row.Length;
            }
        }

        if (found)
        {
            _selections.Add(selection);
        }

        return found;
    }

    /// <summary>Deletes; what came to a study since the plan was made goes with it.</summary>
    /// <param name="told">Told after every step how many instances are gone.</param>
    /// <param name="cancel">Stops between two steps; what is gone stays gone.</param>
    /// <returns>How many instances were deleted.</returns>
    /// <exception cref="ArchiveException">The archive is read-only, or the change could not be written.</exception>
    public long Run(Action<long> told, CancellationToken cancel)
    {
        long deleted = 0;
        foreach (var selection in _selections)
        {
            cancel.ThrowIfCancellationRequested();
            deleted += _archive.Delete(selection, cancel);
            told(deleted);
        }

        return deleted;
    }

    private static DicomUID Uid(DicomDataset match, DicomTag tag) => new(match.GetString(tag) ?? "");

    private static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
