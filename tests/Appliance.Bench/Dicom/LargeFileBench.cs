using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>A multi-frame file of just under 4 GiB, all holes: opening it, reading its header, and one frame of half a MiB.</summary>
internal sealed class LargeFileBench : IBench
{
    private const int Side = 512;
    private const int FrameBytes = Side * Side * sizeof(ushort);
    private const int Frames = 8191;
    private const int Frame = 5000;
    private const double MostMemory = 8 << 20;

    public string What => "4 GiB multi-frame file";

    public void Run(BenchTable table, BenchPlace place)
    {
        var path = place.PathOf("large.dcm");
        if (!TryMake(path, out var whyNot))
        {
            table.Note($"{What} skipped: {whyNot}");
            return;
        }

        long allocated = 0;
        var frame = new byte[FrameBytes];
        var cost = Cost.Least(2, 5, () =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var took = Cost.Of(() => Read(path, frame));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return took;
        });
        table.Add("4 GiB file: open, header and one frame", BenchTable.Number(cost.Wall.TotalMilliseconds, "ms"));
        table.Add("4 GiB file: memory allocated", BenchTable.Size(allocated), $"frame {BenchTable.Size(FrameBytes)}", aim: "a few MiB", met: allocated + FrameBytes < MostMemory);
    }

    private static void Read(string path, byte[] frame)
    {
        using var file = DicomFile.Open(path);
        if (file.Dataset.GetInt32(DicomTag.NumberOfFrames) != Frames || file.Dataset[DicomTag.PixelData] is not DicomValueElement { IsDeferred: true } pixels
            || pixels.Read((long)Frame * FrameBytes, frame) != FrameBytes)
        {
            throw new InvalidOperationException("the large file reads as something else");
        }
    }

    private static bool TryMake(string path, out string? whyNot)
    {
        var dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7.3").Set(DicomTag.SOPInstanceUID, "1.2.3").Set(DicomTag.NumberOfFrames, $"{Frames}")
            .Set(DicomTag.Rows, Side).Set(DicomTag.Columns, Side).Set(DicomTag.BitsAllocated, 16);
        try
        {
            using var stream = new FileStream(path, FileMode.CreateNew);
            using (var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian))
            {
                file.Write(stream);
            }

            var length = (uint)((long)FrameBytes * Frames);
            stream.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, .. BitConverter.GetBytes(length)]);
            stream.SetLength(stream.Position + length);
            whyNot = null;
            return true;
        }
        catch (IOException e)
        {
            whyNot = e.Message;
            return false;
        }
    }
}
