using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>The Graphic Layer module (PS3.3 C.10.7): in which order and colour graphics are drawn.</summary>
internal sealed class GraphicLayers
{
    private readonly Dictionary<string, (int Order, DisplayColor Color)> _layers = new(StringComparer.Ordinal);

    public GraphicLayers(DicomDataset dataset)
    {
        foreach (var item in dataset.GetItems(DicomTag.GraphicLayerSequence))
        {
            if (item.GetString(DicomTag.GraphicLayer)?.Trim() is { Length: > 0 } name)
            {
                _layers[name] = (item.GetInt32(DicomTag.GraphicLayerOrder) ?? 0, ColorOf(item));
            }
        }
    }

    /// <summary>The layer's place from the bottom; a layer that was never declared lies on top.</summary>
    public int OrderOf(string? layer) => layer is not null && _layers.TryGetValue(layer.Trim(), out var known) ? known.Order : int.MaxValue;

    /// <summary>The layer's colour, white where it recommends none.</summary>
    public DisplayColor ColorOf(string? layer) => layer is not null && _layers.TryGetValue(layer.Trim(), out var known) ? known.Color : DisplayColor.White;

    // Displays here have colours: CIELab first, then the retired RGB, then grey.
    private static DisplayColor ColorOf(DicomDataset item) =>
        DisplayColor.OfCieLab(item, DicomTag.GraphicLayerRecommendedDisplayCIELabValue)
            ?? Rgb(item)
            ?? (item.GetInt32(DicomTag.GraphicLayerRecommendedDisplayGrayscaleValue) is { } value ? DisplayColor.OfPValue(value) : DisplayColor.White);

    private static DisplayColor? Rgb(DicomDataset item) =>
        item.GetDoubles(DicomTag.GraphicLayerRecommendedDisplayRGBValue) is [var red, var green, var blue]
            ? new DisplayColor(DisplayColor.OfPValue((int)red).Red, DisplayColor.OfPValue((int)green).Red, DisplayColor.OfPValue((int)blue).Red)
            : null;
}
