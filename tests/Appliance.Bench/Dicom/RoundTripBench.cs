using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Whole files parsed from memory and written to memory, beside a copy of the same bytes.</summary>
internal sealed class RoundTripBench : IBench
{
    private const double Aim = 1e9;
    private const long BytesPerRun = 200_000_000;
    private static readonly DicomTag Passing = new(0x0009, 0x10FE);

    public string What => "whole-file round trip";

    public void Run(BenchTable table, BenchPlace place)
    {
        Measure(table, "CT image of 526 kB", [UncompressedFiles.CtImage()], aim: true);
        var corpus = UncompressedFiles.Load(place).ConvertAll(file => file.Bytes);
        if (corpus.Count == 0)
        {
            table.Note($"round trip of the corpus {BenchPlace.NoCorpus}");
            return;
        }

        Measure(table, $"corpus, {BenchTable.Size(corpus.Average(bytes => (double)bytes.Length))} a file", corpus, aim: true);
    }

    private static void Measure(BenchTable table, string what, IReadOnlyList<byte[]> files, bool aim)
    {
        var largest = files.Max(bytes => bytes.Length);
        var rounds = (int)Math.Max(1, BytesPerRun / files.Sum(bytes => (long)bytes.Length));
        double total = files.Sum(bytes => (long)bytes.Length) * rounds;
        var room = new byte[largest + 1024];
        double Rate(Action<byte[]> work) => total / Cost.Least(1, 3, () => Cost.Of(() =>
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var bytes in files)
                {
                    work(bytes);
                }
            }
        })).Processor.TotalSeconds;

        var copy = Rate(bytes => bytes.AsSpan().CopyTo(room));
        Add("as it was read", RoundTrip(room, change: false), aim);
        Add("every element written anew", RoundTrip(room, change: true), aim);
        Add("turned to big endian", bytes =>
        {
            using var file = DicomFile.Parse(bytes);
            using var stream = new MemoryStream(room);
            DicomDatasetWriter.WriteTo(stream, file.Dataset, DicomTransferSyntax.ExplicitVRBigEndian);
        }, aim: false);

        void Add(string how, Action<byte[]> work, bool aim)
        {
            var ours = Rate(work);
            table.Add(
                $"round trip, {what}, {how}", BenchTable.Number(ours / 1e9, "GB/s"), "copy " + BenchTable.Number(copy / 1e9, "GB/s"), ours / copy,
                aim ? "1 GB/s" : "", aim ? ours >= Aim : null);
        }
    }

    private static Action<byte[]> RoundTrip(byte[] room, bool change) => bytes =>
    {
        using var file = DicomFile.Parse(bytes);
        if (change)
        {
            // A change and its undoing: the writer must go through the elements.
            file.Dataset.Set(Passing, DicomVR.LO, "x");
            file.Dataset.Remove(Passing);
        }

        using var stream = new MemoryStream(room);
        file.Write(stream);
        if (stream.Position < bytes.Length - 64 || stream.Position > bytes.Length + 64)
        {
            throw new InvalidOperationException($"{bytes.Length} bytes went in and {stream.Position} came out");
        }
    };
}
