using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The grey part of a presentation state (PS3.4 N.2): it stands in place of all that the image says itself. What the state leaves out is
/// the identity, not what the image has.
/// </summary>
internal sealed class StateGray
{
    private readonly DicomDataset _state;
    private readonly Stage _modality;
    private readonly LookupTable? _presentation;
    private readonly PaletteLut? _palette;
    private readonly bool _invert;

    /// <summary>Reads it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isPseudoColor">Whether the state has a palette that its greys are shown through.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public StateGray(DicomDataset state, bool isPseudoColor, List<string> notes)
    {
        _state = state;
        _modality = Stage.Of(state, notes);
        _presentation = First(state, DicomTag.PresentationLUTSequence, false, notes);
        _palette = isPseudoColor ? Palette(state, notes) : null;
        _invert = _presentation is null && "INVERSE".Equals(state.GetString(DicomTag.PresentationLUTShape)?.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The pipeline for a frame, and the windows that the state has for it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="uid">Its SOP Instance UID.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="own">The image's own pipeline: its padding stays background, and its supplemental colours stay colours (PS3.4 N.2).</param>
    /// <param name="notes">Takes what was wrong.</param>
    public (GrayPipeline Pipeline, IReadOnlyList<VoiWindow> Windows) For(DicomImage image, string uid, int frame, GrayPipeline own, List<string> notes)
    {
        var voi = _state.GetItems(DicomTag.SoftcopyVOILUTSequence).FirstOrDefault(item => FrameReferences.Concern(item, uid, frame));
        var modality = ModalityOf(uid, frame, notes);
        var (low, high) = modality.Range(image);
        var windows = voi is null ? [] : FrameGrayReader.Windows(voi, notes);
        var table = voi is null || windows.Count > 0 ? null : First(voi, DicomTag.VOILUTSequence, low < 0, notes);
        return (new GrayPipeline
        {
            ModalityLut = modality.Table,
            RescaleSlope = modality.Slope,
            RescaleIntercept = modality.Intercept,
            ModalityUnit = modality.Unit,
            Window = windows.Count > 0 ? windows[0] : table is null ? VoiWindow.Spanning(low, high) : null,
            VoiLut = table,
            PresentationLut = _presentation,
            PseudoColor = _palette,
            Invert = _invert,
            SupplementalPalette = own.SupplementalPalette,
            Padding = own.Padding,
        }, windows);
    }

    /// <summary>
    /// The pipeline for what is left when a mask has been subtracted: the modality stage is done, and without a VOI stage differences of the whole
    /// range either way are spread over all greys.
    /// </summary>
    /// <param name="pipeline">What <see cref="For"/> gave.</param>
    /// <param name="hasVoi">The state has a window or VOI LUT for the frame.</param>
    public static GrayPipeline AfterSubtraction(GrayPipeline pipeline, bool hasVoi) => pipeline with
    {
        ModalityLut = null,
        RescaleSlope = 1,
        RescaleIntercept = 0,
        Window = !hasVoi && pipeline.Window is { } range ? VoiWindow.Spanning(-range.Width, range.Width) : pipeline.Window,
        SupplementalPalette = null,
        Padding = null,
    };

    // Of states with modality LUTs frame by frame (PS3.3 C.11.35) that of the frame; of others the only one.
    private Stage ModalityOf(string uid, int frame, List<string> notes) =>
        _state.GetItems(DicomTag.VariableModalityLUTSequence).FirstOrDefault(item => FrameReferences.Concern(item, uid, frame)) is { } own ? Stage.Of(own, notes) : _modality;

    private static LookupTable? First(DicomDataset holder, DicomTag sequence, bool signedInput, List<string> notes) =>
        LutReader.Tables(holder, sequence, signedInput, notes) is [var first, ..] ? first : null;

    private static PaletteLut? Palette(DicomDataset state, List<string> notes)
    {
        try
        {
            return PaletteLut.Of(state, notes);
        }
        catch (DicomImageException fault)
        {
            notes.Add($"{fault.Message}; greys are shown");
            return null;
        }
    }

    /// <summary>The modality stage: a table, or slope and intercept.</summary>
    private readonly record struct Stage(LookupTable? Table, double Slope, double Intercept, string? Unit)
    {
        public static Stage Of(DicomDataset holder, List<string> notes) => new(
            First(holder, DicomTag.ModalityLUTSequence, false, notes),
            holder.GetDouble(DicomTag.RescaleSlope) is { } slope && double.IsFinite(slope) && slope != 0 ? slope : 1,
            holder.GetDouble(DicomTag.RescaleIntercept) is { } intercept && double.IsFinite(intercept) ? intercept : 0,
            holder.GetString(DicomTag.RescaleType) ?? (holder.GetItems(DicomTag.ModalityLUTSequence) is [var item, ..] ? item.GetString(DicomTag.ModalityLUTType) : null));

        // Without a VOI stage the whole range that this one can put out is spread over all greys.
        public (double Low, double High) Range(DicomImage image)
        {
            if (Table is not null)
            {
                return (0, Table.OutputMax);
            }

            var least = image.IsSigned ? -Math.Pow(2, image.BitsStored - 1) : 0;
            var (a, b) = ((least * Slope) + Intercept, ((least + Math.Pow(2, image.BitsStored) - 1) * Slope) + Intercept);
            return (Math.Min(a, b), Math.Max(a, b));
        }
    }
}
