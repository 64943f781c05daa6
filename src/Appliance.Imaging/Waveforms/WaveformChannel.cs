using System.Globalization;

namespace Appliance.Imaging;

/// <summary>One channel of a multiplex group: what was measured, and its samples in physical units (PS3.3 C.10.9.1.4). Immutable.</summary>
public sealed class WaveformChannel
{
    private readonly WaveformSamples _samples;
    private readonly int _index;
    private readonly double _scale;
    private readonly double _padding;

    /// <param name="samples">Those of the group.</param>
    /// <param name="count">How many moments of them there are.</param>
    /// <param name="index">The channel's place among them, 0-based.</param>
    /// <param name="padding">The sample that stands for a gap; not a number when there is none.</param>
    /// <param name="definition">What the object says of the channel.</param>
    internal WaveformChannel(WaveformSamples samples, int count, int index, double padding, ChannelDefinition definition)
    {
        (_samples, Count, _index, _padding) = (samples, count, index, padding);
        _scale = definition.Sensitivity * definition.CorrectionFactor;
        Definition = definition;
    }

    /// <summary>What the object says of it.</summary>
    public ChannelDefinition Definition { get; }

    /// <summary>Its number in the group, from 1, as annotations name it.</summary>
    public int Number => _index + 1;

    /// <summary>What it is called: the standard lead it is, else its label, else its source, else its number.</summary>
    public string Name => Definition.Lead ?? (Definition.Label.Length > 0 ? Definition.Label : Definition.Source.Length > 0 ? Definition.Source : $"Channel {Number}");

    /// <summary>How many samples there are.</summary>
    public int Count { get; }

    /// <summary>A sample in <see cref="ChannelDefinition.Units"/>: (stored value x sensitivity x correction factor) + baseline; not a number for a gap.</summary>
    /// <param name="sample">0-based, below <see cref="Count"/>.</param>
    public double this[int sample]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, (uint)Count, nameof(sample));
            var stored = _samples[sample, _index];
            return stored == _padding ? double.NaN : (stored * _scale) + Definition.Baseline;
        }
    }

    /// <summary>The smallest and largest sample of a stretch; null when it holds gaps alone.</summary>
    /// <param name="first">0-based; what lies outside the samples is left out.</param>
    /// <param name="count">How many.</param>
    public (double Low, double High)? Range(long first, long count)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var sample = (int)Math.Max(0, first); sample < Math.Min(Count, first + count); sample++)
        {
            var value = this[sample];
            (low, high) = double.IsNaN(value) ? (low, high) : (Math.Min(low, value), Math.Max(high, value));
        }

        return low <= high ? (low, high) : null;
    }
}

/// <summary>What the Channel Definition Sequence (003A,0200) says of a channel. Times in seconds, frequencies in hertz.</summary>
public sealed record ChannelDefinition
{
    /// <summary>Channel Label (003A,0203), or empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>The meaning of Channel Source Sequence (003A,0208): "Lead II"; or empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>The lead of the twelve standard ones that it is: I, II, III, aVR, aVL, aVF, V1 to V6; null for others.</summary>
    public string? Lead { get; init; }

    /// <summary>The unit of the samples by its UCUM code, "uV", "mm[Hg]"; empty when they are not calibrated.</summary>
    public string Units { get; init; } = "";

    /// <summary>Channel Sensitivity (003A,0210): units for a step of one; 1 when they are not calibrated.</summary>
    public double Sensitivity { get; init; } = 1;

    /// <summary>Channel Sensitivity Correction Factor (003A,0212).</summary>
    public double CorrectionFactor { get; init; } = 1;

    /// <summary>Channel Baseline (003A,0213): what a stored 0 stands for, in units.</summary>
    public double Baseline { get; init; }

    /// <summary>How much later than the group its first sample was taken: Channel Time Skew (003A,0214) or Channel Sample Skew (003A,0215).</summary>
    public double Skew { get; init; }

    /// <summary>Channel Offset (003A,0218), which aligns channels in addition.</summary>
    public double Offset { get; init; }

    /// <summary>Filter Low Frequency (003A,0220); null when none is told.</summary>
    public double? LowFilter { get; init; }

    /// <summary>Filter High Frequency (003A,0221); null when none is told.</summary>
    public double? HighFilter { get; init; }

    /// <summary>Notch Filter Frequency (003A,0222); null when none is told.</summary>
    public double? NotchFilter { get; init; }

    /// <summary>Channel Minimum Value (5400,0110) in units; null when none is told.</summary>
    public double? Minimum { get; init; }

    /// <summary>Channel Maximum Value (5400,0112) in units; null when none is told.</summary>
    public double? Maximum { get; init; }

    /// <summary><see cref="Units"/> as people write them: "mmHg"; empty when the samples are not calibrated.</summary>
    public string ReadableUnits => UcumText.Readable(Units);

    /// <summary>The filters in a few words: "0.05 to 150 Hz, notch 50 Hz"; empty when none are told.</summary>
    public string ReadableFilters
    {
        get
        {
            var band = (LowFilter, HighFilter) switch
            {
                ({ } low, { } high) => $"{Short(low)} to {Short(high)} Hz",
                ({ } low, null) => $"above {Short(low)} Hz",
                (null, { } high) => $"up to {Short(high)} Hz",
                _ => "",
            };
            return NotchFilter is not { } notch ? band : band.Length == 0 ? $"notch {Short(notch)} Hz" : $"{band}, notch {Short(notch)} Hz";
        }
    }

    /// <summary>Millivolts in a unit; null for what is no voltage.</summary>
    public double? Millivolts => Units switch
    {
        "uV" or "\u00b5V" or "\u03bcV" => 0.001,
        "mV" => 1,
        "V" => 1000,
        "nV" => 0.000001,
        _ => null,
    };

    private static string Short(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
