using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Gathers the lines of one corner: looks attributes up for a frame, brings numbers to few digits, and joins what is there.</summary>
internal sealed class FactLines(DicomImage image, int frame)
{
    private const string Digits = "0.###";

    private List<string> _lines = [];

    /// <summary>Where the frame lies; null when not told.</summary>
    public FramePlane? Plane { get; } = image.PlaneOf(frame);

    /// <summary>Starts a corner.</summary>
    public void Begin() => _lines = [];

    /// <summary>The corner's lines.</summary>
    public IReadOnlyList<string> End() => _lines;

    /// <summary>Adds a line of the parts that are there; no line when none is.</summary>
    public void Line(params ReadOnlySpan<string?> parts)
    {
        var line = string.Join(' ', parts.ToArray().Where(part => !string.IsNullOrWhiteSpace(part)));
        if (line.Length > 0)
        {
            _lines.Add(line);
        }
    }

    /// <summary>An attribute's text in a form; null when it is absent or empty.</summary>
    public string? Text(DicomTag tag, string form = "{0}") =>
        image.Groups.Holder(tag, frame).GetString(tag) is { Length: > 0 } text ? string.Format(CultureInfo.InvariantCulture, form, text) : null;

    /// <summary>An attribute's number with at most three decimals in a form; null when it is absent.</summary>
    public string? Number(DicomTag tag, string form) =>
        image.Groups.Holder(tag, frame).GetDouble(tag) is { } number && double.IsFinite(number)
            ? string.Format(CultureInfo.InvariantCulture, form, Short(number))
            : null;

    /// <summary>The meaning of a code; null when it is absent.</summary>
    public string? CodeMeaning(DicomTag sequence) =>
        image.Groups.Holder(sequence, frame).GetItems(sequence) is [var item, ..] ? item.GetString(DicomTag.CodeMeaning) : null;

    /// <summary>Pixel spacing.</summary>
    public string? Spacing() => image.SpacingOf(frame) is { } spacing ? $"{Short(spacing.Row)}x{Short(spacing.Column)} mm" : null;

    /// <summary>Image position.</summary>
    public string? Position() =>
        Plane is { Position: var at } ? $"({Short(at.X)}, {Short(at.Y)}, {Short(at.Z)}) mm" : Number(DicomTag.SliceLocation, "at {0} mm");

    /// <summary>Columns, rows, frames and bits, as in <c>256x256x15 16 bit signed MONOCHROME2</c>.</summary>
    public string Format()
    {
        var frames = image.NumberOfFrames > 1 ? $"x{image.NumberOfFrames}" : "";
        var sign = image.IsSigned ? " signed" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{image.Columns}x{image.Rows}{frames} {image.BitsStored} bit{sign} {image.Dataset.GetString(DicomTag.PhotometricInterpretation)}").TrimEnd();
    }

    /// <summary>Frame n of m, 1-based; null for single frames.</summary>
    public string? FrameNumber() =>
        image.NumberOfFrames > 1 ? string.Create(CultureInfo.InvariantCulture, $"Frame {frame + 1}/{image.NumberOfFrames}") : null;

    private static string Short(double value) => value.ToString(Digits, CultureInfo.InvariantCulture);
}
