using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads an item of the Displayed Area Selection Sequence (PS3.3 C.10.4).</summary>
internal static class AreaReader
{
    /// <summary>Corners further from the image than this, in pixels, are taken for damage.</summary>
    public const int MaxReach = 1 << 20;

    /// <summary>Magnifications beyond this, or beyond its reciprocal, show nothing that can be made out.</summary>
    public const double MaxMagnification = 1000;

    /// <summary>Millimetres between pixels beyond this, or its reciprocal, are taken for damage.</summary>
    public const double MaxSpacing = 10_000;

    /// <summary>The area; null, with a note, when its corners are none, or nothing of the image lies between them.</summary>
    public static DisplayedArea? Read(DicomDataset item, DicomImage image, List<string> notes)
    {
        var (x1, y1) = Corner(item, DicomTag.DisplayedAreaTopLeftHandCorner);
        var (x2, y2) = Corner(item, DicomTag.DisplayedAreaBottomRightHandCorner);
        if (x1 is null || y1 is null || x2 is null || y2 is null)
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.DisplayedAreaTopLeftHandCorner)}: the two corners are not two numbers each; the whole image is shown");
            return null;
        }

        // In the turned image the upper left corner may be any of the four: places are ordered here, the turning is told elsewhere.
        var (left, right, top, bottom) = (Math.Min(x1.Value, x2.Value), Math.Max(x1.Value, x2.Value), Math.Min(y1.Value, y2.Value), Math.Max(y1.Value, y2.Value));
        if (left > image.Columns || right < 1 || top > image.Rows || bottom < 1 || left < -MaxReach || top < -MaxReach || right > MaxReach || bottom > MaxReach)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture,
                $"{ImageLayoutReader.Name(DicomTag.DisplayedAreaTopLeftHandCorner)}: from {left}\\{top} to {right}\\{bottom} is no part of an image of {image.Columns}\\{image.Rows} pixels; the whole image is shown"));
            return null;
        }

        var size = item.GetString(DicomTag.PresentationSizeMode)?.Trim().ToUpperInvariant() switch
        {
            "TRUE SIZE" => PresentationSize.TrueSize,
            "MAGNIFY" => PresentationSize.Magnify,
            _ => PresentationSize.ScaleToFit,
        };
        var magnification = item.GetDouble(DicomTag.PresentationPixelMagnificationRatio) ?? 0;
        var spacing = Pair(item, DicomTag.PresentationPixelSpacing);
        if ((size == PresentationSize.Magnify && !IsUsable(magnification, MaxMagnification))
            || (size == PresentationSize.TrueSize && !(spacing is { } pair && IsUsable(pair.Row, MaxSpacing) && IsUsable(pair.Column, MaxSpacing))))
        {
            notes.Add($"{ImageLayoutReader.Name(DicomTag.PresentationSizeMode)}: {(size == PresentationSize.Magnify ? "MAGNIFY" : "TRUE SIZE")} without a number that can be used, taken as SCALE TO FIT");
            size = PresentationSize.ScaleToFit;
        }

        var (height, width) = spacing ?? Pair(item, DicomTag.PresentationPixelAspectRatio) ?? (image.PixelAspectRatio, 1);
        return new DisplayedArea(left, top, right, bottom, size, magnification, spacing, height / width);
    }

    private static bool IsUsable(double number, double most) => number >= 1 / most && number <= most;

    private static (int? X, int? Y) Corner(DicomDataset item, DicomTag tag) => (item.GetInt32(tag), item.GetInt32(tag, 1));

    private static (double Row, double Column)? Pair(DicomDataset item, DicomTag tag) =>
        item.GetDouble(tag) is { } row && item.GetDouble(tag, 1) is { } column && row > 0 && column > 0 && double.IsFinite(row / column) ? (row, column) : null;
}
