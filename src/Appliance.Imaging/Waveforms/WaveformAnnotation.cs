using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>An item of the Waveform Annotation Sequence (0040,B020): a text, a measurement, or a mark in time (PS3.3 C.10.10).</summary>
/// <param name="Concept">What it is about: "QT Interval"; empty for plain text.</param>
/// <param name="Value">The text, the meaning of a code, or the number; empty for a mark.</param>
/// <param name="Units">The unit of a number by its code: "ms"; or empty.</param>
/// <param name="Channels">The channels it is about, as pairs of group and channel, both from 1; channel 0 stands for the whole group.</param>
/// <param name="RangeType">Temporal Range Type (0040,A130): POINT, SEGMENT, ...; empty when it tells no time.</param>
/// <param name="SamplePositions">Referenced Sample Positions (0040,A132), from 1.</param>
/// <param name="TimeOffsets">Referenced Time Offsets (0040,A138) in seconds from the beginning of the group.</param>
/// <param name="DateTimes">Referenced DateTime (0040,A13A), as they stand there.</param>
public sealed record WaveformAnnotation(
    string Concept,
    string Value,
    string Units,
    IReadOnlyList<(int Group, int Channel)> Channels,
    string RangeType,
    IReadOnlyList<long> SamplePositions,
    IReadOnlyList<double> TimeOffsets,
    IReadOnlyList<string> DateTimes)
{
    // Positions and channels are lists from outside: more than this of one mark say nothing to a reader.
    private const int MostValues = 4096;

    /// <summary>What it says, in a line: "QT Interval 368 ms".</summary>
    public string Text => string.Join(' ', new[] { Concept, Value, UcumText.Readable(Units) }.Where(part => part.Length > 0));

    /// <summary>Whether it marks moments instead of telling of the whole.</summary>
    public bool IsTemporal => SamplePositions.Count > 0 || TimeOffsets.Count > 0;

    /// <summary>Whether it is about a group, or about a channel of it.</summary>
    /// <param name="group">From 1.</param>
    /// <param name="channel">From 1.</param>
    public bool IsAbout(int group, int? channel = null) =>
        Channels.Any(pair => pair.Group == group && (channel is null || pair.Channel == 0 || pair.Channel == channel));

    /// <summary>The moments it marks, in seconds from the beginning of a group.</summary>
    /// <param name="samplingFrequency">That of the group, in hertz.</param>
    public IEnumerable<double> Moments(double samplingFrequency) =>
        SamplePositions.Count > 0 ? SamplePositions.Select(position => (position - 1) / samplingFrequency) : TimeOffsets;

    /// <summary>Reads an item.</summary>
    internal static WaveformAnnotation Of(DicomDataset item)
    {
        var numbers = item.GetDoubles(DicomTag.ReferencedWaveformChannels);
        return new WaveformAnnotation(
            Meaning(item, DicomTag.ConceptNameCodeSequence),
            ValueOf(item),
            item.GetItems(DicomTag.MeasurementUnitsCodeSequence) is [var units, ..] ? units.GetString(DicomTag.CodeValue) ?? "" : "",
            [.. Enumerable.Range(0, Math.Min(numbers.Count, MostValues) / 2).Select(pair => ((int)numbers[pair * 2], (int)numbers[(pair * 2) + 1]))],
            item.GetString(DicomTag.TemporalRangeType) ?? "",
            [.. item.GetDoubles(DicomTag.ReferencedSamplePositions).Take(MostValues).Select(position => (long)position)],
            [.. item.GetDoubles(DicomTag.ReferencedTimeOffsets).Take(MostValues).Where(double.IsFinite)],
            [.. item.GetStrings(DicomTag.ReferencedDateTime).Take(MostValues)]);
    }

    private static string ValueOf(DicomDataset item)
    {
        if (item.GetText(DicomTag.UnformattedTextValue) is { Length: > 0 } text)
        {
            return text.Trim();
        }

        var numbers = item.GetDoubles(DicomTag.NumericValue);
        return numbers.Count > 0
            ? string.Join(", ", numbers.Take(MostValues).Select(number => number.ToString("0.######", CultureInfo.InvariantCulture)))
            : Meaning(item, DicomTag.ConceptCodeSequence);
    }

    private static string Meaning(DicomDataset item, DicomTag sequence) =>
        item.GetItems(sequence) is [var code, ..] ? ReportOutline.CodedEntry(code) ?? "" : "";
}
