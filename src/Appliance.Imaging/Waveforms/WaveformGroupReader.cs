using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads one item of the Waveform Sequence (5400,0100). Every size is held against a limit and the bytes that are there before it is believed.</summary>
internal sealed class WaveformGroupReader(DicomDataset item, bool isBigEndian)
{
    /// <summary>Most channels of a group (PS3.3 C.10.9: at most 8192).</summary>
    public const int MostChannels = 8192;

    /// <summary>Most bytes of samples of a group that are taken into memory.</summary>
    public const long MostBytes = 256L << 20;

    private readonly List<string> _notes = [];

    /// <summary>Reads it.</summary>
    /// <exception cref="DicomImageException">It cannot be shown; the message names the attribute.</exception>
    public WaveformGroup Read()
    {
        var definitions = item.GetItems(DicomTag.ChannelDefinitionSequence);
        var channels = Channels(definitions.Count);
        var frequency = Frequency();
        var interpretation = Interpretation();
        var (data, count) = Data(channels, WaveformSamples.WidthOf(interpretation));
        var samples = new WaveformSamples(data, interpretation, channels, isBigEndian);
        var padding = Like(samples, interpretation, item, DicomTag.WaveformPaddingValue) ?? double.NaN;
        var reader = new ChannelReader(samples, interpretation, frequency, _notes);
        return new WaveformGroup
        {
            Label = item.GetString(DicomTag.MultiplexGroupLabel) ?? "",
            Originality = item.GetString(DicomTag.WaveformOriginality) ?? "",
            SamplingFrequency = frequency,
            Count = count,
            Channels = [.. Enumerable.Range(0, channels).Select(index =>
                new WaveformChannel(samples, count, index, padding, reader.Read(index < definitions.Count ? definitions[index] : new DicomDataset(), index + 1)))],
            Notes = _notes,
            Bytes = samples.Bytes,
        };
    }

    /// <summary>A value that is encoded like a sample (padding, limits); null when there is none, or too few bytes of it.</summary>
    internal static double? Like(WaveformSamples samples, SampleInterpretation interpretation, DicomDataset holder, DicomTag tag) =>
        holder.GetBytes(tag) is { IsEmpty: false } bytes && bytes.Length >= WaveformSamples.WidthOf(interpretation) ? samples.NumberIn(bytes.Span) : null;

    private int Channels(int defined)
    {
        var told = item.GetInt32(DicomTag.NumberOfWaveformChannels);
        if ((told ?? defined) is < 1 or > MostChannels)
        {
            throw Wrong(DicomTag.NumberOfWaveformChannels, told is null ? "is missing, and no channels are defined" : $"is {told}, and 1 to {MostChannels} are possible");
        }

        if (told is null)
        {
            _notes.Add($"{Name(DicomTag.NumberOfWaveformChannels)} is missing; {defined} are defined");
        }
        else if (told != defined)
        {
            _notes.Add($"{Name(DicomTag.NumberOfWaveformChannels)} is {told}, and {defined} are defined");
        }

        return told ?? defined;
    }

    private double Frequency() => item.GetDouble(DicomTag.SamplingFrequency) switch
    {
        null => throw Wrong(DicomTag.SamplingFrequency, "is missing"),
        { } frequency when frequency <= 0 || !double.IsFinite(frequency) =>
            throw Wrong(DicomTag.SamplingFrequency, string.Create(CultureInfo.InvariantCulture, $"is {frequency}, and must be above 0 Hz")),
        { } frequency => frequency,
    };

    private SampleInterpretation Interpretation()
    {
        var term = item.GetString(DicomTag.WaveformSampleInterpretation) ?? throw Wrong(DicomTag.WaveformSampleInterpretation, "is missing");
        SampleInterpretation interpretation = term switch
        {
            "SB" => SampleInterpretation.SB,
            "UB" => SampleInterpretation.UB,
            "MB" => SampleInterpretation.MB,
            "AB" => SampleInterpretation.AB,
            "SS" => SampleInterpretation.SS,
            "US" => SampleInterpretation.US,
            "SL" => SampleInterpretation.SL,
            "UL" => SampleInterpretation.UL,
            "SV" => SampleInterpretation.SV,
            "UV" => SampleInterpretation.UV,
            _ => throw Wrong(DicomTag.WaveformSampleInterpretation, $"is '{term}', and one of SB, UB, MB, AB, SS, US, SL, UL, SV and UV is possible"),
        };
        var bits = WaveformSamples.WidthOf(interpretation) * 8;
        if (item.GetInt32(DicomTag.WaveformBitsAllocated) is { } allocated && allocated != bits)
        {
            _notes.Add($"{Name(DicomTag.WaveformBitsAllocated)} is {allocated}; {term} has {bits}");
        }

        return interpretation;
    }

    private (ReadOnlyMemory<byte> Data, int Count) Data(int channels, int width)
    {
        var moment = (long)channels * width;
        if (item[DicomTag.WaveformData] is not DicomValueElement { Length: var length } element || length < moment)
        {
            throw Wrong(DicomTag.WaveformData, item.Contains(DicomTag.WaveformData) ? $"has less than the {moment} bytes of one sample of each channel" : "is missing");
        }

        var there = length / moment;
        var told = item.GetInt64(DicomTag.NumberOfWaveformSamples) is > 0 and var number ? number : there;
        if (told > there)
        {
            _notes.Add($"{Name(DicomTag.WaveformData)} is short: {there} of {told} samples are there");
        }

        var count = Math.Min(told, there);
        if (count * moment > MostBytes)
        {
            throw Wrong(DicomTag.WaveformData, $"{count * moment} bytes of samples are more than the {MostBytes} that are shown");
        }

        return (Bytes(element, (int)(count * moment)), (int)count);
    }

    private static ReadOnlyMemory<byte> Bytes(DicomValueElement element, int length)
    {
        if (!element.IsDeferred)
        {
            return element.Value[..length];
        }

        var bytes = new byte[length];
        var read = 0;
        for (int more; read < length && (more = element.Read(read, bytes.AsSpan(read))) > 0; read += more)
        {
        }

        return read == length ? bytes : throw Wrong(DicomTag.WaveformData, $"only {read} of {length} bytes can be read");
    }

    private static DicomImageException Wrong(DicomTag tag, string what) => new(Name(tag), what);

    private static string Name(DicomTag tag) => ImageLayoutReader.Name(tag);
}
