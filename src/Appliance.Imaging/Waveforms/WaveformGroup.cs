namespace Appliance.Imaging;

/// <summary>A multiplex group: channels that were sampled at the same moments (PS3.3 C.10.9.1). Immutable; it keeps its samples in memory.</summary>
public sealed class WaveformGroup
{
    /// <summary>The twelve standard leads of an electrocardiogram in the order they are drawn.</summary>
    public static IReadOnlyList<string> StandardLeads => EcgLeads.Names;

    /// <summary>Multiplex Group Label (003A,0020), or empty.</summary>
    public required string Label { get; init; }

    /// <summary>Waveform Originality (003A,0004): ORIGINAL or DERIVED, or empty.</summary>
    public required string Originality { get; init; }

    /// <summary>Sampling Frequency (003A,001A) in hertz, above 0.</summary>
    public required double SamplingFrequency { get; init; }

    /// <summary>Samples of each channel that are there, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>The channels, at least 1.</summary>
    public required IReadOnlyList<WaveformChannel> Channels { get; init; }

    /// <summary>What in the group contradicts itself or the standard, and how it was taken; empty for most.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Bytes that it keeps in memory.</summary>
    public required long Bytes { get; init; }

    /// <summary>How long it is, in seconds.</summary>
    public double Duration => Count / SamplingFrequency;

    /// <summary>The channel of a standard lead, by its name; null when the group has none.</summary>
    public WaveformChannel? Lead(string name) => Channels.FirstOrDefault(channel => channel.Definition.Lead == name);

    /// <summary>Whether all twelve standard leads are there, as voltages.</summary>
    public bool HasStandardLeads => StandardLeads.All(name => Lead(name)?.Definition.Millivolts is not null);
}
