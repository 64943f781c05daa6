using System.Runtime.InteropServices;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Bench;

/// <summary>
/// Compressed frames decoded here and by DCMTK, in the same made-up objects, compressed by DCMTK. DCMTK's programs also read the object and
/// write the decompressed one: what <c>dcmconv</c> takes to read and write that one is taken off, and with it the start of a process.
/// </summary>
internal sealed class DecodeBench : IBench
{
    private const int Side = 2048;
    private const int Frames = 8;
    private const int Runs = 5;

    private static readonly (string What, int Bits, string Encoder, string Option, string Decoder)[] Codings =
    [
        ("JPEG lossless SV1, 16 bits", 16, "dcmcjpeg", "+e1", "dcmdjpeg"),
        ("JPEG baseline, 8 bits", 8, "dcmcjpeg", "+eb", "dcmdjpeg"),
        ("RLE, 16 bits", 16, "dcmcrle", "-q", "dcmdrle"),
    ];

    public string What => "JPEG and RLE decode";

    public void Run(BenchTable table, BenchPlace place)
    {
        foreach (var (what, bits, encoder, option, decoder) in Codings)
        {
            var plain = place.PathOf($"plain{bits}.dcm");
            var coded = place.PathOf("coded.dcm");
            Make(plain, bits);
            if (Cost.OfProgram(encoder, [option, plain, coded]) is null || !File.Exists(coded))
            {
                table.Note($"{what}: skipped, DCMTK's {encoder} is not here");
                continue;
            }

            Measure(table, place, what, plain, coded, decoder);
            File.Delete(coded);
        }

        table.Note($"decode: {Frames} frames of {Side}x{Side}, MB of decoded pixels, processor time, least of {Runs} runs; reading and writing taken off DCMTK's");
    }

    private static void Measure(BenchTable table, BenchPlace place, string what, string plain, string coded, string decoder)
    {
        using var file = DicomFile.Parse(File.ReadAllBytes(coded));
        var image = DicomImage.Open(file.Dataset);
        var bytes = 0L;
        var ours = Cost.Least(2, Runs, () => Cost.Of(() =>
        {
            bytes = 0;
            for (var frame = 0; frame < image.NumberOfFrames; frame++)
            {
                bytes += image.GetFrame(frame).Data.Length;
            }
        }));
        var written = place.PathOf("decoded.dcm");
        var theirs = Cost.Least(1, Runs, () => Cost.OfProgram(decoder, [coded, written])!.Value);
        var copying = Cost.Least(1, Runs, () => Cost.OfProgram("dcmconv", [plain, written])!.Value);
        var decoding = theirs.Processor - copying.Processor;
        double Rate(TimeSpan time) => bytes / 1e6 / Math.Max(time.TotalSeconds, 0.01);
        var ratio = Rate(ours.Processor) / Rate(decoding);
        table.Add(what, BenchTable.Number(Rate(ours.Processor), "MB/s"), $"{decoder} {BenchTable.Number(Rate(decoding), "MB/s")}", ratio, "faster", ratio > 1);
    }

    // Waves, an edge and a little noise: what scanners see, and what keeps encoders busy.
    private static void Make(string path, int bits)
    {
        var random = new Random(3);
        var pixels = new byte[Frames * Side * Side * bits / 8];
        for (var i = 0; i < Frames * Side * Side; i++)
        {
            var (x, y, frame) = (i % Side, i / Side % Side, i / (Side * Side));
            var disc = ((x - 1024) * (x - 1024)) + ((y - 1024) * (y - 1024)) < 450_000 ? 0.2 : 0;
            var value = 0.4 + (0.2 * Math.Sin((x / 97.0) + frame)) + (0.15 * Math.Cos(y / 61.0)) + disc;
            if (bits == 8)
            {
                pixels[i] = (byte)((value * 220) + random.Next(-3, 4));
            }
            else
            {
                MemoryMarshal.Write(pixels.AsSpan(i * 2), (ushort)((value * 40000) + random.Next(-60, 61)));
            }
        }

        var dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, bits == 8 ? "1.2.840.10008.5.1.4.1.1.7.2" : "1.2.840.10008.5.1.4.1.1.7.3").Set(DicomTag.SOPInstanceUID, "1.2.3")
            .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.NumberOfFrames, Frames)
            .Set(DicomTag.Rows, Side).Set(DicomTag.Columns, Side).Set(DicomTag.BitsAllocated, bits).Set(DicomTag.BitsStored, bits)
            .Set(DicomTag.HighBit, bits - 1).Set(DicomTag.PixelRepresentation, 0)
            .SetBytes(DicomTag.PixelData, bits == 8 ? DicomVR.OB : DicomVR.OW, pixels);
        using var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Save(path);
    }
}
