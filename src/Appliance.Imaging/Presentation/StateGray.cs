using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The grey part of a presentation state (PS3.4 N.2): it stands in place of all that the image says itself. What the state leaves out is
/// the identity, not what the image has.
/// </summary>
internal sealed class StateGray
{
    private readonly DicomDataset _state;
    private readonly LookupTable? _modality;
    private readonly LookupTable? _presentation;
    private readonly PaletteLut? _palette;
    private readonly double _slope;
    private readonly double _intercept;
    private readonly bool _invert;

    /// <summary>Reads it.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isPseudoColor">Whether the state has a palette that its greys are shown through.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public StateGray(DicomDataset state, bool isPseudoColor, List<string> notes)
    {
        _state = state;
        _modality = First(state, DicomTag.ModalityLUTSequence, false, notes);
        _slope = state.GetDouble(DicomTag.RescaleSlope) is { } slope && double.IsFinite(slope) && slope != 0 ? slope : 1;
        _intercept = state.GetDouble(DicomTag.RescaleIntercept) is { } intercept && double.IsFinite(intercept) ? intercept : 0;
        _presentation = First(state, DicomTag.PresentationLUTSequence, false, notes);
        _palette = isPseudoColor ? Palette(state, notes) : null;
        _invert = _presentation is null && "INVERSE".Equals(state.GetString(DicomTag.PresentationLUTShape)?.Trim(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The pipeline for a frame, and the windows that the state has for it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="uid">Its SOP Instance UID.</param>
    /// <param name="frame">0-based.</param>
    /// <param name="padding">The image's padding, which stays background.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public (GrayPipeline Pipeline, IReadOnlyList<VoiWindow> Windows) For(DicomImage image, string uid, int frame, PixelPadding? padding, List<string> notes)
    {
        var voi = _state.GetItems(DicomTag.SoftcopyVOILUTSequence).FirstOrDefault(item => FrameReferences.Concern(item, uid, frame));
        var (low, high) = Range(image);
        var windows = voi is null ? [] : FrameGrayReader.Windows(voi, notes);
        var table = voi is null || windows.Count > 0 ? null : First(voi, DicomTag.VOILUTSequence, low < 0, notes);
        return (new GrayPipeline
        {
            ModalityLut = _modality,
            RescaleSlope = _slope,
            RescaleIntercept = _intercept,
            ModalityUnit = _state.GetString(DicomTag.RescaleType) ?? (_state.GetItems(DicomTag.ModalityLUTSequence) is [var item, ..] ? item.GetString(DicomTag.ModalityLUTType) : null),
            Window = windows.Count > 0 ? windows[0] : table is null ? VoiWindow.Spanning(low, high) : null,
            VoiLut = table,
            PresentationLut = _presentation,
            PseudoColor = _palette,
            Invert = _invert,
            Padding = padding,
        }, windows);
    }

    // Without a VOI stage the whole range that the modality stage can put out is spread over all greys.
    private (double Low, double High) Range(DicomImage image)
    {
        if (_modality is not null)
        {
            return (0, _modality.OutputMax);
        }

        var least = image.IsSigned ? -Math.Pow(2, image.BitsStored - 1) : 0;
        var (a, b) = ((least * _slope) + _intercept, ((least + Math.Pow(2, image.BitsStored) - 1) * _slope) + _intercept);
        return (Math.Min(a, b), Math.Max(a, b));
    }

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
}
