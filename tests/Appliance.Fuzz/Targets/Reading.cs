using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>Reads data sets the ways the product does, and holds memory against what is promised.</summary>
internal static class Reading
{
    /// <summary>
    /// Memory allocated for each byte given while a data set is read. The worst there is are items in items, 16 bytes a level, which
    /// become a sequence, a list, a data set and another list.
    /// </summary>
    public const int MemoryMultiple = 64;

    /// <summary>Memory allocated whatever is given: windows, the sniffed head, notes.</summary>
    public const long MemoryFloor = 256 * 1024;

    /// <summary>Reads with everything kept that can be.</summary>
    public static DicomDataset Lenient(byte[] bytes, DicomEncoding encoding, FuzzWatch watch, out string? note)
    {
        string? found = null;
        var dataset = watch.Measured(bytes.Length, MemoryMultiple, MemoryFloor, () => DatasetBuilder.Build(
            new MemoryByteSource(bytes), 0, SyntaxOf(encoding), encoding, DicomReadOptions.Default, true, out found));
        note = found;
        return dataset;
    }

    /// <summary>Reads as data sets from the network are; null when the bytes are refused.</summary>
    public static DicomDataset? Strict(byte[] bytes, DicomEncoding encoding, FuzzWatch watch, out string? note, out DicomFormatException? refusal)
    {
        string? found = null;
        note = null;
        refusal = null;
        try
        {
            var dataset = watch.Measured(bytes.Length, MemoryMultiple, MemoryFloor, () => DatasetBuilder.Build(
                new MemoryByteSource(bytes), 0, SyntaxOf(encoding), encoding, DicomReadOptions.Default, false, out found));
            note = found;
            return dataset;
        }
        catch (DicomFormatException e)
        {
            refusal = e;
            return null;
        }
    }

    /// <summary>The data set's bytes in an encoding, implicit big endian too.</summary>
    public static byte[] Written(DicomDataset dataset, DicomEncoding encoding)
    {
        var serializer = new DatasetSerializer(encoding);
        var length = serializer.Measure(dataset);
        using var stream = new MemoryStream();
        using (var sink = new ByteSink(stream))
        {
            serializer.Write(dataset, sink);
        }

        return stream.Length == length ? stream.ToArray() : throw new PromiseBrokenException($"{length} bytes were measured and {stream.Length} written");
    }

    public static DicomTransferSyntax SyntaxOf(DicomEncoding encoding) => encoding switch
    {
        DicomEncoding.ImplicitLittle => DicomTransferSyntax.ImplicitVRLittleEndian,
        DicomEncoding.ExplicitLittle => DicomTransferSyntax.ExplicitVRLittleEndian,
        _ => DicomTransferSyntax.ExplicitVRBigEndian,
    };

    /// <summary>Seeds of all four encodings from data sets.</summary>
    public static List<FuzzSeed> Seeds(SeedCorpus corpus, int largest)
    {
        var seeds = new List<FuzzSeed>();
        foreach (var (name, dataset) in corpus.Datasets)
        {
            var own = dataset.Origin.Source is null ? DicomEncoding.ExplicitLittle : dataset.Origin.Encoding;
            for (var encoding = DicomEncoding.ImplicitLittle; encoding <= DicomEncoding.ExplicitBig; encoding++)
            {
                // Each in its own, and one in four in the others as well.
                if (encoding != own && (name.Length + (int)encoding) % 4 != 0)
                {
                    continue;
                }

                try
                {
                    var bytes = Written(dataset, encoding);
                    if (bytes.Length <= largest)
                    {
                        seeds.Add(SeedWalk.Dataset($"{name}:{encoding}", bytes, encoding));
                    }
                }
                catch (InvalidOperationException) when (encoding != own)
                {
                    // Read in part only: it exists in its own encoding alone.
                }
            }
        }

        return seeds;
    }

    /// <summary>Fails when two stretches of bytes that should be the same are not.</summary>
    public static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new PromiseBrokenException(
                $"{what}: differs from byte {expected.CommonPrefixLength(actual)} on (lengths {expected.Length} and {actual.Length})");
        }
    }
}
