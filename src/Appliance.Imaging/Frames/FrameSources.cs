using System.Diagnostics.CodeAnalysis;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>
/// Chooses where the frames of an object come from. The form of the pixel data counts for more than the transfer syntax: fragments are
/// decoded also where the syntax knows none, and plain values are shown also where it should compress them; both with a note.
/// </summary>
internal static class FrameSources
{
    private const int HeadLength = 16;
    private const string PixelDataName = "Pixel Data (7FE0,0010)";

    /// <summary>Pixel Data, else Float, else Double Float Pixel Data; null when the object has none of them (PS3.3 allows one only).</summary>
    public static DicomElement? ElementOf(DicomDataset dataset) =>
        dataset[DicomTag.PixelData] ?? dataset[DicomTag.FloatPixelData] ?? dataset[DicomTag.DoubleFloatPixelData];

    /// <summary>Why there are no frames to be had, in words; null when there may be. Looks at the form of the pixel data alone.</summary>
    public static string? WhyNone(DicomDataset dataset) => ElementOf(dataset) switch
    {
        DicomFragmentSequence { First: null } => "has no fragments",
        DicomFragmentSequence fragments => TryGetCodec(dataset.TransferSyntax, fragments, out _) ? null : WhyNoCodec(dataset.TransferSyntax, fragments),
        DicomValueElement { Length: > 0 } => null,
        DicomValueElement => "is empty",
        null => $"is missing: the object is no image ({dataset.GetUID(DicomTag.SOPClassUID)?.Name ?? "no SOP class"})",
        _ => "has a form that no image has",
    };

    /// <summary>The frames, and the layout as the pixel data themselves make it.</summary>
    /// <param name="dataset">An object for which <see cref="WhyNone"/> has nothing to say.</param>
    /// <param name="layout">What its attributes say.</param>
    /// <param name="notes">Takes what was odd.</param>
    /// <exception cref="DicomImageException">The pixel data do not go with the attributes.</exception>
    public static (IFrameSource Frames, ImageLayout Layout) Of(DicomDataset dataset, ImageLayout layout, List<string> notes)
    {
        var (element, syntax) = (ElementOf(dataset), dataset.TransferSyntax);
        if (element is DicomValueElement value)
        {
            return AsFragments(value, syntax, layout) is { } stream ? Encapsulated(dataset, stream, layout, notes) : Native(value, syntax, layout, notes);
        }

        return Encapsulated(dataset, (DicomFragmentSequence)element!, layout, notes);
    }

    private static (IFrameSource, ImageLayout) Encapsulated(DicomDataset dataset, DicomFragmentSequence fragments, ImageLayout layout, List<string> notes)
    {
        var syntax = dataset.TransferSyntax;
        if (!TryGetCodec(syntax, fragments, out var codec))
        {
            throw new DicomImageException(PixelDataName, WhyNoCodec(syntax, fragments));
        }

        if (!syntax.IsEncapsulated)
        {
            notes.Add($"{PixelDataName}: in fragments, which the transfer syntax {syntax.Name} does not know; decoded as {CodecTable.NameOf(codec)}");
        }

        return (new EncapsulatedFrames(dataset, fragments, layout, codec), layout);
    }

    // A syntax without compression cannot say what is in its fragments: the first bytes do, and where they say nothing it is plain pixels.
    private static bool TryGetCodec(DicomTransferSyntax syntax, DicomFragmentSequence fragments, [NotNullWhen(true)] out IFrameCodec? codec)
    {
        if (CodecTable.TryGet(syntax, out codec))
        {
            return true;
        }

        if (!syntax.IsEncapsulated)
        {
            var head = HeadOf(fragments);
            codec = CodecTable.Recognise(head) ?? (CodecTable.FormatOf(head) is null ? CodecTable.Native : null);
        }

        return codec is not null;
    }

    private static string WhyNoCodec(DicomTransferSyntax syntax, DicomFragmentSequence fragments) =>
        syntax.IsEncapsulated ? CodecTable.Missing(syntax) : CodecTable.Missing(syntax, CodecTable.FormatOf(HeadOf(fragments)) ?? "an unknown format");

    private static byte[] HeadOf(DicomFragmentSequence fragments)
    {
        var head = new byte[HeadLength];
        return head[..fragments.First!.Read(0, head)];
    }

    // A compressed stream that stands as a plain value, without item headers: one frame, when it is too short for pixels and begins like one.
    private static DicomFragmentSequence? AsFragments(DicomValueElement value, DicomTransferSyntax syntax, ImageLayout layout)
    {
        if (!syntax.IsEncapsulated || layout.IsFloat || value.Length >= layout.NativeFrameBytes || layout.NumberOfFrames != 1)
        {
            return null;
        }

        var head = new byte[HeadLength];
        return CodecTable.Recognise(head.AsSpan(0, value.Read(0, head))) is null ? null : new DicomFragmentSequence(value.Tag, [value.Value]);
    }

    private static (IFrameSource, ImageLayout) Native(DicomValueElement element, DicomTransferSyntax syntax, ImageLayout layout, List<string> notes)
    {
        if (layout.Photometric is PhotometricInterpretation.YbrIct or PhotometricInterpretation.YbrRct)
        {
            notes.Add("Photometric Interpretation (0028,0004): the name of a transform inside JPEG 2000, which decoders undo; taken as RGB");
        }

        if (layout.Photometric == PhotometricInterpretation.YbrPartial420 && element.Length * 8 < layout.NativeFrameBits * layout.NumberOfFrames)
        {
            throw new DicomImageException(
                "Photometric Interpretation (0028,0004)",
                $"YBR_PARTIAL_420 exists in compressed video only, no layout is defined without compression; {element.Length} bytes are not three samples for every pixel");
        }

        if (syntax.IsEncapsulated)
        {
            notes.Add($"{PixelDataName}: not in fragments, as the transfer syntax {syntax.Name} demands; taken as pixels without compression");
        }

        // 4:2:2 in name only: the length tells that every pixel has its own colour differences.
        if (layout.IsSubsampled && element.Length * 8 >= layout.Pixels * 3L * layout.BitsAllocated * layout.NumberOfFrames)
        {
            notes.Add("Photometric Interpretation (0028,0004): 4:2:2 with pixel data of full size, taken as 4:4:4");
            layout = layout with { IsFullSize = true };
        }

        var there = element.Length * 8 / layout.NativeFrameBits;
        if (there < layout.NumberOfFrames)
        {
            notes.Add($"Number of Frames (0028,0008): {layout.NumberOfFrames} are announced, the pixel data hold {there} whole ones");
        }

        return (new NativeFrames(element, layout, syntax.IsBigEndian || syntax.HasBigEndianPixels), layout);
    }
}
