using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.RenderTests.Comparison;

/// <summary>The stored values of an image's frames beside those that DCMTK and pydicom decode.</summary>
internal static class ValueOpinions
{
    /// <summary>For each frame asked for, what both peers make of it.</summary>
    public static IReadOnlyList<Opinion>[] Of(string path, DicomFile file, DicomImage image, IReadOnlyList<(int Number, PixelFrame Pixels)> frames, PydicomPeer pydicom)
    {
        int[] numbers = [.. frames.Select(frame => frame.Number)];
        var ours = frames.Select(frame => FrameSamples.Of(image, frame.Pixels)).ToArray();
        var bound = BoundOf(file, image);
        var dcmtk = Compare(Opinion.DcmtkValues, ours, DcmtkPeer.Decode(path, file.TransferSyntax, numbers, out var dcmtkError), dcmtkError, image, bound);
        var other = Compare(Opinion.PydicomValues, ours, pydicom.Decode(path, numbers, out var pydicomError), pydicomError, image, bound);
        return [.. numbers.Select((_, i) => (IReadOnlyList<Opinion>)[dcmtk[i], other[i]])];
    }

    private static Opinion[] Compare(string peer, FrameSamples[] ours, FrameSamples[]? theirs, string why, DicomImage image, int bound) =>
        [.. ours.Select((own, i) => theirs is null ? new Opinion(peer, null, bound, why)
            : new Opinion(peer, own.DifferenceFrom(own.PerPixel == 3 ? theirs[i].InEightBits(image.BitsStored) : theirs[i]), bound, ""))];

    /// <summary>
    /// Nothing where the compression loses nothing; 1 where an inverse DCT is rounded (ISO 10918-2), 2 with YBR to RGB behind it; 1 where colour of
    /// other bits or in YBR becomes 8 bits of RGB.
    /// </summary>
    private static int BoundOf(DicomFile file, DicomImage image) =>
        IsLossless(file) ? image is { SamplesPerPixel: 3 } and not { Photometric: PhotometricInterpretation.Rgb, BitsStored: <= 8 } ? 1 : 0
        : image.SamplesPerPixel == 3 ? 2 : 1;

    // Some files name the lossless syntax and hold a DCT stream: the frame header (SOF3) tells.
    private static bool IsLossless(DicomFile file) =>
        file.Dataset[DicomTag.PixelData] is not DicomFragmentSequence { Fragments: [var first, ..] } || JpegHeader.Parse(first.ToMemory().Span) is null or { IsLossless: true };
}
