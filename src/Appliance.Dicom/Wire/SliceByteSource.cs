namespace Appliance.Dicom;

/// <summary>
/// A part of another source, counted from 0. It does not own the other: disposing the slice leaves it open, unless it was told otherwise.
/// </summary>
public sealed class SliceByteSource : IByteSource
{
    private readonly IByteSource _inner;
    private readonly long _start;
    private readonly bool _ownsInner;

    /// <summary>Bytes <paramref name="start"/> to <paramref name="start"/> + <paramref name="length"/> of <paramref name="inner"/>.</summary>
    /// <param name="inner">Where the bytes are.</param>
    /// <param name="start">First byte, at most the length of <paramref name="inner"/>.</param>
    /// <param name="length">How many; cut at the end of <paramref name="inner"/>.</param>
    /// <param name="ownsInner">Whether disposing the slice disposes <paramref name="inner"/> too.</param>
    public SliceByteSource(IByteSource inner, long start, long length, bool ownsInner = false)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, inner.Length);
        _inner = inner;
        _start = start;
        _ownsInner = ownsInner;
        Length = Math.Min(length, inner.Length - start);
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var left = Length - offset;
        if (left <= 0)
        {
            return 0;
        }

        return _inner.Read(_start + offset, left < destination.Length ? destination[..(int)left] : destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsInner)
        {
            _inner.Dispose();
        }
    }
}
