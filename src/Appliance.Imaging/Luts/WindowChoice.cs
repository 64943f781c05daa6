using System.Globalization;

namespace Appliance.Imaging;

/// <summary>Where the window of a picture comes from.</summary>
public enum WindowSource
{
    /// <summary>The object's first window or VOI LUT; the range of the frame where it gives none.</summary>
    File,

    /// <summary>From the smallest to the largest value of the frame, padding left out.</summary>
    MinMax,

    /// <summary>Centre and width as given.</summary>
    Explicit,

    /// <summary>One of the windows and VOI LUTs that are offered for the image, by name or number.</summary>
    Preset,
}

/// <summary>
/// A choice of window as a person makes it: <c>file</c>, <c>minmax</c>, <c>CENTER,WIDTH</c> in modality units, or the name or number of a
/// preset.
/// </summary>
/// <param name="Source">Where the window comes from.</param>
/// <param name="Window">The window when <paramref name="Source"/> is <see cref="WindowSource.Explicit"/>.</param>
public readonly record struct WindowChoice(WindowSource Source, VoiWindow Window = default)
{
    /// <summary>The name or number of the preset that was asked for; empty for other choices.</summary>
    public string Word { get; private init; } = "";

    /// <summary>The preset, once <see cref="TryResolve"/> has found it; null for other choices.</summary>
    public VoiPreset? Preset { get; private init; }

    /// <summary>The object's own window.</summary>
    public static WindowChoice File => new(WindowSource.File);

    /// <summary>The frame's range.</summary>
    public static WindowChoice MinMax => new(WindowSource.MinMax);

    /// <summary>A window of one's own, drawn with the VOI LUT Function that the object names, LINEAR where it names none.</summary>
    public static WindowChoice Of(double center, double width) => new(WindowSource.Explicit, new VoiWindow(center, width));

    /// <summary>Reads <c>file</c>, <c>minmax</c>, <c>C,W</c>, or the name or number of a preset.</summary>
    /// <param name="text">What the user wrote.</param>
    /// <param name="choice">The choice, when true is returned.</param>
    /// <param name="error">What is wrong with the text and what to write instead, when false is returned; empty otherwise.</param>
    public static bool TryParse(string text, out WindowChoice choice, out string error)
    {
        choice = File;
        error = "";
        if (text.Equals("file", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (text.Equals("minmax", StringComparison.OrdinalIgnoreCase))
        {
            choice = MinMax;
            return true;
        }

        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var center)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var width) && new VoiWindow(center, width).IsUsable)
        {
            choice = Of(center, width);
            return true;
        }

        if (parts.Length == 1 && parts[0].Length > 0)
        {
            choice = new(WindowSource.Preset) { Word = parts[0] };
            return true;
        }

        error = $"'{text}' is no window: write file, minmax, CENTER,WIDTH with a width above zero (40,400), or the name or number of a preset (lung)";
        return false;
    }

    /// <summary>The same choice with its preset found; others are as they are.</summary>
    /// <param name="presets">What is offered for the frame.</param>
    /// <param name="resolved">The choice that <see cref="ApplyTo"/> can take, when true is returned.</param>
    /// <param name="error">What is offered instead, when false is returned; empty otherwise.</param>
    public bool TryResolve(IReadOnlyList<VoiPreset> presets, out WindowChoice resolved, out string error)
    {
        var found = Source == WindowSource.Preset ? VoiPresets.Find(presets, Word) : null;
        resolved = this with { Preset = found };
        var isFound = Source != WindowSource.Preset || found is not null;
        error = isFound ? ""
            : presets.Count == 0 ? $"there is no window '{Word}': this image has none, and none are in common use for its values; write CENTER,WIDTH"
            : $"there is no window '{Word}' for this image; there are {string.Join(", ", presets.Select((preset, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1} {preset.Name}")))}";
        return isFound;
    }

    /// <summary>The pipeline of an image's frame with this choice made.</summary>
    /// <param name="own">The pipeline that the object itself asks for.</param>
    /// <param name="frame">The frame that will be drawn.</param>
    /// <exception cref="InvalidOperationException">A preset has not been looked for.</exception>
    public GrayPipeline ApplyTo(GrayPipeline own, PixelFrame frame) => Source switch
    {
        WindowSource.MinMax => own.SpanningRangeOf(frame),
        WindowSource.Preset => (Preset ?? throw new InvalidOperationException($"the window '{Word}' has to be found first")).ApplyTo(own),
        WindowSource.Explicit => own with { Window = Window with { Function = FunctionOf(own) }, IsWindowDerived = false },
        _ => own.ResolveFor(frame),
    };

    private static VoiFunction FunctionOf(GrayPipeline own) => own is { IsWindowDerived: false, Window: { } window } ? window.Function : VoiFunction.Linear;
}
