namespace Appliance.Dicom;

/// <summary>Writes bits to a stream, the highest first.</summary>
internal sealed class BitSink(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _filled;
    private ulong _bits;
    private int _pending;

    /// <summary>Writes the lowest <paramref name="count"/> bits of a value, up to 32.</summary>
    public void Write(uint value, int count)
    {
        _bits = (_bits << count) | value;
        _pending += count;
        while (_pending >= 8)
        {
            _pending -= 8;
            if (_filled == _buffer.Length)
            {
                FlushBytes();
            }

            _buffer[_filled++] = (byte)(_bits >> _pending);
        }
    }

    /// <summary>Fills the last byte with zeros and writes all out.</summary>
    public void Finish()
    {
        if (_pending > 0)
        {
            Write(0, 8 - _pending);
        }

        FlushBytes();
    }

    private void FlushBytes()
    {
        stream.Write(_buffer, 0, _filled);
        _filled = 0;
    }
}
