using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>What was read without a fault, written anew element by element: in its own encoding and in the others.</summary>
internal sealed class RewriteTarget(SeedCorpus corpus) : FuzzTarget
{
    // Implicit VR big endian is read where it is found, and never written: it is no transfer syntax.
    private static readonly DicomEncoding[] Syntaxes = [DicomEncoding.ImplicitLittle, DicomEncoding.ExplicitLittle, DicomEncoding.ExplicitBig];

    private static readonly DicomTag Passing = new(0x0009, 0x10FE);

    public override string Name => "rewrite";

    public override string Promise => "what parses round-trips byte for byte when changed and changed back, and can be written in, and read from, every encoding";

    public override int Weight => 24;

    public override IReadOnlyList<FuzzSeed> Seeds { get; } = Reading.Seeds(corpus, 12 * 1024);

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        var encoding = (DicomEncoding)variant;
        var dataset = Reading.Strict(bytes, encoding, watch, out var note, out _);
        if (dataset is null || note is not null)
        {
            return;
        }

        watch.Accepted++;
        Touch(dataset);
        if (dataset.All(element => !element.Tag.IsGroupLength && element.Encoding == encoding))
        {
            // Group lengths that were wrong are put right, and so are elements with a VR where none belongs, or without: they could read as
            // something else where the data set gets longer.
            Reading.Same(bytes, Reading.Written(dataset, encoding), "changed and changed back");
        }

        TouchAll(dataset);
        foreach (var to in Syntaxes)
        {
            if (CanSay(dataset, to))
            {
                Convert(dataset, encoding, to, watch);
            }
        }
    }

    private static void Convert(DicomDataset dataset, DicomEncoding from, DicomEncoding to, FuzzWatch watch)
    {
        var written = Reading.Written(dataset, to);
        var read = Reading.Strict(written, to, watch, out var note, out var refusal)
            ?? throw new PromiseBrokenException($"{from} written as {to} cannot be read: {refusal!.Message}");
        if (note is not null)
        {
            throw new PromiseBrokenException($"{from} written as {to} reads as odd: {note}");
        }

        if (DatasetUse.Difference(dataset, read, bytesOnly: false) is { } difference)
        {
            throw new PromiseBrokenException($"{from} written as {to} is another data set: {difference}");
        }

        TouchAll(read);
        Reading.Same(written, Reading.Written(read, to), $"{from} written as {to}, read and written again");
    }

    /// <summary>
    /// Without VRs a value that begins like an item, where the dictionary knows a sequence, reads as one, and a sequence in the place of
    /// encapsulated data as fragments. No writer can help that.
    /// </summary>
    private static bool CanSay(DicomDataset dataset, DicomEncoding to) => to != DicomEncoding.ImplicitLittle || dataset.All(element => element switch
    {
        DicomValueElement value => HeaderForm.ImplicitVR(element.Tag) != DicomVR.SQ || !BeginsLikeItem(value.Value.Span),
        DicomSequence sequence => HeaderForm.ImplicitVR(element.Tag) is var vr && (vr == DicomVR.SQ || vr == DicomVR.UN || !vr.HasLongLength)
            && element.Tag != DicomTag.PixelData && sequence.Items.All(item => CanSay(item, to)),
        _ => false,
    });

    private static bool BeginsLikeItem(ReadOnlySpan<byte> value) =>
        value.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || value.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]);

    /// <summary>A change and its undoing make the writer build anew what it could have copied.</summary>
    private static void Touch(DicomDataset dataset)
    {
        if (!dataset.Contains(Passing))
        {
            dataset.Set(Passing, DicomVR.LO, "x");
            dataset.Remove(Passing);
        }
    }

    private static void TouchAll(DicomDataset root)
    {
        var open = new Stack<DicomDataset>([root]);
        while (open.TryPop(out var dataset))
        {
            Touch(dataset);
            foreach (var element in dataset)
            {
                if (element is DicomSequence sequence)
                {
                    foreach (var item in sequence.Items)
                    {
                        open.Push(item);
                    }
                }
            }
        }
    }
}
