using System.IO.Compression;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Deflated objects of 40 MB and twice that, inflated: opened, and read to the last pixel, beside inflating alone.</summary>
internal sealed class DeflateBench : IBench
{
    private const int Size = 40_000_000;
    private const double AimSeconds = 1;

    public string What => "deflated object of 40 MB";

    public void Run(BenchTable table, BenchPlace place)
    {
        Measure(table, place, Size);
        Measure(table, place, 2 * Size);
    }

    private static void Measure(BenchTable table, BenchPlace place, int size)
    {
        var path = place.PathOf($"deflated{size}.dcm");
        var offset = Make(path, size);
        var packed = new FileInfo(path).Length;
        var open = Cost.Least(1, 3, () => Cost.Of(() =>
        {
            using var file = DicomFile.Open(path, new DicomReadOptions { StopBefore = DicomTag.PixelData });
            _ = file.Dataset.GetInt32(DicomTag.Rows);
        }));
        var whole = Cost.Least(1, 3, () => Cost.Of(() =>
        {
            using var file = DicomFile.Open(path);
            if (file.Dataset.GetBytes(DicomTag.PixelData).Length != size)
            {
                throw new InvalidOperationException("the deflated file reads as something else");
            }
        }));
        var room = new byte[1 << 16];
        var inflate = Cost.Least(1, 3, () => Cost.Of(() =>
        {
            using var stream = File.OpenRead(path);
            stream.Position = offset;
            using var inflater = new DeflateStream(stream, CompressionMode.Decompress);
            while (inflater.Read(room) > 0)
            {
            }
        }));
        var what = $"deflated object of {BenchTable.Size(size)}";
        table.Add($"{what} ({BenchTable.Size(packed)} packed): open to pixel data", BenchTable.Number(open.Processor.TotalMilliseconds, "ms"));
        table.Add(
            $"{what} ({BenchTable.Size(packed)} packed): open and read all", BenchTable.Number(whole.Processor.TotalMilliseconds, "ms"),
            "inflate " + BenchTable.Number(inflate.Processor.TotalMilliseconds, "ms"), inflate.Processor / whole.Processor, "under 1 s",
            whole.Processor.TotalSeconds < AimSeconds);
    }

    /// <summary>Writes the file and tells where its data set begins.</summary>
    private static long Make(string path, int size)
    {
        var pixels = new byte[size];
        var random = new Random(1);
        for (var i = 0; i + 1 < size; i += 2)
        {
            // Noise of six bits over a level: images deflate about as well.
            pixels[i] = (byte)random.Next(64);
            pixels[i + 1] = 4;
        }

        var dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.SOPInstanceUID, "1.2.3").Set(DicomTag.Rows, 512)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, pixels);
        using var file = new DicomFile(dataset, DicomTransferSyntax.DeflatedExplicitVRLittleEndian);
        file.Save(path);
        return DicomFile.BuildHeader(file.SopClassUid, file.SopInstanceUid, file.TransferSyntax).Length;
    }
}
