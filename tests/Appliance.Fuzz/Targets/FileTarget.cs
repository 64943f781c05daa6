using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>The file opener: preamble, meta information and guessing.</summary>
internal sealed class FileTarget(SeedCorpus corpus) : FuzzTarget
{
    public override string Name => "file";

    public override string Promise => "opens or refuses with DicomFormatException; written back it is the same bytes";

    public override int Weight => 24;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
        [.. corpus.Files.Select(file => Seed(file.Name, file.Bytes))];

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        DicomFile file;
        try
        {
            // Compressed ones may grow as far as their own targets let them.
            file = watch.Measured(bytes.Length, Reading.MemoryMultiple, CompressedTarget.MemoryFloor, () => DicomFile.Parse(bytes, CompressedTarget.Caps));
        }
        catch (DicomFormatException)
        {
            return;
        }

        using (file)
        {
            watch.Accepted += file.Note is null ? 1 : 0;
            using var stream = new MemoryStream();
            file.Write(stream);
            Reading.Same(bytes, stream.GetBuffer().AsSpan(0, (int)stream.Length), "written as read");
            DatasetUse.WalkAll(file.FileMeta);
            DatasetUse.WalkAll(file.Dataset);
            _ = file.SopClassUid;
            _ = file.SopInstanceUid.IsValid;
        }
    }

    /// <summary>A file with its meta information's and its data set's fields, as far as they can be told.</summary>
    internal static FuzzSeed Seed(string name, byte[] bytes)
    {
        const int behindPrefix = 132;
        var fields = new List<SeedField>();
        var boundaries = new List<int>();
        try
        {
            using var file = DicomFile.Parse(bytes, CompressedTarget.Caps);
            if (file.HasMeta)
            {
                SeedWalk.Walk(bytes, Math.Min(behindPrefix, bytes.Length), (int)file.DatasetOffset, DicomEncoding.ExplicitLittle, fields, boundaries);
            }

            if (file.Dataset.Origin.Source is MemoryByteSource)
            {
                SeedWalk.Walk(bytes, (int)file.DatasetOffset, bytes.Length, file.Dataset.Origin.Encoding, fields, boundaries);
            }
        }
        catch (DicomFormatException)
        {
            // A seed that is broken already has no fields; its bytes are as good as any.
        }

        return SeedWalk.Make(name, bytes, 0, fields, boundaries, false);
    }
}
