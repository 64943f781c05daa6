using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>The tokenizer over every uncompressed data set of the corpus, in memory: what it allocates, and how fast it goes.</summary>
internal sealed class TokenBench : IBench
{
    private const int Rounds = 20;

    public string What => "tokenizer";

    public void Run(BenchTable table, BenchPlace place)
    {
        var files = UncompressedFiles.Load(place);
        if (files.Count == 0)
        {
            table.Note($"{What} {BenchPlace.NoCorpus}");
            return;
        }

        long allocated = 0;
        long elements = 0;
        var cost = Cost.Least(2, 3, () =>
        {
            (allocated, elements) = (0, 0);
            return Cost.Of(() =>
            {
                for (var round = 0; round < Rounds; round++)
                {
                    foreach (var (bytes, encoding, offset) in files)
                    {
                        // The stack of open sequences is made once for a data set.
                        var reader = new DicomReader(bytes, 0, bytes.Length, true, new DicomReaderState(encoding, offset));
                        var before = GC.GetAllocatedBytesForCurrentThread();
                        elements += ReadAll(ref reader);
                        allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                    }
                }
            });
        });
        var each = (double)allocated / elements;
        table.Add("allocations per parsed element", BenchTable.Number(each, "B"), aim: "0", met: allocated == 0);
        table.Add("tokenizer", BenchTable.Number(elements / cost.Processor.TotalSeconds / 1e6, "M elements/s"));
        table.Note($"tokenizer: {elements / Rounds} elements of {files.Count} files, {allocated} bytes allocated while reading them {Rounds} times");

        var (opened, openedElements) = Open(files);
        table.Add("allocations per element, data set built", BenchTable.Number((double)opened / openedElements, "B"));
    }

    private static long ReadAll(ref DicomReader reader)
    {
        long elements = 0;
        while (true)
        {
            switch (reader.Read())
            {
                case DicomTokenKind.Element or DicomTokenKind.SequenceStart or DicomTokenKind.FragmentsStart:
                    elements++;
                    break;
                case DicomTokenKind.End or DicomTokenKind.Fault or DicomTokenKind.NeedMore or DicomTokenKind.Stopped:
                    return elements;
            }
        }
    }

    private static (long Allocated, long Elements) Open(List<(byte[] Bytes, DicomEncoding Encoding, int DatasetOffset)> files)
    {
        long allocated = 0;
        long elements = 0;
        foreach (var (bytes, encoding, offset) in files)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var file = DicomFile.Parse(bytes);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            var reader = new DicomReader(bytes, 0, bytes.Length, true, new DicomReaderState(encoding, offset));
            elements += ReadAll(ref reader);
        }

        return (allocated, elements);
    }
}
