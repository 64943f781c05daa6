namespace Appliance.Imaging;

/// <summary>
/// The steps from a stored grey value to the brightness shown, in the order of PS3.3 C.11 and PS3.4 N.2: modality (LUT, or slope and
/// intercept), VOI (LUT, or window), presentation (identity, LUT, inverse), and colours that stand for grey values. Change it with
/// <c>with</c>; the numbers are the same that a shader takes as uniforms.
/// </summary>
public sealed record GrayPipeline
{
    /// <summary>
    /// What is added to a place between two entries of a table before it is rounded down. Shares often lie half-way between entries by
    /// rule, and have to fall the same way whether they were counted in 64 bits or, by a shader, in 32: the border lies a hair off the half.
    /// </summary>
    public const double EntryBorder = 0.5 - (1.0 / 64);

    /// <summary>Rescale Slope (0028,1053). Not used when <see cref="ModalityLut"/> is there.</summary>
    public double RescaleSlope { get; init; } = 1;

    /// <summary>Rescale Intercept (0028,1052). Not used when <see cref="ModalityLut"/> is there.</summary>
    public double RescaleIntercept { get; init; }

    /// <summary>Rescale Type (0028,1054) or Modality LUT Type (0028,3004): the unit of modality values ("HU"), or null.</summary>
    public string? ModalityUnit { get; init; }

    /// <summary>Modality LUT, from stored values to modality values; null when slope and intercept do it.</summary>
    public LookupTable? ModalityLut { get; init; }

    /// <summary>VOI LUT, from modality values to brightness. Used only when <see cref="Window"/> is null.</summary>
    public LookupTable? VoiLut { get; init; }

    /// <summary>The window in modality units. When both this and <see cref="VoiLut"/> are null, the range of the frame is spread over all greys.</summary>
    public VoiWindow? Window { get; init; }

    /// <summary>True when the object gave no window and no VOI LUT, and <see cref="Window"/> was made from the frame's range: in cine, keep the first frame's.</summary>
    public bool IsWindowDerived { get; init; }

    /// <summary>
    /// True when the highest value is drawn darkest: MONOCHROME1, or Presentation LUT Shape INVERSE. An image that says both says one thing
    /// twice (PS3.3 C.8.11.1: INVERSE shall be used if MONOCHROME1) and is inverted once. To invert a picture, negate this.
    /// </summary>
    public bool Invert { get; init; }

    /// <summary>
    /// Presentation LUT (PS3.3 C.11.6), from the output of the VOI stage, stretched over all its entries, to P-values; null for a
    /// Presentation LUT Shape. The first mapped value is taken as 0, as the standard demands. <see cref="Invert"/> comes behind it.
    /// </summary>
    public LookupTable? PresentationLut { get; init; }

    /// <summary>
    /// Supplemental Palette Color LUT (PS3.3 C.8.16.2.1.1.1): stored values from its first mapped one on are its colours, those below go
    /// through the steps above; null when all do. Not used when <see cref="PseudoColor"/> is there.
    /// </summary>
    public PaletteLut? SupplementalPalette { get; init; }

    /// <summary>
    /// Colours in place of greys, as pseudo-colour presentation states have them (PS3.3 A.33.3): the brightness that comes out of all steps,
    /// stretched over all entries, picks one; its first mapped value is not used. Null for grey.
    /// </summary>
    public PaletteLut? PseudoColor { get; init; }

    /// <summary>Stored values that are background, drawn black, as NaN and infinities always are; null when there are none.</summary>
    public PixelPadding? Padding { get; init; }

    /// <summary>True when a grey frame becomes a colour picture.</summary>
    public bool IsColored => SupplementalPalette is not null || PseudoColor is not null;

    /// <summary>The modality value of a stored value (PS3.3 C.11.1).</summary>
    public double Modality(double stored) => ModalityLut is { } lut ? lut.Apply(stored) : (stored * RescaleSlope) + RescaleIntercept;

    /// <summary>The brightness, 0 black to 1 white, of a stored value after all steps.</summary>
    /// <exception cref="InvalidOperationException">Neither window nor VOI LUT is set: call <see cref="ResolveFor"/> first.</exception>
    public double Brightness(double stored)
    {
        if (!double.IsFinite(stored) || (Padding is { } padding && padding.Contains(stored)))
        {
            return 0;
        }

        var modality = Modality(stored);
        var share = Window is { } window ? window.Apply(modality)
            : VoiLut is { } lut ? (double)lut.Apply(modality) / lut.OutputMax
            : throw new InvalidOperationException("a pipeline without window and VOI LUT has to be resolved for a frame before it can tell a brightness");
        if (PresentationLut is { } presentation)
        {
            share = (double)presentation.Entries[EntryAt(share, presentation.Entries.Length)] / presentation.OutputMax;
        }

        return Invert ? 1 - share : share;
    }

    /// <summary>True when a stored value is one of the <see cref="SupplementalPalette"/>, and so is no grey.</summary>
    public bool IsSupplemental(double stored) => SupplementalPalette is { } palette && PseudoColor is null && stored >= palette.FirstMapped;

    /// <summary>The colour of a stored value after all steps: three equal components where there is none. Padding is black.</summary>
    public (byte Red, byte Green, byte Blue) Color(double stored)
    {
        var palette = PseudoColor ?? SupplementalPalette;
        if (!double.IsFinite(stored) || (Padding is { } padding && padding.Contains(stored)))
        {
            return default;
        }

        if (palette is null || (PseudoColor is null && !IsSupplemental(stored)))
        {
            var level = Level(stored);
            return (level, level, level);
        }

        var at = PseudoColor is null ? palette.OffsetOf((int)Math.Min(stored, int.MaxValue)) : EntryAt(Brightness(stored), palette.Count) * 3;
        return (palette.Rgb[at], palette.Rgb[at + 1], palette.Rgb[at + 2]);
    }

    /// <summary>The grey level, 0 to 255, of a stored value: <see cref="Brightness"/> times 255, rounded to the nearest.</summary>
    public byte Level(double stored) => (byte)((Brightness(stored) * 255) + 0.5);

    /// <summary>This pipeline, or, when it has neither window nor VOI LUT, one whose window spans the frame's range without padding.</summary>
    public GrayPipeline ResolveFor(PixelFrame frame) => Window is null && VoiLut is null ? SpanningRangeOf(frame) : this;

    /// <summary>This pipeline with a window from the smallest to the largest modality value in the frame, padding left out, in place of its own.</summary>
    public GrayPipeline SpanningRangeOf(PixelFrame frame)
    {
        var (min, max) = ModalityRangeOf(frame);
        return this with { Window = VoiWindow.Spanning(min, max), IsWindowDerived = true };
    }

    private static int EntryAt(double share, int count) => (int)Math.Clamp(Math.Floor((share * (count - 1)) + EntryBorder), 0, count - 1);

    // Supplemental colours lie above the greys, padding mostly below: the range ends where they begin.
    private (double Min, double Max) StoredRangeOf(PixelFrame frame)
    {
        var (low, high) = frame.RangeWithout(Padding);
        if (!IsSupplemental(high) || IsSupplemental(low))
        {
            return (low, high);
        }

        var first = SupplementalPalette!.FirstMapped;
        return (low, Math.Max(low, frame.RangeWithout(new PixelPadding(first, double.MaxValue)).Max));
    }

    private (double Min, double Max) ModalityRangeOf(PixelFrame frame)
    {
        var (low, high) = StoredRangeOf(frame);
        if (ModalityLut is not { } lut)
        {
            var (a, b) = (Modality(low), Modality(high));
            return (Math.Min(a, b), Math.Max(a, b));
        }

        // A table need not be monotonic: its smallest and largest output over the inputs that occur, not the outputs of the extremes.
        var from = (int)Math.Clamp(low - lut.FirstMapped, 0, lut.Entries.Length - 1);
        var to = (int)Math.Clamp(high - lut.FirstMapped, 0, lut.Entries.Length - 1);
        var (min, max) = (ushort.MaxValue, ushort.MinValue);
        foreach (var entry in lut.Entries.AsSpan(from..(to + 1)))
        {
            min = Math.Min(min, entry);
            max = Math.Max(max, entry);
        }

        return (min, max);
    }
}
