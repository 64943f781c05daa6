using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// Objects as frames to look through: what each series holds in order, series after series. Objects are opened when a frame of theirs is
/// asked for; a few stay open, so that a cine run does not open its file for every frame.
/// </summary>
internal sealed class SubjectSequence : IImageSequence, IDisposable
{
    private const int KeptOpen = 8;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries;
    private readonly int[] _firstFrames;
    private readonly List<OpenObject> _open = [];

    private SubjectSequence(List<Entry> entries)
    {
        _entries = entries;
        _firstFrames = new int[entries.Count];
        for (var index = 0; index < entries.Count; index++)
        {
            _firstFrames[index] = Count;
            Count += entries[index].Frames;
        }

        Title = entries.Count == 0 ? "no image" : entries[0].Title;
        Cine = CineOf(entries);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string Title { get; }

    /// <inheritdoc/>
    public CineTiming? Cine { get; }

    /// <summary>Looks into the objects and orders those that can be shown.</summary>
    /// <param name="subjects">Any objects.</param>
    /// <param name="skipped">Called with the name of each that cannot be shown, and why.</param>
    /// <param name="cancellation">Gives up looking.</param>
    /// <param name="hold">Let go when the sequence is disposed.</param>
    public static SubjectSequence Of(IEnumerable<DicomSubject> subjects, Action<string, string> skipped, CancellationToken cancellation, IDisposable? hold = null)
    {
        var entries = new List<Entry>();
        foreach (var subject in subjects)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                using var file = subject.Parse();
                entries.Add(Entry.Of(subject, file.Dataset, SubjectContent.Of(file.Dataset)));
            }
            catch (Exception unshown) when (unshown is DicomImageException or DicomFormatException or IOException or UnauthorizedAccessException)
            {
                skipped(subject.Name, unshown.Message);
            }
        }

        var ordered = entries
            .GroupBy(entry => entry.Series)
            .OrderBy(series => series.Min(entry => entry.SeriesNumber)).ThenBy(series => series.Key, StringComparer.Ordinal)
            .SelectMany(series => series.OrderBy(entry => entry.InstanceNumber).ThenBy(entry => entry.Subject.Name, StringComparer.Ordinal));
        return new SubjectSequence([.. ordered]) { Hold = hold };
    }

    /// <inheritdoc/>
    public SequenceFrame Get(int index, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        cancellation.ThrowIfCancellationRequested();
        var found = Array.BinarySearch(_firstFrames, index);
        var place = found >= 0 ? LastAt(found) : ~found - 1;
        var opened = Take(place);
        try
        {
            return opened.Content.Get(index - _firstFrames[place]);
        }
        finally
        {
            GiveBack(opened);
        }
    }

    /// <summary>What keeps the objects there, let go with the sequence; null when nothing needs to.</summary>
    public IDisposable? Hold { private get; init; }

    /// <summary>Closes what is open.</summary>
    public void Dispose()
    {
        Hold?.Dispose();
        lock (_lock)
        {
            _open.ForEach(opened => opened.File.Dispose());
            _open.Clear();
        }
    }

    // Entries without frames share their first frame's number with the next entry.
    private int LastAt(int place)
    {
        while (place + 1 < _firstFrames.Length && _firstFrames[place + 1] == _firstFrames[place])
        {
            place++;
        }

        return place;
    }

    private OpenObject Take(int place)
    {
        lock (_lock)
        {
            if (_open.Find(opened => opened.Place == place) is { } kept)
            {
                _open.Remove(kept);
                kept.Users++;
                _open.Add(kept);
                return kept;
            }
        }

        var file = _entries[place].Subject.Parse();
        try
        {
            var fresh = new OpenObject(place, file, SubjectContent.Of(file.Dataset)) { Users = 1 };
            lock (_lock)
            {
                _open.Add(fresh);
            }

            return fresh;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void GiveBack(OpenObject opened)
    {
        lock (_lock)
        {
            opened.Users--;
            while (_open.Count > KeptOpen && _open.Find(candidate => candidate.Users == 0) is { } oldest)
            {
                _open.Remove(oldest);
                oldest.File.Dispose();
            }
        }
    }

    private static CineTiming? CineOf(List<Entry> entries) => entries switch
    {
        [] => null,
        [var single] => single.Cine,
        _ => new CineTiming([.. entries.SelectMany(entry => entry.Frames == 1 ? [1000 / CineTiming.DefaultRate] : entry.Cine.Durations)]),
    };

    private sealed record Entry(DicomSubject Subject, string Series, int SeriesNumber, int InstanceNumber, int Frames, CineTiming Cine, string Title)
    {
        public static Entry Of(DicomSubject subject, DicomDataset dataset, SubjectContent content) => new(
            subject,
            dataset.GetString(DicomTag.SeriesInstanceUID) ?? "",
            dataset.GetInt32(DicomTag.SeriesNumber) ?? int.MaxValue,
            dataset.GetInt32(DicomTag.InstanceNumber) ?? int.MaxValue,
            content.Frames,
            content.Cine,
            SubjectTitle.Of(dataset));
    }

    private sealed class OpenObject(int place, DicomFile file, SubjectContent content)
    {
        public int Place => place;

        public DicomFile File => file;

        public SubjectContent Content => content;

        public int Users { get; set; }
    }
}
