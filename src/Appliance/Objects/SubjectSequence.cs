using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>
/// Objects as frames to look through, arranged as <see cref="Arrangement"/> says: stacks by geometry, concatenations joined, series after
/// series. Objects are opened when a frame of theirs is asked for; a few stay open, so that a cine run does not open its file for every frame.
/// </summary>
internal sealed class SubjectSequence : IImageSequence, IDisposable
{
    // Spectra are drawn on images opened beside them; no more than these are looked at for one page.
    private const int MostLocalizers = 256;

    private readonly List<Entry> _entries;
    private readonly int[] _firstFrames;
    private readonly SubjectStates _states;
    private readonly OpenObjects _open;
    private readonly Arrangement _arrangement;

    private SubjectSequence(IReadOnlyList<Entry> found, SubjectStates states)
    {
        _states = states;
        _arrangement = Arrangement.Of([.. found.Select(entry => entry.Place)]);
        _entries = [];
        foreach (var run in _arrangement.Runs)
        {
            var (first, window) = (_entries.Count, new StackWindow(run.Objects.Count));
            _entries.AddRange(run.Objects.Select(place => found[place] with { RunNotes = run.Notes, RunFirst = first, RunWindow = window }));
        }

        _firstFrames = new int[_entries.Count];
        for (var index = 0; index < _entries.Count; index++)
        {
            _firstFrames[index] = Count;
            Count += _entries[index].Place.Frames;
        }

        _open = new OpenObjects(place => _entries[place].Subject);
        Title = _entries.Count == 0 ? "no image" : _entries[0].Title;
        ReferencePlanes = _arrangement.ReferencePlanes;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public string Title { get; }

    /// <summary>All of it is text.</summary>
    public bool IsText => _entries.Count > 0 && _entries.All(entry => entry.IsText);

    /// <inheritdoc/>
    public CineTiming? Cine => _arrangement.Cine;

    /// <inheritdoc/>
    public IReadOnlyList<int>? DimensionOrder => _arrangement.DimensionOrder;

    /// <inheritdoc/>
    public IReadOnlyList<ReferencePlane> ReferencePlanes { get; }

    /// <summary>What is odd about series and stacks: missing slices, missing parts, several orientations. Each names its series.</summary>
    public IReadOnlyList<string> Notes => _arrangement.Notes;

    /// <summary>The presentation states among the objects: they are no frames, but offered for the images that they name.</summary>
    public SubjectStates States => _states;

    /// <summary>The images that states which were asked for by name are for, and that are not here.</summary>
    public IReadOnlyList<string> MissingImages => [.. Missing(_entries, _states)];

    /// <summary>The frame that a state asked for by name names first, of those that are here; null when none is or no state was asked for.</summary>
    public int? FirstNamedFrame
    {
        get
        {
            var places = _entries.Index().ToLookup(entry => entry.Item.Place.SopInstanceUid, entry => entry.Index);
            return _states.AllNamed.SelectMany(state => state.Images.SelectMany(uid => places[uid].SelectMany(place => FramesOf(state, uid, place))))
                .Select(frame => (int?)frame).FirstOrDefault();
        }
    }

    /// <summary>
    /// Looks into the objects and arranges those that can be shown. Objects that hold nothing to draw are left out when there is anything else, so that
    /// nobody scrolls through plans and registrations between images; when there is nothing else they are described in pages.
    /// </summary>
    /// <param name="subjects">Any objects.</param>
    /// <param name="skipped">Called with the name of each that cannot be shown, and why.</param>
    /// <param name="cancellation">Gives up looking.</param>
    /// <param name="hold">Let go when the sequence is disposed.</param>
    /// <param name="elsewhere">Finds images by their SOP Instance UID that a state names and that are not among the objects; null where there is nowhere to look.</param>
    public static SubjectSequence Of(
        IEnumerable<DicomSubject> subjects,
        Action<string, string> skipped,
        CancellationToken cancellation,
        IDisposable? hold = null,
        Func<string, DicomSubject?>? elsewhere = null)
    {
        var found = new Found();
        try
        {
            found.Look(subjects, skipped, cancellation);
            if (found.Entries.Count == 0)
            {
                found.States.NameAll();
            }

            if (elsewhere is not null)
            {
                found.Look(Missing(found.Entries, found.States).ToList().Select(elsewhere).OfType<DicomSubject>(), skipped, cancellation);
            }
        }
        catch
        {
            found.States.Dispose();
            throw;
        }

        return new SubjectSequence(found.Chosen(skipped), found.States) { Hold = hold };
    }

    private static IEnumerable<string> Missing(IReadOnlyList<Entry> entries, SubjectStates states)
    {
        var here = entries.Select(entry => entry.Place.SopInstanceUid).ToHashSet(StringComparer.Ordinal);
        return states.AllNamed.SelectMany(state => state.Images).Where(uid => !here.Contains(uid)).Distinct();
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> NotesOf(int index) => _entries[PlaceOf(index)].RunNotes;

    /// <inheritdoc/>
    public SequenceFrame Get(int index, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var place = PlaceOf(index);
        var opened = _open.Take(place);
        try
        {
            if (opened.Content is SpectrumContent spectra)
            {
                return WithLocalizers(spectra, index - _firstFrames[place], _entries[place].FrameOfReference);
            }

            var frame = opened.Content.Get(index - _firstFrames[place]);
            return frame is PictureFrame { Image: { } image } picture
                ? WithStates(_entries[place].RunWindow!.ApplyTo(picture, (slice, use) => WithImage(_entries[place].RunFirst + slice, use)), image)
                : frame;
        }
        finally
        {
            _open.GiveBack(opened);
        }
    }

    /// <summary>What keeps the objects there, let go with the sequence; null when nothing needs to.</summary>
    public IDisposable? Hold { private get; init; }

    /// <summary>Closes what is open.</summary>
    public void Dispose()
    {
        Hold?.Dispose();
        _states.Dispose();
        _open.Dispose();
    }

    private PictureFrame WithStates(PictureFrame picture, DicomImage image) => picture with
    {
        States = _states.WaysFor(image, picture.FrameIndex, picture.Pixels),
        AskedState = _states.AskedFor(image.Dataset.GetString(DicomTag.SOPInstanceUID), picture.FrameIndex),
    };

    private IEnumerable<int> FramesOf(PresentationState state, string uid, int place) =>
        Enumerable.Range(0, _entries[place].Place.Frames).Where(frame => state.AppliesTo(uid, frame)).Select(frame => _firstFrames[place] + frame);

    private int PlaceOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        var found = Array.BinarySearch(_firstFrames, index);
        return found >= 0 ? found : ~found - 1;
    }

    // Images that cannot be opened say so where they are shown themselves; the spectra are shown without them.
    private PageFrame WithLocalizers(SpectrumContent spectra, int frame, string frameOfReference)
    {
        var images = new List<OpenObject>();
        try
        {
            for (var place = 0; place < _entries.Count && images.Count < MostLocalizers; place++)
            {
                if (_entries[place] is { IsImage: true } entry && entry.FrameOfReference == frameOfReference && frameOfReference.Length > 0 && _open.TryTake(place) is { } image)
                {
                    images.Add(image);
                }
            }

            return spectra.Get(frame, images.Select(image => image.Content).OfType<ImageContent>(), ReferencePlanes);
        }
        finally
        {
            images.ForEach(_open.GiveBack);
        }
    }

    private void WithImage(int place, Action<DicomImage> use)
    {
        if (_open.TryTake(place) is not { } opened)
        {
            return;
        }

        try
        {
            if (opened.Content is ImageContent { Image: var image })
            {
                use(image);
            }
        }
        finally
        {
            _open.GiveBack(opened);
        }
    }

    /// <summary>What has been found among objects: what is shown, what is only described when there is nothing else, and presentation states.</summary>
    private sealed class Found
    {
        private readonly List<(Entry Entry, string WhyNot)> _aside = [];

        public List<Entry> Entries { get; } = [];

        public SubjectStates States { get; } = new();

        public void Look(IEnumerable<DicomSubject> subjects, Action<string, string> skipped, CancellationToken cancellation)
        {
            foreach (var subject in subjects)
            {
                cancellation.ThrowIfCancellationRequested();
                DicomFile? file = null;
                try
                {
                    file = subject.Parse();
                    if (PresentationState.IsState(file.Dataset))
                    {
                        States.Add(subject, file);
                        file = null;
                        continue;
                    }

                    Add(subject, file.Dataset);
                }
                catch (Exception unshown) when (unshown is DicomImageException or DicomFormatException or IOException or UnauthorizedAccessException)
                {
                    skipped(subject.Name, unshown.Message);
                }
                finally
                {
                    file?.Dispose();
                }
            }
        }

        public List<Entry> Chosen(Action<string, string> skipped)
        {
            if (Entries.Count == 0 && States.Count == 0)
            {
                return _aside.ConvertAll(left => left.Entry);
            }

            _aside.ForEach(left => skipped(left.Entry.Subject.Name, left.WhyNot));
            return Entries;
        }

        private void Add(DicomSubject subject, DicomDataset dataset)
        {
            var content = SubjectContent.Of(dataset);
            var entry = Entry.Of(subject, dataset, content);
            if (content is ElementsContent elements)
            {
                _aside.Add((entry, elements.WhyNot));
            }
            else
            {
                Entries.Add(entry);
            }
        }
    }

    private sealed record Entry(DicomSubject Subject, SeriesObject Place, string Title)
    {
        public IReadOnlyList<string> RunNotes { get; init; } = [];

        /// <summary>The first entry of the run it is in.</summary>
        public int RunFirst { get; init; }

        /// <summary>The window of that run; null before entries are arranged.</summary>
        public StackWindow? RunWindow { get; init; }

        /// <summary>Frame of Reference UID (0020,0052); empty when there is none.</summary>
        public string FrameOfReference { get; private init; } = "";

        /// <summary>Whether it is an image.</summary>
        public bool IsImage { get; private init; }

        /// <summary>Whether it is text alone.</summary>
        public bool IsText { get; private init; }

        // Objects without a UID still have an order: that of their names.
        public static Entry Of(DicomSubject subject, DicomDataset dataset, SubjectContent content)
        {
            var place = content.PlaceOf(dataset);
            return new(subject, place.SopInstanceUid.Length > 0 ? place : place with { SopInstanceUid = subject.Name }, SubjectTitle.Of(dataset))
            {
                FrameOfReference = dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "",
                IsImage = content is ImageContent,
                IsText = content.IsText,
            };
        }
    }
}
