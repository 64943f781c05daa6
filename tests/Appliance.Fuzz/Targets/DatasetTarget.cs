using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>The data set reader in every encoding, from memory and from a source read piece by piece.</summary>
internal sealed class DatasetTarget(SeedCorpus corpus) : FuzzTarget
{
    private static readonly DicomReadOptions Deferring = new() { DeferThreshold = 64 };

    public override string Name => "dataset";

    public override string Promise => "reads or refuses; written back as read it is the same bytes; memory or file makes no difference";

    public override int Weight => 30;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } = Reading.Seeds(corpus, 24 * 1024);

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        var encoding = (DicomEncoding)variant;
        var dataset = Reading.Lenient(bytes, encoding, watch, out var note);
        watch.Accepted += note is null ? 1 : 0;
        Reading.Same(bytes, Reading.Written(dataset, encoding), "written as read");
        DatasetUse.WalkAll(dataset);
        var strict = Reading.Strict(bytes, encoding, watch, out _, out var refusal);
        if (note is null && strict is null)
        {
            throw new PromiseBrokenException($"tolerant reading saw nothing odd, strict reading says: {refusal!.Message}");
        }

        var piecewise = DatasetBuilder.Build(
            new SlowSource(bytes), 0, Reading.SyntaxOf(encoding), encoding, Deferring, true, out var otherNote);
        if (note != otherNote)
        {
            throw new PromiseBrokenException($"from memory: {note ?? "nothing odd"}; piece by piece: {otherNote ?? "nothing odd"}");
        }

        if (DatasetUse.Difference(dataset, piecewise, bytesOnly: true) is { } difference)
        {
            throw new PromiseBrokenException($"read piece by piece it is another data set: {difference}");
        }

        Reading.Same(bytes, Reading.Written(piecewise, encoding), "read piece by piece and written");
    }
}
