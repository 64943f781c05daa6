using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// The windows and tables that are offered for an image: those of the object, in its order, then those in common use for its modality,
/// as far as the unit of its values allows them: fixed numbers mean something in Hounsfield units and standardized uptake values only.
/// </summary>
public static class VoiPresets
{
    /// <summary>Windows in common use for Hounsfield units: reading-room values; what differs between textbooks by a few units is not told apart.</summary>
    public static IReadOnlyList<VoiPreset> Hounsfield { get; } =
    [
        Fixed("soft tissue", 40, 400),
        Fixed("lung", -600, 1500),
        Fixed("bone", 480, 2500),
        Fixed("brain", 40, 80),
        Fixed("mediastinum", 50, 350),
        Fixed("liver", 60, 160),
        Fixed("abdomen", 60, 400),
        Fixed("subdural", 75, 215),
        Fixed("stroke", 32, 8),
        Fixed("angiography", 300, 600),
        Fixed("temporal bone", 600, 2800),
    ];

    // Standardized uptake values are read from zero: 0 to 5, 7, 10, 15.
    private static readonly VoiPreset[] Uptake = [FromZero(5), FromZero(7), FromZero(10), FromZero(15)];

    /// <summary>What is offered for a frame.</summary>
    /// <param name="image">The image.</param>
    /// <param name="frame">0-based.</param>
    public static IReadOnlyList<VoiPreset> Of(DicomImage image, int frame)
    {
        var presets = new List<VoiPreset>();
        var (windows, tables) = (image.Windows(frame), image.VoiLuts(frame));
        for (var i = 0; i < windows.Count; i++)
        {
            presets.Add(new VoiPreset(windows[i].Explanation ?? $"window {i + 1} of the image", windows[i]));
        }

        for (var i = 0; i < tables.Count; i++)
        {
            presets.Add(new VoiPreset(tables[i].Explanation ?? $"VOI LUT {i + 1} of the image", null, tables[i]));
        }

        presets.AddRange(OfModality(image, frame));
        return presets;
    }

    /// <summary>A preset by its number from 1, or by its name, any letter case; the beginning of a name will do when only one begins so. Null when there is none.</summary>
    /// <param name="presets">What is offered.</param>
    /// <param name="word">Number or name.</param>
    public static VoiPreset? Find(IReadOnlyList<VoiPreset> presets, string word)
    {
        if (int.TryParse(word, out var number))
        {
            return number >= 1 && number <= presets.Count ? presets[number - 1] : null;
        }

        var exact = presets.FirstOrDefault(preset => preset.Name.Equals(word, StringComparison.OrdinalIgnoreCase));
        var alike = presets.Where(preset => preset.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase)).Take(2).ToArray();
        return exact ?? (alike.Length == 1 ? alike[0] : null);
    }

    private static IReadOnlyList<VoiPreset> OfModality(DicomImage image, int frame)
    {
        if (!image.IsGray)
        {
            return [];
        }

        var modality = image.Dataset.GetString(DicomTag.Modality);
        var own = image.OwnPipeline(frame);
        return modality switch
        {
            "CT" when IsHounsfield(own) => Hounsfield,
            "PT" when own.ModalityUnit is "GML" or "SUV" or "g/ml" or "g/ml{SUVbw}" => Uptake,
            _ => own.ModalityUnit is "HU" ? Hounsfield : [],
        };
    }

    // Air is -1000 HU: scanners that leave Rescale Type out, or call it unspecified, still store from there on.
    private static bool IsHounsfield(GrayPipeline own) =>
        own.ModalityLut is null && (own.ModalityUnit is "HU" || (own.ModalityUnit is null or "US" && own.RescaleIntercept is >= -1100 and <= -1000));

    private static VoiPreset Fixed(string name, double center, double width) => new(name, new VoiWindow(center, width));

    private static VoiPreset FromZero(int most) => new($"SUV 0 to {most}", new VoiWindow(most / 2.0, most, VoiFunction.LinearExact));
}
