using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// A softcopy presentation state (PS3.3 A.33, C.10, C.11; PS3.4 N): how images that it names are to be shown. Safe on any thread; it reads
/// overlays from its data set when they are asked for, so the file or store behind that has to stay open.
/// </summary>
public sealed class PresentationState
{
    private const string StateClasses = "1.2.840.10008.5.1.4.1.1.11.";
    private readonly StateGray _gray;
    private readonly MaskSubtraction? _mask;
    private readonly GraphicLayers _layers;
    private readonly IReadOnlyList<OverlayPlane> _overlays;
    private readonly IReadOnlyList<(DicomDataset Item, int Order, IReadOnlyList<FrameGraphic> Graphics)> _annotations;
    private readonly SpatialTransform _turn;
    private readonly FrameReferences _references;
    private readonly List<string> _notes = [];

    private PresentationState(DicomDataset dataset, PresentationStateKind kind)
    {
        Dataset = dataset;
        Kind = kind;
        _references = new FrameReferences(dataset.GetItems(DicomTag.ReferencedSeriesSequence).SelectMany(series => series.GetItems(DicomTag.ReferencedImageSequence)));
        _gray = new StateGray(dataset, kind == PresentationStateKind.PseudoColor, _notes);
        _layers = new GraphicLayers(dataset);
        _overlays = new OverlayReader(dataset, _notes).Read(null);
        _turn = Turn();
        var annotations = new AnnotationReader(_layers, _notes);
        _annotations = [.. dataset.GetItems(DicomTag.GraphicAnnotationSequence)
            .Select(item => (item, _layers.OrderOf(item.GetString(DicomTag.GraphicLayer)), annotations.Read(item)))];
        _mask = MaskSubtraction.Of(dataset);
    }

    /// <summary>The data set of the state.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>What kind of state it is.</summary>
    public PresentationStateKind Kind { get; }

    /// <summary>Its own SOP Instance UID; empty when it has none.</summary>
    public string SopInstanceUid => Dataset.GetString(DicomTag.SOPInstanceUID) ?? "";

    /// <summary>Content Label (0070,0080), else Content Description, else the SOP Instance UID.</summary>
    public string Label => Dataset.GetString(DicomTag.ContentLabel) ?? Description ?? Dataset.GetString(DicomTag.SOPInstanceUID) ?? "without a name";

    /// <summary>Content Description (0070,0081), or null.</summary>
    public string? Description => Dataset.GetString(DicomTag.ContentDescription);

    /// <summary>The SOP Instance UIDs of the images that it names.</summary>
    public IReadOnlyCollection<string> Images => _references.Images;

    /// <summary>What of the state cannot be shown, in words.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Whether a data set is a presentation state of any kind, also one that is not applied here.</summary>
    public static bool IsState(DicomDataset dataset) => dataset.GetUID(DicomTag.SOPClassUID) is { } sopClass && IsStateClass(sopClass);

    /// <summary>Whether a SOP class is one of presentation states, also of those that are not applied here.</summary>
    public static bool IsStateClass(DicomUID sopClass) => sopClass.Value.StartsWith(StateClasses, StringComparison.Ordinal);

    /// <summary>Reads a state.</summary>
    /// <param name="dataset">Used as it is, for the life of the state; not to be changed meanwhile.</param>
    /// <exception cref="DicomImageException">It is no presentation state, or one of a kind that is not applied, or lacks what it cannot be without.</exception>
    public static PresentationState Open(DicomDataset dataset)
    {
        var name = ImageLayoutReader.Name(DicomTag.SOPClassUID);
        var uid = dataset.GetUID(DicomTag.SOPClassUID) ?? throw new DicomImageException(name, "is missing: the object is no presentation state");
        if (!IsState(dataset))
        {
            throw new DicomImageException(name, $"{uid.Name} is no presentation state");
        }

        var kind = uid == DicomUID.GrayscaleSoftcopyPresentationStateStorage || uid == DicomUID.XAXRFGrayscaleSoftcopyPresentationStateStorage
                || uid == DicomUID.VariableModalityLUTSoftcopyPresentationStateStorage ? PresentationStateKind.Grayscale
            : uid == DicomUID.ColorSoftcopyPresentationStateStorage ? PresentationStateKind.Color
            : uid == DicomUID.PseudoColorSoftcopyPresentationStateStorage ? PresentationStateKind.PseudoColor
            : throw new DicomImageException(name, $"states of the kind {uid.Name} are not applied, only grayscale, color and pseudo-color softcopy presentation states: {WhyNot(uid)}");
        return new PresentationState(dataset, kind);
    }

    private static string WhyNot(DicomUID kind) =>
        kind == DicomUID.BlendingSoftcopyPresentationStateStorage || kind == DicomUID.AdvancedBlendingPresentationStateStorage
            ? "it lays one series over another, resampled where they differ (PS3.3 C.11.14, C.11.33), and here one image is shown at a time"
        : kind.Name.Contains("Volum", StringComparison.Ordinal) ? "it shows cuts and renderings of a volume, and here frames are shown as they are stored"
        : "what it asks for is not known here";

    /// <summary>Whether the state names a frame of an image.</summary>
    /// <param name="sopInstanceUid">The image's SOP Instance UID; null names none.</param>
    /// <param name="frame">0-based.</param>
    public bool AppliesTo(string? sopInstanceUid, int frame) => sopInstanceUid is not null && _references.Cover(sopInstanceUid, frame);

    /// <summary>How the state has a frame shown.</summary>
    /// <param name="image">An image that it names.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="pixels">What <see cref="DicomImage.GetFrame"/> gave for it.</param>
    public FramePresentation Present(DicomImage image, int frame, PixelFrame pixels)
    {
        var uid = image.Dataset.GetString(DicomTag.SOPInstanceUID) ?? "";
        var notes = new List<string>(_notes);
        var own = image.PipelineOf(frame, pixels);
        var (pipeline, windows, subtracted) = GrayFor(image, uid, frame, pixels, own, notes);
        var area = Dataset.GetItems(DicomTag.DisplayedAreaSelectionSequence).FirstOrDefault(item => FrameReferences.Concern(item, uid, frame)) is { } selected
            ? AreaReader.Read(selected, image, notes)
            : null;
        var aspect = area?.PixelAspectRatio ?? image.PixelAspectRatio;
        return new FramePresentation
        {
            State = SopInstanceUid,
            Label = Label,
            Pipeline = pipeline,
            Subtracted = subtracted,
            Windows = windows,
            Turn = _turn,
            Area = area,
            PixelAspectRatio = aspect,
            Graphics = Graphics(image, uid, frame, aspect, notes),
            Notes = notes,
        };
    }

    private (GrayPipeline Pipeline, IReadOnlyList<VoiWindow> Windows, PixelFrame? Subtracted) GrayFor(
        DicomImage image, string uid, int frame, PixelFrame pixels, GrayPipeline own, List<string> notes)
    {
        if (!pixels.Kind.IsGray())
        {
            if (Kind != PresentationStateKind.Color)
            {
                notes.Add($"a {Kind.ToString().ToLowerInvariant()} presentation state for a colour image: its grey values and palette are not used");
            }

            return (own, [], null);
        }

        if (Kind == PresentationStateKind.Color)
        {
            notes.Add("a color presentation state for a grey image: the image's own window is used");
            return (own, image.Windows(frame), null);
        }

        var (pipeline, windows) = _gray.For(image, uid, frame, own, notes);
        return _mask?.Subtract(image, uid, frame, pixels, pipeline, notes) is { } subtracted
            ? (StateGray.AfterSubtraction(pipeline, windows.Count > 0 || pipeline.VoiLut is not null).ResolveFor(subtracted), windows, subtracted)
            : (pipeline.ResolveFor(pixels), windows, null);
    }

    // The shutter first, since it hides the image; then overlays and annotations, layer by layer.
    private List<FrameGraphic> Graphics(DicomImage image, string uid, int frame, double aspect, List<string> notes)
    {
        var graphics = new List<FrameGraphic>();
        var shutter = new ShutterReader(Dataset, aspect, notes).Read(_overlays);
        FramePresentation.AddShutter(graphics, image, frame, shutter, notes);
        var layered = new List<(int Order, FrameGraphic Graphic)>();
        for (var group = OverlayReader.FirstGroup; group <= OverlayReader.LastGroup; group += 2)
        {
            if (OverlayReader.ActivationLayerOf(Dataset, group) is { Length: > 0 } layer)
            {
                layered.AddRange(Overlay(image, frame, group, layer, notes).Select(graphic => (_layers.OrderOf(layer), graphic)));
            }
        }

        foreach (var (item, order, drawn) in _annotations.Where(annotation => FrameReferences.Concern(annotation.Item, uid, frame)))
        {
            layered.AddRange(drawn.Select(graphic => (order, graphic)));
        }

        graphics.AddRange(layered.OrderBy(entry => entry.Order).Select(entry => entry.Graphic));
        return graphics;
    }

    // The state's own plane of a group, else the image's (PS3.3 C.11.7).
    private List<FrameGraphic> Overlay(DicomImage image, int frame, ushort group, string layer, List<string> notes)
    {
        var graphics = new List<FrameGraphic>();
        var plane = _overlays.FirstOrDefault(own => own.Group == group) ?? image.Overlays.FirstOrDefault(theirs => theirs.Group == group);
        if (plane is null)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"overlay {group:X4} is to be shown, and neither the state nor the image has it"));
            return graphics;
        }

        FramePresentation.AddOverlay(graphics, image, frame, plane, _layers.ColorOf(layer), notes);
        return graphics;
    }

    private SpatialTransform Turn()
    {
        var degrees = Dataset.GetInt32(DicomTag.ImageRotation) ?? 0;
        if (degrees % 90 != 0)
        {
            _notes.Add($"{ImageLayoutReader.Name(DicomTag.ImageRotation)}: {degrees} degrees are none of 0, 90, 180 and 270; the image is not rotated");
            degrees = 0;
        }

        var flip = "Y".Equals(Dataset.GetString(DicomTag.ImageHorizontalFlip)?.Trim(), StringComparison.OrdinalIgnoreCase);
        return new SpatialTransform(((degrees / 90 % 4) + 4) % 4, flip);
    }
}
