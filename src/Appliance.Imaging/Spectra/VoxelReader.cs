using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using Appliance.Dicom;

namespace Appliance.Imaging;

/// <summary>Voxels of Spectroscopy Data (5600,0020): one voxel is one read at its own offset, whatever the size of the object.</summary>
internal sealed class VoxelReader(DicomValueElement element, SpectroscopyLayout layout, bool isBigEndian)
{
    private static readonly string Name = ImageLayoutReader.Name(DicomTag.SpectroscopyData);

    /// <summary>A voxel larger than this is not allocated for when the data hold less than <see cref="LeastShare"/> of it.</summary>
    private const int UnquestionedBytes = 1 << 20;

    private const int LeastShare = 16;

    /// <summary>Reads a voxel's data points.</summary>
    /// <exception cref="DicomImageException">The data end before the voxel begins.</exception>
    public SpectralSignal Read(VoxelIndex voxel)
    {
        var start = layout.StartOf(voxel);
        var available = (int)Math.Clamp(element.Length - start, 0, layout.VoxelBytes);
        var least = layout.VoxelBytes > UnquestionedBytes ? layout.VoxelBytes / LeastShare : layout.ValuesPerPoint * sizeof(float);
        if (available < least)
        {
            throw new DicomImageException(
                Name, $"voxel {voxel.Row + 1},{voxel.Column + 1} of frame {voxel.Frame + 1} takes {layout.VoxelBytes} bytes from byte {start} on, but there are only {element.Length} bytes");
        }

        var bytes = ArrayPool<byte>.Shared.Rent(available);
        try
        {
            var got = ReadFully(start, bytes.AsSpan(0, available));
            return Decode(bytes.AsSpan(0, got));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private int ReadFully(long start, Span<byte> bytes)
    {
        var got = 0;
        while (got < bytes.Length && element.Read(start + got, bytes[got..]) is > 0 and var count)
        {
            got += count;
        }

        return got;
    }

    private SpectralSignal Decode(ReadOnlySpan<byte> bytes)
    {
        var points = new Complex[layout.Points];
        var complete = bytes.Length / (layout.ValuesPerPoint * sizeof(float));
        var unusable = 0;
        for (var i = 0; i < complete; i++)
        {
            var point = Point(bytes, i);
            points[i] = Complex.IsFinite(point) ? point : Complex.Zero;
            unusable += Complex.IsFinite(point) ? 0 : 1;
        }

        return new SpectralSignal(points, layout.DataPointColumns, layout.DomainColumns, layout.DomainRows, Note(complete, unusable)) { Representation = layout.Representation };
    }

    private Complex Point(ReadOnlySpan<byte> bytes, int index) => layout.Representation switch
    {
        DataRepresentation.Complex => new Complex(Value(bytes, 2 * index), Value(bytes, (2 * index) + 1)),
        DataRepresentation.Imaginary => new Complex(0, Value(bytes, index)),
        _ => new Complex(Value(bytes, index), 0),
    };

    private float Value(ReadOnlySpan<byte> bytes, int index) => isBigEndian
        ? BinaryPrimitives.ReadSingleBigEndian(bytes[(index * sizeof(float))..])
        : BinaryPrimitives.ReadSingleLittleEndian(bytes[(index * sizeof(float))..]);

    private string? Note(int complete, int unusable)
    {
        var cut = complete < layout.Points ? $"only {complete} of {layout.Points} data points are there, the rest is taken as 0" : null;
        var bad = unusable > 0 ? $"{unusable} data points are no finite number, taken as 0" : null;
        return cut is null && bad is null ? null : $"{Name}: {string.Join("; ", new[] { cut, bad }.Where(note => note is not null))}";
    }
}
