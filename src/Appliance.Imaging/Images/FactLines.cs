using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Gathers the lines of one corner: looks attributes up for a frame, brings numbers to few digits, and joins what is there.</summary>
internal class FactLines(FunctionalGroups groups, int frame)
{
    private const string Digits = "0.###";

    private List<string> _lines = [];

    /// <summary>The frame that the lines are about, 0-based.</summary>
    protected int Frame => frame;

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
        groups.Holder(tag, frame).GetString(tag) is { Length: > 0 } text ? string.Format(CultureInfo.InvariantCulture, form, text) : null;

    /// <summary>An attribute's number with at most three decimals in a form; null when it is absent.</summary>
    public string? Number(DicomTag tag, string form) =>
        groups.Holder(tag, frame).GetDouble(tag) is { } number && double.IsFinite(number)
            ? string.Format(CultureInfo.InvariantCulture, form, Short(number))
            : null;

    /// <summary>The same for what is never 0: writers that do not know it leave 0 there.</summary>
    public string? Positive(DicomTag tag, string form) => groups.Holder(tag, frame).GetDouble(tag) > 0 ? Number(tag, form) : null;

    /// <summary>The meaning of a code; null when it is absent.</summary>
    public string? CodeMeaning(DicomTag sequence) =>
        groups.Holder(sequence, frame).GetItems(sequence) is [var item, ..] ? item.GetString(DicomTag.CodeMeaning) : null;

    /// <summary>A number with at most three decimals.</summary>
    protected static string Short(double value) => value.ToString(Digits, CultureInfo.InvariantCulture);
}
