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
    private readonly double _slope;
    private readonly double _intercept;
    private readonly bool _invert;

    public StateGray(DicomDataset state, List<string> notes)
    {
        _state = state;
        _modality = First(state, DicomTag.ModalityLUTSequence, false, notes);
        _slope = state.GetDouble(DicomTag.RescaleSlope) is { } slope && double.IsFinite(slope) && slope != 0 ? slope : 1;
        _intercept = state.GetDouble(DicomTag.RescaleIntercept) is { } intercept && double.IsFinite(intercept) ? intercept : 0;
        if (state.GetItems(DicomTag.PresentationLUTSequence).Count > 0)
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.PresentationLUTSequence)}: the table is not used");
        }

        _invert = "INVERSE".Equals(state.GetString(DicomTag.PresentationLUTShape)?.Trim(), StringComparison.OrdinalIgnoreCase);
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
        var windows = voi is null ? [] : FrameGrayReader.Windows(voi);
        var table = voi is null || windows.Count > 0 ? null : First(voi, DicomTag.VOILUTSequence, low < 0, notes);
        return (new GrayPipeline
        {
            ModalityLut = _modality,
            RescaleSlope = _slope,
            RescaleIntercept = _intercept,
            ModalityUnit = _state.GetString(DicomTag.RescaleType) ?? (_state.GetItems(DicomTag.ModalityLUTSequence) is [var item, ..] ? item.GetString(DicomTag.ModalityLUTType) : null),
            Window = windows.Count > 0 ? windows[0] : table is null ? VoiWindow.Spanning(low, high) : null,
            VoiLut = table,
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
        holder.GetItems(sequence).Select(item => LutReader.Table(item, sequence, signedInput, notes)).FirstOrDefault(table => table is not null);
}
