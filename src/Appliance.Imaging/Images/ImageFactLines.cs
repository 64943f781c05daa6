using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>The lines of a frame of an image: with what its pixels and its place tell.</summary>
internal sealed class ImageFactLines(DicomImage image, int frame) : FactLines(image.Groups, frame)
{
    // Below this pixels are counted in micrometres, as microscopes do.
    private const double Microscopic = 0.01;

    /// <summary>Where the frame lies; null when not told.</summary>
    public FramePlane? Plane { get; } = image.PlaneOf(frame);

    /// <summary>Pixel spacing.</summary>
    public string? Spacing() => image.SpacingOf(Frame) is not { } spacing ? null
        : Math.Max(spacing.Row, spacing.Column) < Microscopic ? $"{Short(spacing.Row * 1000)}x{Short(spacing.Column * 1000)} \u00b5m"
        : $"{Short(spacing.Row)}x{Short(spacing.Column)} mm";

    /// <summary>Image position.</summary>
    public string? Position() =>
        Plane is { Position: var at } plane
            ? $"({Short(at.X)}, {Short(at.Y)}, {Short(at.Z)}) mm{WhereIn(plane.Space)}"
            : Number(DicomTag.SliceLocation, "at {0} mm");

    /// <summary>Columns, rows, frames and bits, as in <c>256x256x15 16 bit signed MONOCHROME2</c>.</summary>
    public string Format()
    {
        var frames = image.NumberOfFrames > 1 ? $"x{image.NumberOfFrames}" : "";
        var sign = image.IsSigned ? " signed" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{image.Columns}x{image.Rows}{frames} {image.BitsStored} bit{sign} {image.Dataset.GetString(DicomTag.PhotometricInterpretation)}").TrimEnd();
    }

    /// <summary>The colour space and the ICC profile that the object names, neither of which is applied; null without them.</summary>
    public string? Colors() => (image.ColorProfile, Text(DicomTag.ColorSpace)) switch
    {
        ({ } profile, var space) => $"{(space is null ? "" : $"{space}, ")}ICC {profile}, not applied",
        (null, { } space) => $"{space}, not applied",
        _ => null,
    };

    /// <summary>Where the frame stands in the dimensions of the object, as in <c>Stack 1, position 3</c>; null when there are none.</summary>
    public string? Dimensions() => image.NumberOfFrames > 1 ? image.Dimensions.Describe(Frame) : null;

    /// <summary>Frame n of m, 1-based; null for single frames.</summary>
    public string? FrameNumber() =>
        image.NumberOfFrames > 1 ? string.Create(CultureInfo.InvariantCulture, $"Frame {Frame + 1}/{image.NumberOfFrames}") : null;

    private static string WhereIn(PlaneSpace space) => space switch
    {
        PlaneSpace.Volume => " in the volume",
        PlaneSpace.Slide => " on the slide",
        _ => "",
    };
}
