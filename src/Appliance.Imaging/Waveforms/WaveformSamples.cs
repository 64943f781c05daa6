using System.Buffers.Binary;

namespace Appliance.Imaging;

/// <summary>How the samples of a multiplex group are encoded, by the terms of Waveform Sample Interpretation (5400,1006) (PS3.3 C.10.9.1.5).</summary>
internal enum SampleInterpretation
{
    /// <summary>Signed, 8 bits.</summary>
    SB,

    /// <summary>Unsigned, 8 bits.</summary>
    UB,

    /// <summary>8-bit mu-law audio (ITU-T G.711).</summary>
    MB,

    /// <summary>8-bit A-law audio (ITU-T G.711).</summary>
    AB,

    /// <summary>Signed, 16 bits.</summary>
    SS,

    /// <summary>Unsigned, 16 bits.</summary>
    US,

    /// <summary>Signed, 32 bits.</summary>
    SL,

    /// <summary>Unsigned, 32 bits.</summary>
    UL,

    /// <summary>Signed, 64 bits.</summary>
    SV,

    /// <summary>Unsigned, 64 bits.</summary>
    UV,
}

/// <summary>
/// The samples of a multiplex group as they lie in Waveform Data (5400,1010): all channels of one moment side by side, moment after moment.
/// </summary>
/// <param name="data">The bytes, not copied.</param>
/// <param name="interpretation">How a sample is encoded.</param>
/// <param name="channels">Samples of one moment.</param>
/// <param name="isBigEndian">Their byte order.</param>
internal sealed class WaveformSamples(ReadOnlyMemory<byte> data, SampleInterpretation interpretation, int channels, bool isBigEndian)
{
    private readonly int _width = WidthOf(interpretation);

    /// <summary>Bytes of one sample.</summary>
    public static int WidthOf(SampleInterpretation interpretation) => interpretation switch
    {
        SampleInterpretation.SB or SampleInterpretation.UB or SampleInterpretation.MB or SampleInterpretation.AB => 1,
        SampleInterpretation.SS or SampleInterpretation.US => 2,
        SampleInterpretation.SL or SampleInterpretation.UL => 4,
        _ => 8,
    };

    /// <summary>Bytes that it keeps in memory.</summary>
    public long Bytes => data.Length;

    /// <summary>A sample as a number; audio is expanded to 16 bits.</summary>
    /// <param name="sample">The moment, 0-based.</param>
    /// <param name="channel">The channel, 0-based.</param>
    public double this[int sample, int channel] => NumberIn(data.Span.Slice((int)((((long)sample * channels) + channel) * _width), _width));

    /// <summary>Reads a number that is encoded like a sample: a padding value, a limit.</summary>
    /// <param name="value">At least as many bytes as a sample has.</param>
    public double NumberIn(ReadOnlySpan<byte> value) => interpretation switch
    {
        SampleInterpretation.SB => (sbyte)value[0],
        SampleInterpretation.UB => value[0],
        SampleInterpretation.MB => FromMuLaw(value[0]),
        SampleInterpretation.AB => FromALaw(value[0]),
        SampleInterpretation.SS => isBigEndian ? BinaryPrimitives.ReadInt16BigEndian(value) : BinaryPrimitives.ReadInt16LittleEndian(value),
        SampleInterpretation.US => isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(value) : BinaryPrimitives.ReadUInt16LittleEndian(value),
        SampleInterpretation.SL => isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(value) : BinaryPrimitives.ReadInt32LittleEndian(value),
        SampleInterpretation.UL => isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(value) : BinaryPrimitives.ReadUInt32LittleEndian(value),
        SampleInterpretation.SV => isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value),
        _ => isBigEndian ? BinaryPrimitives.ReadUInt64BigEndian(value) : BinaryPrimitives.ReadUInt64LittleEndian(value),
    };

    // ITU-T G.711: sign, three bits of segment and four within it, all inverted; the bias of 132 makes the segments powers of two.
    private static int FromMuLaw(byte code)
    {
        var bits = ~code;
        var size = ((((bits & 0x0F) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
        return (bits & 0x80) != 0 ? -size : size;
    }

    // ITU-T G.711: every second bit is inverted, and the first two segments have the same step.
    private static int FromALaw(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits & 0x70) >> 4;
        var within = ((bits & 0x0F) << 4) + 8;
        var size = segment == 0 ? within : (within + 0x100) << (segment - 1);
        return (bits & 0x80) != 0 ? size : -size;
    }
}
