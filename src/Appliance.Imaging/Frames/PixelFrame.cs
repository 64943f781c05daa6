using System.Runtime.InteropServices;

namespace Appliance.Imaging;

/// <summary>
/// One frame of an image as decoded stored values: padding bits masked or sign-extended, samples interleaved, rows without gaps, in the
/// byte order of this machine. No look-up table has been applied yet. Immutable, and safe to share between threads.
/// </summary>
public sealed class PixelFrame
{
    private readonly Lazy<(double Min, double Max)> _range;

    /// <summary>Makes a frame over pixel bytes that the caller gives up.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="kind">How the bytes are to be read.</param>
    /// <param name="bitsStored">
    /// The number of significant bits in a grey or index value: every whole value lies in the range these bits allow. The size of a floating point value.
    /// </param>
    /// <param name="data"><c>width * height * bytes per pixel</c> bytes, row by row from the top left.</param>
    /// <param name="note">What was wrong with the frame though it can be shown, in words; null when nothing was.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit the size.</exception>
    public PixelFrame(int width, int height, PixelKind kind, int bitsStored, ReadOnlyMemory<byte> data, string? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(bitsStored, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bitsStored, 64);
        if (data.Length != (long)width * height * kind.BytesPerPixel())
        {
            throw new ArgumentException($"a {width}x{height} {kind} frame takes {(long)width * height * kind.BytesPerPixel()} bytes, not {data.Length}", nameof(data));
        }

        Width = width;
        Height = height;
        Kind = kind;
        BitsStored = bitsStored;
        Data = data;
        Note = note;
        _range = new(() => StoredRange.Of(this, null));
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>How <see cref="Data"/> is to be read.</summary>
    public PixelKind Kind { get; }

    /// <summary>Significant bits of a grey or index value, 1 to 64; 8 for colour.</summary>
    public int BitsStored { get; }

    /// <summary>The pixels, row by row from the top left, <see cref="PixelKinds.BytesPerPixel"/> bytes each, no gaps between rows.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>What was wrong with the frame though it can be shown (pixel data too short, for example); null when nothing was.</summary>
    public string? Note { get; }

    /// <summary>The smallest stored value (smallest sample of a colour frame); NaN and infinities do not count. Found on first use.</summary>
    public double Min => _range.Value.Min;

    /// <summary>The largest stored value (largest sample of a colour frame); NaN and infinities do not count. Found on first use.</summary>
    public double Max => _range.Value.Max;

    /// <summary>The smallest and largest stored value among the pixels that are not padding; of all pixels when all are padding.</summary>
    public (double Min, double Max) RangeWithout(PixelPadding? padding) => padding is null ? _range.Value : StoredRange.Of(this, padding);

    /// <summary>
    /// The stored value at a place, which a double holds exactly; of a colour frame the sample named by <paramref name="sample"/> (0 red, 1 green,
    /// 2 blue). Of floating point pixels it may be NaN or infinite.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is outside the frame.</exception>
    public double ValueAt(int column, int row, int sample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width, nameof(column));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Height, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)sample, Kind == PixelKind.Rgb8 ? 3u : 1u, nameof(sample));
        var index = (row * Width) + column;
        return Kind switch
        {
            PixelKind.Gray8 or PixelKind.Indexed8 => Data.Span[index],
            PixelKind.GrayU16 or PixelKind.Indexed16 => Values<ushort>()[index],
            PixelKind.GrayS16 => Values<short>()[index],
            PixelKind.GrayU32 => Values<uint>()[index],
            PixelKind.GrayS32 => Values<int>()[index],
            PixelKind.GrayF32 => Values<float>()[index],
            PixelKind.GrayF64 => Values<double>()[index],
            _ => Data.Span[(index * 3) + sample],
        };
    }

    /// <summary>The pixels as numbers of a width that fits <see cref="Kind"/>.</summary>
    internal ReadOnlySpan<T> Values<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.Span);
}
