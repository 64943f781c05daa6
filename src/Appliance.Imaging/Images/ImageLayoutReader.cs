using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Reads the Image Pixel module, holds its numbers against each other and against the limits, and notes what had to be set right.</summary>
internal sealed class ImageLayoutReader(DicomDataset dataset, List<string> notes)
{
    private static readonly (string Term, PhotometricInterpretation Value)[] Terms =
    [
        ("MONOCHROME1", PhotometricInterpretation.Monochrome1),
        ("MONOCHROME2", PhotometricInterpretation.Monochrome2),
        ("PALETTE COLOR", PhotometricInterpretation.PaletteColor),
        ("RGB", PhotometricInterpretation.Rgb),
        ("YBR_FULL", PhotometricInterpretation.YbrFull),
        ("YBR_FULL_422", PhotometricInterpretation.YbrFull422),
        ("YBR_PARTIAL_422", PhotometricInterpretation.YbrPartial422),
        ("YBR_PARTIAL_420", PhotometricInterpretation.YbrPartial420),
        ("YBR_ICT", PhotometricInterpretation.YbrIct),
        ("YBR_RCT", PhotometricInterpretation.YbrRct),
    ];

    private const int MostBits = 64;

    /// <summary>Whole numbers of more bits than this are rounded in a <see cref="PixelKind.GrayF64"/> frame.</summary>
    private const int ExactBits = 53;

    /// <summary>Reads the layout.</summary>
    /// <param name="pixelData">Which of the three kinds of pixel data the object has: it decides what a cell is.</param>
    /// <exception cref="DicomImageException">An attribute is missing, or says something that no picture can be made of.</exception>
    public ImageLayout Read(DicomTag pixelData)
    {
        var rows = Required(DicomTag.Rows, 1, ushort.MaxValue);
        var columns = Required(DicomTag.Columns, 1, ushort.MaxValue);
        if ((long)rows * columns > ImageLayout.MaxPixels)
        {
            throw new DicomImageException(Name(DicomTag.Rows), $"{columns}x{rows} pixels are more than the {ImageLayout.MaxPixels} that are shown");
        }

        int? cell = pixelData == DicomTag.FloatPixelData ? 32 : pixelData == DicomTag.DoubleFloatPixelData ? 64 : null;
        var allocated = cell is { } bits ? FloatBits(bits) : Required(DicomTag.BitsAllocated, 1, MostBits);
        var (samples, photometric) = Colour();
        if (cell is not null && (samples != 1 || photometric > PhotometricInterpretation.Monochrome1))
        {
            throw new DicomImageException(Name(DicomTag.PhotometricInterpretation), $"{Term(photometric)} does not go with floating point pixel data");
        }

        if ((long)rows * columns * samples * ((allocated + 7) / 8) > ImageLayout.MaxFrameBytes)
        {
            throw new DicomImageException(
                Name(DicomTag.Rows), $"{columns}x{rows} pixels of {samples} times {allocated} bits are more than the {ImageLayout.MaxFrameBytes} bytes that are shown");
        }

        // The attributes of whole numbers are absent beside floating point pixel data, and mean nothing when they are not.
        var stored = cell is null ? BitsStored(allocated) : allocated;
        return new ImageLayout
        {
            Rows = rows,
            Columns = columns,
            SamplesPerPixel = samples,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = cell is null ? HighBit(allocated, stored) : allocated - 1,
            IsSigned = cell is null && dataset.GetInt32(DicomTag.PixelRepresentation) == 1 && stored > 1,
            IsFloat = cell is not null,
            IsPlanar = samples > 1 && dataset.GetInt32(DicomTag.PlanarConfiguration) == 1,
            NumberOfFrames = Frames(),
            Photometric = photometric,
        };
    }

    private int Frames()
    {
        if (dataset.GetString(DicomTag.NumberOfFrames) is not { } text)
        {
            return 1;
        }

        var frames = dataset.GetInt64(DicomTag.NumberOfFrames);
        if (frames is > ImageLayout.MaxFrames)
        {
            throw new DicomImageException(Name(DicomTag.NumberOfFrames), $"{frames} frames are more than the {ImageLayout.MaxFrames} that are shown");
        }

        return frames is > 0 ? (int)frames : Noted(1, DicomTag.NumberOfFrames, $"'{text}' is no number of frames, taken as 1");
    }

    private (int Samples, PhotometricInterpretation Photometric) Colour()
    {
        var stated = dataset.GetInt32(DicomTag.SamplesPerPixel);
        var term = dataset.GetString(DicomTag.PhotometricInterpretation)?.Trim();
        if (stated is not (null or 1 or 3))
        {
            throw new DicomImageException(Name(DicomTag.SamplesPerPixel), $"{stated} samples are not shown, only 1 or 3");
        }

        if (term is null)
        {
            var guess = stated == 3 ? PhotometricInterpretation.Rgb : PhotometricInterpretation.Monochrome2;
            return (stated ?? 1, Noted(guess, DicomTag.PhotometricInterpretation, $"missing, taken as {Term(guess)}"));
        }

        var found = Array.Find(Terms, known => known.Term.Equals(term, StringComparison.OrdinalIgnoreCase));
        if (found.Term is null)
        {
            throw new DicomImageException(Name(DicomTag.PhotometricInterpretation), $"'{term}' is not shown");
        }

        var needed = found.Value <= PhotometricInterpretation.PaletteColor ? 1 : 3;
        var samples = stated ?? Noted(needed, DicomTag.SamplesPerPixel, $"missing, taken as {needed}");
        if (samples == needed)
        {
            return (samples, found.Value);
        }

        var other = samples == 3 ? PhotometricInterpretation.Rgb : PhotometricInterpretation.Monochrome2;
        return (samples, Noted(other, DicomTag.PhotometricInterpretation, $"{term} does not go with {samples} samples per pixel, taken as {Term(other)}"));
    }

    private int FloatBits(int bits)
    {
        var stated = dataset.GetInt32(DicomTag.BitsAllocated);
        return stated == bits ? bits : Noted(bits, DicomTag.BitsAllocated, $"{Found(stated)} does not go with floating point pixel data of {bits} bits, taken as {bits}");
    }

    private int BitsStored(int allocated)
    {
        var stored = dataset.GetInt32(DicomTag.BitsStored);
        return stored is { } bits && bits >= 1 && bits <= allocated
            ? bits <= ExactBits ? bits : Noted(bits, DicomTag.BitsStored, $"values of {bits} bits are rounded to {ExactBits} significant ones")
            : Noted(allocated, DicomTag.BitsStored, $"{Found(stored)} does not go with {allocated} bits allocated, taken as {allocated}");
    }

    private int HighBit(int allocated, int stored)
    {
        var high = dataset.GetInt32(DicomTag.HighBit);
        return high is { } bit && bit >= stored - 1 && bit < allocated
            ? bit
            : Noted(stored - 1, DicomTag.HighBit, $"{Found(high)} does not go with {stored} bits stored of {allocated}, taken as {stored - 1}");
    }

    private int Required(DicomTag tag, int least, int most)
    {
        var value = dataset.GetInt32(tag) ?? throw new DicomImageException(Name(tag), dataset.Contains(tag) ? "has no number in it" : "is missing");
        return value >= least && value <= most ? value : throw new DicomImageException(Name(tag), $"{value} is not between {least} and {most}");
    }

    private T Noted<T>(T value, DicomTag tag, string note)
    {
        notes.Add($"{Name(tag)}: {note}");
        return value;
    }

    private static string Found(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "a missing value";

    private static string Term(PhotometricInterpretation photometric) => Array.Find(Terms, known => known.Value == photometric).Term;

    /// <summary>Keyword and tag, as messages name an attribute.</summary>
    public static string Name(DicomTag tag) => $"{tag.Keyword} {tag}";
}
