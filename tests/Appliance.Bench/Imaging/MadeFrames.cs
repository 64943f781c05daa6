using System.Buffers.Binary;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>How the frames of <see cref="MadeFrames"/> lie in the object.</summary>
/// <param name="Label">In a few words.</param>
/// <param name="Syntax">The transfer syntax.</param>
/// <param name="Table">The table of offsets that fragments come with.</param>
internal sealed record MadeFramesKind(string Label, DicomTransferSyntax Syntax, MadeOffsetTable Table);

/// <summary>Tables that tell where frames begin.</summary>
internal enum MadeOffsetTable
{
    None,
    Basic,
    Extended,
}

/// <summary>A made-up Enhanced MR object of 1,000 frames with functional groups for each: half a GB when it is not compressed.</summary>
internal sealed class MadeFrames(MadeFramesKind kind)
{
    public const int Count = 1000;
    public const int FrameBytes = Side * Side * sizeof(ushort);

    private const int Side = 512;
    private const int Distinct = 8;
    private const int ItemHeader = 8;

    public static DicomUID Uid { get; } = new("1.2.840.113619.2.5.2");

    public static IReadOnlyList<MadeFramesKind> Kinds { get; } =
    [
        new("uncompressed", DicomTransferSyntax.ExplicitVRLittleEndian, MadeOffsetTable.None),
        new("RLE with offset table", DicomTransferSyntax.RLELossless, MadeOffsetTable.Basic),
        new("RLE with extended offset table", DicomTransferSyntax.RLELossless, MadeOffsetTable.Extended),
        new("RLE without offset table", DicomTransferSyntax.RLELossless, MadeOffsetTable.None),
    ];

    /// <summary>A slope with noise in its lowest bits, so that compressed frames stay large.</summary>
    public static int ValueAt(int frame, int x, int y) => ((x + y + (frame % Distinct)) * 2) + (int)((uint)((x * 7919) ^ (y * 104729) ^ frame % Distinct * 31) * 2654435761u >> 28);

    /// <summary>Stores the object, frame by frame.</summary>
    public void Store(DicomArchive archive)
    {
        var frames = Enumerable.Range(0, Distinct).Select(Encode).ToArray();
        var dataset = DicomDatasetWriter.Write(Attributes(frames), DicomTransferSyntax.ExplicitVRLittleEndian);
        var header = DicomFile.BuildHeader(DicomUID.EnhancedMRImageStorage, Uid, kind.Syntax, "BENCH");
        var lengths = Enumerable.Range(0, Count).Sum(frame => (long)frames[frame % Distinct].Length);
        var table = kind.Table == MadeOffsetTable.Basic ? Offsets(frames).SelectMany(offset => BitConverter.GetBytes((uint)offset)).ToArray() : [];
        var isEncapsulated = kind.Syntax.IsEncapsulated;
        var length = isEncapsulated ? 12 + ItemHeader + table.Length + (Count * ItemHeader) + lengths + ItemHeader : 12 + lengths;
        using var ingest = archive.BeginIngest(header, kind.Syntax, "BENCH", dataset.Length + length);
        ingest.Append(dataset);
        ingest.Append([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)(isEncapsulated ? 'B' : 'W'), 0, 0, .. BitConverter.GetBytes(isEncapsulated ? uint.MaxValue : (uint)lengths)]);
        if (isEncapsulated)
        {
            ingest.Append(Item(table.Length));
            ingest.Append(table);
        }

        for (var frame = 0; frame < Count; frame++)
        {
            if (isEncapsulated)
            {
                ingest.Append(Item(frames[frame % Distinct].Length));
            }

            ingest.Append(frames[frame % Distinct]);
        }

        if (isEncapsulated)
        {
            ingest.Append([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        }

        ingest.Commit();
    }

    private static byte[] Item(int length) => [0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(length)];

    private static IEnumerable<long> Offsets(byte[][] frames)
    {
        var offset = 0L;
        for (var frame = 0; frame < Count; frame++)
        {
            yield return offset;
            offset += ItemHeader + frames[frame % Distinct].Length;
        }
    }

    private byte[] Encode(int frame)
    {
        var values = new byte[FrameBytes];
        for (var i = 0; i < Side * Side; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(values.AsSpan(i * 2), (ushort)ValueAt(frame, i % Side, i / Side));
        }

        return kind.Syntax.IsEncapsulated ? RunLengths(values) : values;
    }

    // PS3.5 G: a segment of the high bytes, one of the low bytes, each even in length; repeats from three on, literals otherwise.
    private static byte[] RunLengths(byte[] words)
    {
        var stream = new List<byte>(new byte[64]) { [0] = 2 };
        for (var segment = 0; segment < 2; segment++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(stream)[(4 + (segment * 4))..], stream.Count);
            Pack([.. Enumerable.Range(0, words.Length / 2).Select(i => words[(i * 2) + 1 - segment])], stream);
            if (stream.Count % 2 != 0)
            {
                stream.Add(0);
            }
        }

        return [.. stream];
    }

    private static void Pack(byte[] bytes, List<byte> stream)
    {
        const int most = 128;
        for (var at = 0; at < bytes.Length;)
        {
            var run = Run(bytes, at);
            if (run >= 3)
            {
                stream.AddRange([(byte)(1 - run), bytes[at]]);
                at += run;
                continue;
            }

            var end = at + 1;
            while (end < bytes.Length && end - at < most && Run(bytes, end) < 3)
            {
                end++;
            }

            stream.Add((byte)(end - at - 1));
            stream.AddRange(bytes[at..end]);
            at = end;
        }

        static int Run(byte[] bytes, int at)
        {
            var end = at + 1;
            while (end < bytes.Length && end - at < most && bytes[end] == bytes[at])
            {
                end++;
            }

            return end - at;
        }
    }

    private DicomDataset Attributes(byte[][] frames) => kind.Table != MadeOffsetTable.Extended ? Attributes() : Attributes()
        .SetBytes(DicomTag.ExtendedOffsetTable, DicomVR.OV, Offsets(frames).SelectMany(BitConverter.GetBytes).ToArray())
        .SetBytes(DicomTag.ExtendedOffsetTableLengths, DicomVR.OV, Enumerable.Range(0, Count).SelectMany(frame => BitConverter.GetBytes((long)frames[frame % Distinct].Length)).ToArray());

    private static DicomDataset Attributes() => new DicomDataset()
        .Set(DicomTag.SOPClassUID, DicomUID.EnhancedMRImageStorage.Value)
        .Set(DicomTag.SOPInstanceUID, Uid.Value)
        .Set(DicomTag.PatientName, "Made^Up")
        .Set(DicomTag.PatientID, "BENCH")
        .Set(DicomTag.StudyInstanceUID, Uid.Value + ".1")
        .Set(DicomTag.SeriesInstanceUID, Uid.Value + ".2")
        .Set(DicomTag.Modality, "MR")
        .Set(DicomTag.SamplesPerPixel, 1)
        .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .Set(DicomTag.NumberOfFrames, Count)
        .Set(DicomTag.Rows, Side)
        .Set(DicomTag.Columns, Side)
        .Set(DicomTag.BitsAllocated, 16)
        .Set(DicomTag.BitsStored, 12)
        .Set(DicomTag.HighBit, 11)
        .Set(DicomTag.PixelRepresentation, 0)
        .SetSequence(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset()
            .SetSequence(DicomTag.PixelMeasuresSequence, new DicomDataset().Set(DicomTag.PixelSpacing, "1", "1").Set(DicomTag.SliceThickness, "1"))
            .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset().Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0")))
        .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. Enumerable.Range(0, Count).Select(Groups)]);

    private static DicomDataset Groups(int frame) => new DicomDataset()
        .SetSequence(DicomTag.FrameContentSequence, new DicomDataset()
            .Set(DicomTag.FrameAcquisitionDateTime, "20260302101500")
            .Set(DicomTag.FrameReferenceDateTime, "20260302101500")
            .Set(DicomTag.FrameAcquisitionDuration, 10.0)
            .Set(DicomTag.StackID, "1")
            .Set(DicomTag.InStackPositionNumber, frame + 1)
            .Set(DicomTag.DimensionIndexValues, 1, frame + 1))
        .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset().Set(DicomTag.ImagePositionPatient, "0", "0", $"{frame}"))
        .SetSequence(DicomTag.PixelValueTransformationSequence, new DicomDataset()
            .Set(DicomTag.RescaleIntercept, "0").Set(DicomTag.RescaleSlope, "1").Set(DicomTag.RescaleType, "US"))
        .SetSequence(DicomTag.FrameVOILUTSequence, new DicomDataset().Set(DicomTag.WindowCenter, "1024").Set(DicomTag.WindowWidth, "2048"));
}
