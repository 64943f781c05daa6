using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.RenderTests.Waveforms;

/// <summary>Small waveforms made of given samples.</summary>
internal static class MadeUpWaveform
{
    /// <summary>An object of one group.</summary>
    public static DicomDataset Object(params DicomDataset[] groups) =>
        new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.GeneralECGWaveformStorage).SetSequence(DicomTag.WaveformSequence, groups);

    /// <summary>A group at 100 Hz with bytes of one's own; as many channels as definitions.</summary>
    public static DicomDataset Group(string interpretation, int bits, byte[] data, int samples, params DicomDataset[] channels) => new DicomDataset()
        .Set(DicomTag.WaveformOriginality, "ORIGINAL")
        .Set(DicomTag.NumberOfWaveformChannels, channels.Length)
        .Set(DicomTag.NumberOfWaveformSamples, samples)
        .Set(DicomTag.SamplingFrequency, 100.0)
        .SetSequence(DicomTag.ChannelDefinitionSequence, channels)
        .Set(DicomTag.WaveformBitsAllocated, bits)
        .Set(DicomTag.WaveformSampleInterpretation, interpretation)
        .SetBytes(DicomTag.WaveformData, bits == 8 ? DicomVR.OB : DicomVR.OW, data);

    /// <summary>A channel definition.</summary>
    public static DicomDataset Channel(string source, string units = "mV", double sensitivity = 1, double correction = 1, double baseline = 0) => new DicomDataset()
        .SetSequence(DicomTag.ChannelSourceSequence, new DicomDataset().Set(DicomTag.CodeValue, "x").Set(DicomTag.CodingSchemeDesignator, "99TEST").Set(DicomTag.CodeMeaning, source))
        .Set(DicomTag.ChannelSensitivity, sensitivity)
        .SetSequence(DicomTag.ChannelSensitivityUnitsSequence, new DicomDataset().Set(DicomTag.CodeValue, units).Set(DicomTag.CodingSchemeDesignator, "UCUM").Set(DicomTag.CodeMeaning, units))
        .Set(DicomTag.ChannelSensitivityCorrectionFactor, correction)
        .Set(DicomTag.ChannelBaseline, baseline)
        .Set(DicomTag.ChannelTimeSkew, 0.0);

    /// <summary>Sixteen-bit samples, low bits first.</summary>
    public static byte[] Shorts(params int[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), (short)values[i]);
        }

        return bytes;
    }

    /// <summary>All samples of a channel.</summary>
    public static double[] Values(WaveformChannel channel) => [.. Enumerable.Range(0, channel.Count).Select(sample => channel[sample])];
}
