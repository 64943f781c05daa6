using System.Buffers;
using System.Buffers.Binary;

namespace Appliance.Dicom;

/// <summary>Gathers small writes before they go to a stream. Dispose writes out what is gathered; the stream stays open.</summary>
internal sealed class ByteSink(Stream stream) : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _filled;

    public void WriteUInt16(ushort value, bool bigEndian)
    {
        var at = Reserve(sizeof(ushort));
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(at, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, value);
        }
    }

    public void WriteUInt32(uint value, bool bigEndian)
    {
        var at = Reserve(sizeof(uint));
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(at, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(at, value);
        }
    }

    public void WriteTag(DicomTag tag, bool bigEndian)
    {
        WriteUInt16(tag.Group, bigEndian);
        WriteUInt16(tag.Element, bigEndian);
    }

    public void WriteByte(byte value) => Reserve(1)[0] = value;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _filled)
        {
            Flush();
            if (bytes.Length >= _buffer.Length)
            {
                stream.Write(bytes);
                return;
            }
        }

        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
    }

    /// <summary>Copies a stretch of a source, slice by slice.</summary>
    /// <exception cref="DicomFormatException">The source has become shorter.</exception>
    public void CopyFrom(IByteSource source, long position, long length)
    {
        if (source is MemoryByteSource memory)
        {
            Write(memory.Memory.Span.Slice((int)position, (int)length));
            return;
        }

        for (long done = 0; done < length;)
        {
            if (_filled == _buffer.Length)
            {
                Flush();
            }

            var room = _buffer.AsSpan(_filled);
            var part = room.Length < length - done ? room : room[..(int)(length - done)];
            var count = source.Read(position + done, part);
            if (count == 0)
            {
                throw new DicomFormatException($"the source ends {length - done} bytes before what is to be copied from it does", position + done);
            }

            _filled += count;
            done += count;
        }
    }

    /// <summary>Room that the caller fills at once, at most a few KiB.</summary>
    public Span<byte> Reserve(int count)
    {
        if (count > _buffer.Length - _filled)
        {
            Flush();
        }

        var room = _buffer.AsSpan(_filled, count);
        _filled += count;
        return room;
    }

    public void Flush()
    {
        stream.Write(_buffer, 0, _filled);
        _filled = 0;
    }

    public void Dispose()
    {
        Flush();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
