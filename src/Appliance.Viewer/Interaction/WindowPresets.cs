using Appliance.Imaging;

namespace Appliance.Viewer;

/// <summary>One choice behind a digit key.</summary>
/// <param name="Name">What the overlay calls it.</param>
/// <param name="Window">The window, or null for the range of the frame.</param>
internal sealed record WindowPreset(string Name, VoiWindow? Window);

/// <summary>The windows behind the digit keys 1 to 9: the usual ones of CT for Hounsfield units, else those that the object offers.</summary>
internal static class WindowPresets
{
    private const int FullRange = 9;

    private static readonly WindowPreset[] Hounsfield =
    [
        new("soft tissue", new VoiWindow(40, 400)),
        new("lung", new VoiWindow(-600, 1500)),
        new("bone", new VoiWindow(480, 2500)),
        new("brain", new VoiWindow(40, 80)),
        new("mediastinum", new VoiWindow(50, 350)),
        new("liver", new VoiWindow(60, 160)),
        new("stroke", new VoiWindow(32, 8)),
        new("angiography", new VoiWindow(300, 600)),
    ];

    /// <summary>The preset of a digit, or null when there is none: 9 is always the range of the frame.</summary>
    /// <param name="number">1 to 9.</param>
    /// <param name="isHounsfield">Modality values are Hounsfield units.</param>
    /// <param name="offered">The windows of the object, in its order.</param>
    public static WindowPreset? Of(int number, bool isHounsfield, IReadOnlyList<VoiWindow> offered)
    {
        if (number == FullRange)
        {
            return new WindowPreset("full range", null);
        }

        if (isHounsfield)
        {
            return number >= 1 && number <= Hounsfield.Length ? Hounsfield[number - 1] : null;
        }

        return number >= 1 && number <= offered.Count
            ? new WindowPreset(offered[number - 1].Explanation ?? $"window {number} of the image", offered[number - 1])
            : null;
    }
}
