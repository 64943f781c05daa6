using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Reads what the object says about grey values of a frame: rescale, windows and supplemental palettes from the functional groups of
/// enhanced objects, else from the data set; LUT sequences; presentation shape or LUT; padding.
/// </summary>
internal sealed class FrameGrayReader
{
    private readonly DicomDataset _dataset;
    private readonly FunctionalGroups _groups;
    private readonly ImageLayout _layout;
    private readonly LookupTable? _modalityLut;
    private readonly LookupTable? _presentationLut;
    private readonly PaletteLut? _supplemental;
    private readonly IReadOnlyList<LookupTable> _voiLuts;
    private readonly PixelPadding? _padding;
    private readonly bool _invert;

    public FrameGrayReader(DicomDataset dataset, FunctionalGroups groups, ImageLayout layout, List<string> notes)
    {
        _dataset = dataset;
        _groups = groups;
        _layout = layout;
        if (!layout.Kind.IsGray())
        {
            _voiLuts = [];
            NoteUnused(notes);
            return;
        }

        _padding = Padding();
        _modalityLut = IsForDisplayAsStored(dataset) ? null : First(LutReader.Tables(dataset, DicomTag.ModalityLUTSequence, layout.IsSigned, notes));
        _voiLuts = LutReader.Tables(dataset, DicomTag.VOILUTSequence, MayBeNegative(Rescale(dataset)), notes);
        _presentationLut = First(LutReader.Tables(dataset, DicomTag.PresentationLUTSequence, false, notes));

        // What leaves a Presentation LUT are P-values, whatever the photometric interpretation (PS3.3 C.11.6).
        _invert = _presentationLut is null && (layout.Photometric == PhotometricInterpretation.Monochrome1 || IsInverse(dataset));
        _supplemental = Supplemental(notes);
        Windows(groups.MacroOrDataset(DicomTag.FrameVOILUTSequence, 0), notes);
    }

    /// <summary>Reads for one frame.</summary>
    public FrameGray Read(int frame)
    {
        if (!_layout.Kind.IsGray())
        {
            return new FrameGray(new GrayPipeline(), [], []);
        }

        var rescale = _groups.MacroOrDataset(DicomTag.PixelValueTransformationSequence, frame);
        var (slope, intercept) = Rescale(rescale);
        var voi = _groups.MacroOrDataset(DicomTag.FrameVOILUTSequence, frame);
        var (windows, tables) = (Windows(voi, []), VoiLuts(voi, (slope, intercept)));
        if (windows.Count == 0 && tables.Count == 0)
        {
            (windows, tables) = (Windows(_dataset, []), _voiLuts);
        }

        var pipeline = new GrayPipeline
        {
            RescaleSlope = slope,
            RescaleIntercept = intercept,
            ModalityUnit = _modalityLut is null ? UnitOf(rescale, slope, intercept, frame) : _dataset.GetItems(DicomTag.ModalityLUTSequence)[0].GetString(DicomTag.ModalityLUTType),
            ModalityLut = _modalityLut,
            Window = windows.Count > 0 ? windows[0] : null,
            VoiLut = First(tables),
            PresentationLut = _presentationLut,
            SupplementalPalette = IsColored(frame) ? _supplemental : null,
            Invert = _invert,
            Padding = _padding,
        };
        return new FrameGray(pipeline, windows, tables);
    }

    /// <summary>What stored values of a frame mean in physical terms; empty when the object does not tell.</summary>
    public IReadOnlyList<RealWorldMapping> RealWorld(int frame)
    {
        var mappings = new List<RealWorldMapping>();
        foreach (var item in _groups.MacroItems(DicomTag.RealWorldValueMappingSequence, frame))
        {
            if (RealWorldMapping.Of(item, _layout.IsSigned) is { } mapping)
            {
                mappings.Add(mapping);
            }
        }

        return mappings;
    }

    // A slope of zero would paint the whole picture in one grey: it says nothing.
    private static (double Slope, double Intercept) Rescale(DicomDataset holder) => (
        holder.GetDouble(DicomTag.RescaleSlope) is { } slope && double.IsFinite(slope) && slope != 0 ? slope : 1,
        holder.GetDouble(DicomTag.RescaleIntercept) is { } intercept && double.IsFinite(intercept) ? intercept : 0);

    // Rescale Type, where it says something; else what has the same slope and intercept and a unit; else what the modality's module says.
    private string? UnitOf(DicomDataset rescale, double slope, double intercept, int frame)
    {
        var type = rescale.GetString(DicomTag.RescaleType);
        if (type is not (null or "US"))
        {
            return type;
        }

        foreach (var mapping in RealWorld(frame))
        {
            if (mapping is { Table: null, Unit: { } unit } && mapping.Slope == slope && mapping.Intercept == intercept)
            {
                return unit;
            }
        }

        return type ?? Implied(rescale);
    }

    // CT: HU where Rescale Type is absent (PS3.3 C.8.2.1). PET: Units (0054,1001) are those of rescaled values (C.8.9.1).
    private string? Implied(DicomDataset rescale) => _dataset.GetString(DicomTag.Modality) switch
    {
        "CT" when rescale.Contains(DicomTag.RescaleSlope) && _dataset.GetUID(DicomTag.SOPClassUID) == DicomUID.CTImageStorage => "HU",
        "PT" => _dataset.GetString(DicomTag.Units),
        _ => null,
    };

    private IReadOnlyList<LookupTable> VoiLuts(DicomDataset holder, (double Slope, double Intercept) rescale) => ReferenceEquals(holder, _dataset)
        ? _voiLuts
        : LutReader.Tables(holder, DicomTag.VOILUTSequence, MayBeNegative(rescale), []);

    // Whether a first input of a VOI LUT is signed (PS3.3 C.11.2.1.1): where slope and intercept can lead below zero; what leaves a Modality LUT never is.
    private bool MayBeNegative((double Slope, double Intercept) rescale)
    {
        var (lowest, highest) = _layout.StoredRange;
        return _modalityLut is null && Math.Min(lowest * rescale.Slope, highest * rescale.Slope) + rescale.Intercept < 0;
    }

    /// <summary>The windows in a data set or item that can be used, in its order.</summary>
    /// <param name="holder">The data set or item.</param>
    /// <param name="notes">Takes what was wrong.</param>
    public static List<VoiWindow> Windows(DicomDataset holder, List<string> notes)
    {
        var (centers, widths) = (holder.GetDoubles(DicomTag.WindowCenter), holder.GetDoubles(DicomTag.WindowWidth));
        var explanations = holder.GetStrings(DicomTag.WindowCenterWidthExplanation);
        var function = Function(holder, notes);
        if (centers.Count != widths.Count)
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.WindowWidth)}: {widths.Count} widths to {centers.Count} centres; the pairs are used");
        }

        var windows = new List<VoiWindow>();
        for (var i = 0; i < Math.Min(centers.Count, widths.Count); i++)
        {
            var window = new VoiWindow(centers[i], widths[i], function, i < explanations.Count && explanations[i].Length > 0 ? explanations[i] : null);
            if (window.IsUsable)
            {
                windows.Add(window);
            }
            else
            {
                notes.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ImageLayoutReader.Name(DicomTag.WindowWidth)}: a window of centre {centers[i]} and width {widths[i]} cannot be used; widths are above zero"));
            }
        }

        return windows;
    }

    private static VoiFunction Function(DicomDataset holder, List<string> notes)
    {
        var term = holder.GetString(DicomTag.VOILUTFunction);
        switch (term?.ToUpperInvariant())
        {
            case "SIGMOID":
                return VoiFunction.Sigmoid;
            case "LINEAR_EXACT":
                return VoiFunction.LinearExact;
            case null or "LINEAR":
                return VoiFunction.Linear;
            default:
                notes.Add($"{ImageLayoutReader.Name(DicomTag.VOILUTFunction)}: '{term}' is none of LINEAR, LINEAR_EXACT and SIGMOID, taken as LINEAR");
                return VoiFunction.Linear;
        }
    }

    private static LookupTable? First(IReadOnlyList<LookupTable> tables) => tables.Count > 0 ? tables[0] : null;

    private static bool IsInverse(DicomDataset dataset) =>
        "INVERSE".Equals(dataset.GetString(DicomTag.PresentationLUTShape), StringComparison.OrdinalIgnoreCase);

    // In X-ray angiography and fluoroscopy the modality LUT goes back from the displayable to the linear relation with the X-ray intensity,
    // for measurement; it is no part of the display pipeline (PS3.3 C.8.7.1.1.2; PS3.4 N.2.5 has it ignored).
    private static bool IsForDisplayAsStored(DicomDataset dataset) => dataset.GetString(DicomTag.SOPClassUID) is
        "1.2.840.10008.5.1.4.1.1.12.1" or "1.2.840.10008.5.1.4.1.1.12.2" or "1.2.840.10008.5.1.4.1.1.12.3";

    private bool IsColored(int frame) => _supplemental is not null
        && "COLOR".Equals(_groups.Holder(DicomTag.PixelPresentation, frame).GetString(DicomTag.PixelPresentation), StringComparison.OrdinalIgnoreCase);

    private PaletteLut? Supplemental(List<string> notes)
    {
        if (_layout.IsFloat || !_dataset.Contains(DicomTag.RedPaletteColorLookupTableDescriptor) || !_dataset.Contains(DicomTag.PixelPresentation))
        {
            return null;
        }

        try
        {
            var (lowest, highest) = _layout.StoredRange;
            return new PaletteReader(_dataset, notes).Read((int)Math.Max(lowest, int.MinValue), (int)Math.Min(highest, int.MaxValue));
        }
        catch (DicomImageException fault)
        {
            notes.Add($"{fault.Message}; the supplemental colours are left out");
            return null;
        }
    }

    // Both are steps of the grey pipeline; a colour image goes past them (PS3.3 C.11.1, C.11.2; PS3.4 N.2.2).
    private void NoteUnused(List<string> notes)
    {
        foreach (var tag in (ReadOnlySpan<DicomTag>)[DicomTag.ModalityLUTSequence, DicomTag.VOILUTSequence])
        {
            if (_dataset.GetItems(tag).Count > 0)
            {
                notes.Add($"{ImageLayoutReader.Name(tag)}: not applied, as it is a step for grey images and this one is in colour (PS3.3 C.11)");
            }
        }
    }

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
