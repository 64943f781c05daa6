using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Node;
using Appliance.Viewer;

namespace Appliance.Browser;

/// <summary>The archive and the node of this process, as the browser sees them.</summary>
internal sealed class ArchiveBrowserSource : IBrowserSource, IDisposable
{
    // A series of thousands of single-frame images is opened from its first; the preview needs only one.
    private const int MostInstances = 4096;

    private readonly DicomArchive _archive;
    private readonly ApplianceNode _node;
    private readonly Func<IReadOnlyList<string>, CancellationToken, Task<string>> _runVerb;
    private readonly Lock _windowLock = new();
    private long _version = 1;
    private Thread? _window;

    /// <param name="archive">Stays the caller's.</param>
    /// <param name="node">Stays the caller's.</param>
    /// <param name="runVerb">Runs a verb of the command line on this archive and answers with what it printed.</param>
    public ArchiveBrowserSource(
        DicomArchive archive, ApplianceNode node, Func<IReadOnlyList<string>, CancellationToken, Task<string>> runVerb)
    {
        _archive = archive;
        _node = node;
        _runVerb = runVerb;
        _archive.Changed += OnChanged;
    }

    public string StatusLine
    {
        get
        {
            var counts = _archive.Counts;
            var open = _node.Associations.Open.Count;
            var at = $"{_node.AeTitle}@{_node.LocalEndPoint}";
            var state = StateOf(_archive);
            return $"appliance  {at}  {open} open  {counts.Patients} patients {counts.Studies} studies {counts.Instances} instances{state}{(_node.RetentionTrouble is null ? "" : "  ABOVE LIMIT")}";
        }
    }

    private static string StateOf(DicomArchive archive)
    {
        if (archive.IsReadOnly)
        {
            return "  read-only";
        }

        var room = archive.Room;
        return archive.IsInMemory ? room.Refusal is null ? "  IN MEMORY" : "  MEMORY FULL"
            : room.Refusal is null ? ""
            : room.Free is null ? "  DISK GONE"
            : "  DISK FULL";
    }

    public long Version => Interlocked.Read(ref _version);

    public IReadOnlyList<BrowserRow> Associations(DateTimeOffset now) => AssociationRows.Of(_node.Associations.Open, _node.Associations.Ended, now);

    public BrowserPage Load(BrowserLevel level, string? parentKey, CancellationToken cancellationToken) =>
        ArchiveRows.Load(_archive, level, parentKey, cancellationToken);

    public IBrowserPicture? OpenPicture(BrowserLevel level, string key, bool onlyOne, out string? whyNot)
    {
        var sequence = OpenSequence(level, key, onlyOne, out whyNot);
        return sequence is null ? null : new SequencePicture(sequence);
    }

    public bool TryOpenWindow(BrowserLevel level, string key, out string? whyNot)
    {
        if (!ViewerWindow.IsDisplayPresent(out whyNot))
        {
            return false;
        }

        lock (_windowLock)
        {
            if (_window is { IsAlive: true })
            {
                whyNot = "a window is open already: close it first";
                return true;
            }

            var sequence = OpenSequence(level, key, onlyOne: false, out whyNot);
            if (sequence is null)
            {
                return true;
            }

            // The window belongs to the thread that made it, and the terminal's thread goes on.
            _window = new Thread(() => ShowWindow(sequence)) { Name = "viewer window", IsBackground = true };
            _window.Start();
        }

        return true;
    }

    public Task<string> RunCommandAsync(
        string command, BrowserLevel level, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        List<string> words = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (words[0] is "send" or "export" or "view" or "dump" or "render")
        {
            words.InsertRange(words[0] == "send" && words.Count > 1 ? 2 : 1, keys.SelectMany(key => Uids(level, key, cancellationToken)));
        }

        if (words[0] == "export" && !words.Contains("-o") && words.Count > 1)
        {
            words.Insert(words.Count - 1, "-o");
        }

        return _runVerb(words, cancellationToken);
    }

    public string? WhyNothingCanBeDeleted => _archive.ReadOnlyReason;

    public DeletionPlan PlanDeletion(BrowserLevel level, string? parentKey, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var plan = new DeletionPlan(_archive);
        List<DicomUID> uids = [.. keys.SelectMany(key => Uids(level, key, cancellationToken)).Select(uid => new DicomUID(uid))];
        if (uids.Count > 0)
        {
            plan.TryAdd(
                level switch
                {
                    BrowserLevel.Patients or BrowserLevel.Studies => new InstanceSelection { StudyUids = uids },
                    BrowserLevel.Series => new InstanceSelection { StudyUids = [new DicomUID(parentKey ?? "")], SeriesUids = uids },
                    _ => new InstanceSelection { SopInstanceUids = uids },
                },
                cancellationToken);
        }

        return plan;
    }

    public void Dispose() => _archive.Changed -= OnChanged;

    private void OnChanged(ArchiveChange change) => Interlocked.Increment(ref _version);

    private static void ShowWindow(SubjectSequence sequence)
    {
        using (sequence)
        {
            ViewerWindow.Run(sequence, new ViewerOptions
            {
                Notes = TextWriter.Null,
                ExportFolder = Composition.Exports,
                Frame = sequence.FirstNamedFrame ?? 0,
                Presentation = sequence.States.Named?.SopInstanceUid,
            });
        }
    }

    private SubjectSequence? OpenSequence(BrowserLevel level, string key, bool onlyOne, out string? whyNot)
    {
        var rows = Rows(level, key).Take(MostInstances).OrderBy(row => row.InstanceNumber ?? int.MaxValue).ToList();
        if (rows.Count == 0)
        {
            whyNot = level == BrowserLevel.Patients ? "open a study first" : "nothing is stored here any more";
            return null;
        }

        string? reason = null;
        var holds = _archive.HoldStudies();
        rows.ForEach(row => holds.TryHold(row));
        var wanted = onlyOne ? rows.GetRange(rows.Count / 2, 1) : [.. rows, .. SubjectStates.Beside(_archive, rows)];
        var sequence = SubjectSequence.Of(
            wanted.Select(row => DicomSubject.OfRow(_archive, row) with { IsNamed = level == BrowserLevel.Instances && row.SopInstanceUid.Value == key }),
            (_, why) => reason ??= why, CancellationToken.None, holds, uid => InArchive(uid, holds));
        whyNot = reason;
        if (sequence.Count > 0)
        {
            return sequence;
        }

        whyNot ??= WhyNone(sequence);
        sequence.Dispose();
        return null;
    }

    private static string WhyNone(SubjectSequence sequence)
    {
        var missing = sequence.MissingImages.Count;
        return sequence.States.Count == 0 ? "no picture here"
            : $"none of the {missing} image{(missing == 1 ? "" : "s")} that {(sequence.States.Count == 1 ? "this presentation state is" : "these presentation states are")} for is stored here; :dump lists what it says";
    }

    private DicomSubject? InArchive(string uid, StudyHolds holds)
    {
        if (!_archive.TryGetInstance(new DicomUID(uid), out var row))
        {
            return null;
        }

        holds.TryHold(row);
        return DicomSubject.OfRow(_archive, row);
    }

    private IEnumerable<InstanceRow> Rows(BrowserLevel level, string key) => level switch
    {
        BrowserLevel.Studies => _archive.Instances(studyUid: key),
        BrowserLevel.Series => _archive.Instances(seriesUid: key),
        BrowserLevel.Instances => _archive.TryGetInstance(new DicomUID(key), out var row) ? [row] : [],
        _ => [],
    };

    private IEnumerable<string> Uids(BrowserLevel level, string key, CancellationToken cancellationToken) =>
        level == BrowserLevel.Patients
            ? ArchiveRows.Load(_archive, BrowserLevel.Studies, key, cancellationToken).Rows.Select(study => study.Key)
            : [key];
}
