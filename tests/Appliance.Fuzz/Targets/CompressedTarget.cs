using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>Files whose data set is compressed as a whole, by deflate or bzip2.</summary>
internal sealed class CompressedTarget : FuzzTarget
{
    /// <summary>Caps low enough to be met often.</summary>
    public static readonly DicomReadOptions Caps = new() { MaxInflated = 4 * 1024 * 1024, InflateFloor = 1024 * 1024, MaxInflateRatio = 100 };

    /// <summary>
    /// Memory for the decoder (bzip2 needs 5 bytes for each of 900,000) and for what may come out of it, which is read at
    /// <see cref="Reading.MemoryMultiple"/> in the worst case.
    /// </summary>
    public const long MemoryFloor = 300L * 1024 * 1024;

    private readonly DicomTransferSyntax _syntax;
    private readonly bool _isBzip2;

    public CompressedTarget(SeedCorpus corpus, bool isBzip2)
    {
        _isBzip2 = isBzip2;
        _syntax = isBzip2 ? DicomTransferSyntax.PixelMedBzip2 : DicomTransferSyntax.DeflatedExplicitVRLittleEndian;
        var seeds = new List<FuzzSeed>
        {
            Seed("made", MadeSeeds.Dataset()),
            Seed("blank", new DicomDataset().Set(DicomTag.SOPInstanceUID, "1.2.3").SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[3 * 1024 * 1024])),
        };
        foreach (var (name, dataset) in corpus.Datasets.Where((_, i) => i % (isBzip2 ? 20 : 5) == 2))
        {
            if (!dataset.TransferSyntax.IsEncapsulated && !dataset.Origin.IsPartial)
            {
                seeds.Add(Seed(name, dataset));
            }
        }

        Seeds = seeds;
    }

    public override string Name => _isBzip2 ? "bzip2" : "deflate";

    public override string Promise => "inflates no further than its caps, keeps what came before a break, and writes back the same bytes";

    // A bzip2 decoder costs megabytes each time.
    public override int Weight => _isBzip2 ? 2 : 8;

    public override IReadOnlyList<FuzzSeed> Seeds { get; }

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        DicomFile file;
        try
        {
            file = watch.Measured(bytes.Length, Reading.MemoryMultiple, MemoryFloor, () => DicomFile.Parse(bytes, Caps));
        }
        catch (DicomFormatException)
        {
            return;
        }

        using (file)
        {
            watch.Accepted += file.Note is null ? 1 : 0;
            DatasetUse.WalkAll(file.Dataset);
            using var stream = new MemoryStream();
            file.Write(stream);
            Reading.Same(bytes, stream.GetBuffer().AsSpan(0, (int)stream.Length), "written as read");
        }
    }

    private FuzzSeed Seed(string name, DicomDataset dataset) => FileTarget.Seed($"{name}:{Name}", MadeSeeds.File(dataset, _syntax));
}
