using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>The presentation states among the objects that are looked at. Their files stay open: overlays are read when they are drawn.</summary>
internal sealed class SubjectStates : IDisposable
{
    private readonly List<Entry> _states = [];

    /// <summary>How many there are.</summary>
    public int Count => _states.Count;

    /// <summary>The first state that was asked for by its own name; null when none was.</summary>
    public PresentationState? Named => AllNamed.FirstOrDefault();

    /// <summary>The states that were asked for by name.</summary>
    public IEnumerable<PresentationState> AllNamed => _states.Where(entry => entry.IsNamed).Select(entry => entry.State);

    /// <summary>Adds a state.</summary>
    /// <param name="subject">Where it is from.</param>
    /// <param name="file">The object, parsed; owned by this afterwards, unless it is refused.</param>
    /// <exception cref="DicomImageException">It is a state of a kind that is not applied.</exception>
    public void Add(DicomSubject subject, DicomFile file) => _states.Add(new Entry(PresentationState.Open(file.Dataset), file, subject.IsNamed));

    /// <summary>Takes all of them as asked for by name: where nothing else was asked for, they were.</summary>
    public void NameAll()
    {
        for (var place = 0; place < _states.Count; place++)
        {
            _states[place] = _states[place] with { IsNamed = true };
        }
    }

    /// <summary>The state asked for by name that a frame is shown by, by its SOP Instance UID; null for none.</summary>
    /// <param name="imageUid">The image's SOP Instance UID.</param>
    /// <param name="frame">0-based.</param>
    public string? AskedFor(string? imageUid, int frame) => AllNamed.FirstOrDefault(state => state.AppliesTo(imageUid, frame))?.SopInstanceUid;

    /// <summary>The ways that the states have a frame shown, in the order in which they were found.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">The frame.</param>
    public IReadOnlyList<FramePresentation> WaysFor(DicomImage image, int frame, PixelFrame pixels)
    {
        if (_states.Count == 0)
        {
            return [];
        }

        var uid = image.Dataset.GetString(DicomTag.SOPInstanceUID);
        return [.. _states.Where(entry => entry.State.AppliesTo(uid, frame)).Select(entry => entry.State.Present(image, frame, pixels))];
    }

    /// <summary>The states of the studies that instances of the archive belong to, those among the instances left out.</summary>
    public static IEnumerable<InstanceRow> Beside(DicomArchive archive, IReadOnlyCollection<InstanceRow> rows)
    {
        var known = rows.Select(row => row.SopInstanceUid).ToHashSet();
        return rows.Select(row => row.StudyUid).Where(study => study.Value.Length > 0).Distinct()
            .SelectMany(study => archive.Instances(studyUid: study.Value))
            .Where(row => PresentationState.IsStateClass(row.SopClassUid) && !known.Contains(row.SopInstanceUid));
    }

    public void Dispose()
    {
        foreach (var entry in _states)
        {
            entry.File.Dispose();
        }
    }

    private sealed record Entry(PresentationState State, DicomFile File, bool IsNamed);
}
