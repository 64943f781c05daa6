using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Reads what the object says about grey values of a frame: rescale and windows from the functional groups of enhanced objects, else from
/// the data set; LUT sequences; presentation shape; padding.
/// </summary>
internal sealed class FrameGrayReader
{
    private readonly DicomDataset _dataset;
    private readonly FunctionalGroups _groups;
    private readonly ImageLayout _layout;
    private readonly LookupTable? _modalityLut;
    private readonly LookupTable? _voiLut;
    private readonly PixelPadding? _padding;
    private readonly bool _invert;

    public FrameGrayReader(DicomDataset dataset, FunctionalGroups groups, ImageLayout layout, List<string> notes)
    {
        _dataset = dataset;
        _groups = groups;
        _layout = layout;
        _padding = Padding();
        _invert = layout.Photometric == PhotometricInterpretation.Monochrome1 || IsInverse(dataset);
        _modalityLut = IsForDisplayAsStored(dataset) ? null : FirstTable(dataset, DicomTag.ModalityLUTSequence, layout.IsSigned, notes);
        _voiLut = FirstTable(dataset, DicomTag.VOILUTSequence, layout.IsSigned || dataset.GetDouble(DicomTag.RescaleIntercept) is < 0, notes);
    }

    /// <summary>Reads for one frame.</summary>
    public FrameGray Read(int frame)
    {
        var rescale = _groups.MacroOrDataset(DicomTag.PixelValueTransformationSequence, frame);
        var windows = Windows(_groups.MacroOrDataset(DicomTag.FrameVOILUTSequence, frame));
        if (windows.Count == 0)
        {
            windows = Windows(_dataset);
        }

        // A slope of zero would paint the whole picture in one grey: it says nothing.
        var slope = rescale.GetDouble(DicomTag.RescaleSlope) is { } given && double.IsFinite(given) && given != 0 ? given : 1;
        var intercept = rescale.GetDouble(DicomTag.RescaleIntercept) is { } shift && double.IsFinite(shift) ? shift : 0;
        var pipeline = new GrayPipeline
        {
            RescaleSlope = slope,
            RescaleIntercept = intercept,
            ModalityUnit = _modalityLut is null ? rescale.GetString(DicomTag.RescaleType) : _dataset.GetItems(DicomTag.ModalityLUTSequence)[0].GetString(DicomTag.ModalityLUTType),
            ModalityLut = _modalityLut,
            Window = windows.Count > 0 ? windows[0] : null,
            VoiLut = _voiLut,
            Invert = _invert,
            Padding = _padding,
        };
        return new FrameGray(pipeline, windows);
    }

    /// <summary>The windows in a data set or item that can be used, in its order.</summary>
    public static List<VoiWindow> Windows(DicomDataset holder)
    {
        var (centers, widths) = (holder.GetDoubles(DicomTag.WindowCenter), holder.GetDoubles(DicomTag.WindowWidth));
        var explanations = holder.GetStrings(DicomTag.WindowCenterWidthExplanation);
        var function = holder.GetString(DicomTag.VOILUTFunction)?.ToUpperInvariant() switch
        {
            "SIGMOID" => VoiFunction.Sigmoid,
            "LINEAR_EXACT" => VoiFunction.LinearExact,
            _ => VoiFunction.Linear,
        };
        var windows = new List<VoiWindow>();
        for (var i = 0; i < Math.Min(centers.Count, widths.Count); i++)
        {
            var window = new VoiWindow(centers[i], widths[i], function, i < explanations.Count && explanations[i].Length > 0 ? explanations[i] : null);
            if (window.IsUsable)
            {
                windows.Add(window);
            }
        }

        return windows;
    }

    private static LookupTable? FirstTable(DicomDataset dataset, DicomTag sequence, bool signedInput, List<string> notes)
    {
        foreach (var item in dataset.GetItems(sequence))
        {
            if (LutReader.Table(item, sequence, signedInput, notes) is { } table)
            {
                return table;
            }
        }

        return null;
    }

    private static bool IsInverse(DicomDataset dataset) =>
        "INVERSE".Equals(dataset.GetString(DicomTag.PresentationLUTShape), StringComparison.OrdinalIgnoreCase);

    // In X-ray angiography and fluoroscopy the modality LUT goes back from the displayable to the linear relation with the X-ray intensity,
    // for measurement; it is no part of the display pipeline (PS3.3 C.8.7.1.1.2).
    private static bool IsForDisplayAsStored(DicomDataset dataset) => dataset.GetString(DicomTag.SOPClassUID) is
        "1.2.840.10008.5.1.4.1.1.12.1" or "1.2.840.10008.5.1.4.1.1.12.2" or "1.2.840.10008.5.1.4.1.1.12.3";

    private PixelPadding? Padding()
    {
        if (_layout.IsFloat)
        {
            return _layout.Kind == PixelKind.GrayF32
                ? RealPadding(DicomTag.FloatPixelPaddingValue, DicomTag.FloatPixelPaddingRangeLimit)
                : RealPadding(DicomTag.DoubleFloatPixelPaddingValue, DicomTag.DoubleFloatPixelPaddingRangeLimit);
        }

        if (Stored(_dataset.GetInt32(DicomTag.PixelPaddingValue)) is not { } value)
        {
            return null;
        }

        var limit = Stored(_dataset.GetInt32(DicomTag.PixelPaddingRangeLimit)) ?? value;
        return new PixelPadding(Math.Min(value, limit), Math.Max(value, limit));
    }

    private PixelPadding? RealPadding(DicomTag valueTag, DicomTag limitTag)
    {
        var value = _dataset.GetDouble(valueTag);
        var limit = _dataset.GetDouble(limitTag) ?? value;
        return value is { } one && limit is { } other ? new PixelPadding(Math.Min(one, other), Math.Max(one, other)) : null;
    }

    // The VR of padding, US or SS, follows Pixel Representation; files say the other often enough, and implicit VR says neither.
    private int? Stored(int? value) => value switch
    {
        > short.MaxValue and <= ushort.MaxValue when _layout.IsSigned => value - 65536,
        < 0 when !_layout.IsSigned => value + 65536,
        _ => value,
    };
}
