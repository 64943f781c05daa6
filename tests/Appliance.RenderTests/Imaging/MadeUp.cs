using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.RenderTests.Imaging;

/// <summary>Small images made of formulas: a slope from left to right with a bright ring on it, so that a wrong grey or place is seen at once.</summary>
internal static class MadeUp
{
    public const int Side = 48;

    /// <summary>The pattern, 0 to <paramref name="max"/>.</summary>
    public static int Pattern(int x, int y, int max)
    {
        double dx = x - (Side / 2), dy = y - (Side / 2);
        var ring = Math.Abs(Math.Sqrt((dx * dx) + (dy * dy)) - (Side / 3));
        var value = ring < 2 ? max : max * (double)x / (Side - 1) * (1 - (0.5 * y / (Side - 1)));
        return (int)value;
    }

    /// <summary>A data set with the Image Pixel module of one grey frame and nothing else.</summary>
    public static DicomDataset Gray(int allocated, int stored, bool signed = false, string photometric = "MONOCHROME2", DicomTransferSyntax? syntax = null) =>
        Pixels(1, allocated, stored, signed, photometric, syntax)
            .SetBytes(DicomTag.PixelData, DicomVR.OW, Cells(allocated, (x, y) => Pattern(x, y, (1 << stored) - 1) - (signed ? 1 << (stored - 1) : 0), stored, syntax?.IsBigEndian ?? false));

    /// <summary>A data set with three 8-bit samples; <paramref name="data"/> lies as the attributes say.</summary>
    public static DicomDataset Color(string photometric, int planar, byte[] data) =>
        Pixels(3, 8, 8, false, photometric, null).Set(DicomTag.PlanarConfiguration, planar).SetBytes(DicomTag.PixelData, DicomVR.OB, data);

    /// <summary>The attributes of the Image Pixel module without the data.</summary>
    public static DicomDataset Pixels(int samples, int allocated, int stored, bool signed, string photometric, DicomTransferSyntax? syntax) =>
        new DicomDataset(syntax)
            .Set(DicomTag.SamplesPerPixel, samples)
            .Set(DicomTag.PhotometricInterpretation, photometric)
            .Set(DicomTag.Rows, Side)
            .Set(DicomTag.Columns, Side)
            .Set(DicomTag.BitsAllocated, allocated)
            .Set(DicomTag.BitsStored, stored)
            .Set(DicomTag.HighBit, stored - 1)
            .Set(DicomTag.PixelRepresentation, signed ? 1 : 0);

    /// <summary>Red, green, blue of the colour pattern.</summary>
    public static (byte R, byte G, byte B) Colour(int x, int y) =>
        ((byte)Pattern(x, y, 255), (byte)Pattern(y, x, 255), (byte)(255 - Pattern(x, y, 255)));

    /// <summary>Cells of 8, 16 or 32 bits, low bits first; words in the byte order asked for.</summary>
    public static byte[] Cells(int allocated, Func<int, int, int> value, int stored = 32, bool bigEndian = false)
    {
        var size = allocated / 8;
        var cells = new byte[Side * Side * size];
        var mask = stored == 32 ? uint.MaxValue : (1u << stored) - 1;
        for (var i = 0; i < Side * Side; i++)
        {
            var bits = (uint)value(i % Side, i / Side) & mask;
            for (var k = 0; k < size; k++)
            {
                cells[(i * size) + k] = (byte)(bits >> (8 * k));
            }
        }

        for (var i = 0; bigEndian && i + 1 < cells.Length; i += 2)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(cells.AsSpan(i), BinaryPrimitives.ReadUInt16BigEndian(cells.AsSpan(i)));
        }

        return cells;
    }

    /// <summary>Opens and draws a frame as the object asks.</summary>
    public static RenderedImage Render(DicomDataset dataset, int frame = 0)
    {
        var image = DicomImage.Open(dataset);
        var pixels = image.GetFrame(frame);
        return ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels));
    }
}
