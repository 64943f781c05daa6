using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads items of the Channel Definition Sequence (003A,0200).</summary>
/// <param name="samples">The samples of the group, whose encoding limits share.</param>
/// <param name="interpretation">That encoding.</param>
/// <param name="frequency">Sampling frequency of the group in hertz.</param>
/// <param name="notes">Takes what is odd.</param>
internal sealed class ChannelReader(WaveformSamples samples, SampleInterpretation interpretation, double frequency, List<string> notes)
{
    /// <summary>What an item says.</summary>
    /// <param name="item">The item; an empty one for a channel that is not defined.</param>
    /// <param name="number">The channel's number, from 1.</param>
    public ChannelDefinition Read(DicomDataset item, int number)
    {
        var source = item.GetItems(DicomTag.ChannelSourceSequence) is [var first, ..] ? first : new DicomDataset();
        var label = item.GetString(DicomTag.ChannelLabel) ?? "";
        var meaning = source.GetString(DicomTag.CodeMeaning) ?? "";
        var definition = Scaled(item, number);
        return definition with
        {
            Label = label,
            Source = meaning,
            Lead = EcgLeads.Of(source.GetString(DicomTag.CodeValue), source.GetString(DicomTag.CodingSchemeDesignator), meaning, label),
            Skew = Usual(item, DicomTag.ChannelTimeSkew, number) ?? (Usual(item, DicomTag.ChannelSampleSkew, number) / frequency) ?? 0,
            Offset = Usual(item, DicomTag.ChannelOffset, number) ?? 0,
            LowFilter = Filter(item, DicomTag.FilterLowFrequency),
            HighFilter = Filter(item, DicomTag.FilterHighFrequency),
            NotchFilter = Filter(item, DicomTag.NotchFilterFrequency),
            Minimum = Limit(item, DicomTag.ChannelMinimumValue, definition),
            Maximum = Limit(item, DicomTag.ChannelMaximumValue, definition),
        };
    }

    private ChannelDefinition Scaled(DicomDataset item, int number) => new()
    {
        Units = item.GetItems(DicomTag.ChannelSensitivityUnitsSequence) is [var units, ..]
            ? units.GetString(DicomTag.CodeValue) ?? units.GetString(DicomTag.CodeMeaning) ?? ""
            : "",
        Sensitivity = Usual(item, DicomTag.ChannelSensitivity, number) ?? 1,
        CorrectionFactor = Usual(item, DicomTag.ChannelSensitivityCorrectionFactor, number) ?? 1,
        Baseline = Usual(item, DicomTag.ChannelBaseline, number) ?? 0,
    };

    // A number that is there and is none, or none that can be reckoned with, is told once and left out.
    private double? Usual(DicomDataset item, DicomTag tag, int number)
    {
        if (!item.TryGet(tag, out var element) || element is DicomValueElement { Length: 0 })
        {
            return null;
        }

        if (item.GetDouble(tag) is { } value && double.IsFinite(value))
        {
            return value;
        }

        notes.Add($"{ImageLayoutReader.Name(tag)} of channel {number} is no number");
        return null;
    }

    // 0 says that there was no such filter.
    private static double? Filter(DicomDataset item, DicomTag tag) =>
        item.GetDouble(tag) is { } frequency && double.IsFinite(frequency) && frequency > 0 ? frequency : null;

    private double? Limit(DicomDataset item, DicomTag tag, ChannelDefinition scale) =>
        WaveformGroupReader.Like(samples, interpretation, item, tag) is { } stored
            ? (stored * scale.Sensitivity * scale.CorrectionFactor) + scale.Baseline
            : null;
}
