using System.Buffers;

namespace Appliance.Network;

/// <summary>
/// Octets received and not yet consumed. None while an association idles, larger while data streams, so that many idle associations
/// cost nothing and a busy one needs few system calls. Owns its rented array until it is narrowed or disposed.
/// </summary>
internal sealed class ReceiveBuffer(ArrayPool<byte> pool) : IDisposable
{
    /// <summary>Room at first: holds a small object with its command.</summary>
    internal const int FirstSize = 16 * 1024;

    /// <summary>Room while data streams.</summary>
    internal const int BulkSize = 128 * 1024;

    private byte[] _octets = [];
    private int _start;
    private int _end;

    internal int Count => _end - _start;

    /// <summary>True while no memory is held: best to wait for octets before asking for <see cref="Room"/>.</summary>
    internal bool IsIdle => _octets.Length == 0;

    internal ReadOnlySpan<byte> Span => _octets.AsSpan(_start, Count);

    internal ReadOnlyMemory<byte> Memory => _octets.AsMemory(_start, Count);

    internal void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>
    /// Free room to receive into. Grows step by step towards <paramref name="wanted"/> octets in all, as octets really arrive:
    /// a length that a peer merely announces costs nothing.
    /// </summary>
    internal Memory<byte> Room(int wanted)
    {
        if (_end == _octets.Length || wanted > _octets.Length - _start)
        {
            if (_start > 0)
            {
                Span.CopyTo(_octets);
                (_start, _end) = (0, Count);
            }
            if (_end == _octets.Length)
            {
                Resize(Math.Max(_octets.Length * 2, FirstSize));
            }
        }
        return _octets.AsMemory(_end);
    }

    /// <summary>Takes over what was received into <see cref="Room"/>. True if the room was filled to the brim: more is waiting.</summary>
    internal bool Received(int count)
    {
        _end += count;
        return _end == _octets.Length;
    }

    /// <summary>Makes room for data that streams, if there is not enough yet.</summary>
    internal void Widen()
    {
        if (_octets.Length < BulkSize)
        {
            Resize(BulkSize);
        }
    }

    /// <summary>Gives the room back while nothing is buffered.</summary>
    internal void Narrow()
    {
        if (Count == 0)
        {
            Release();
        }
    }

    public void Dispose() => Release();

    private void Release()
    {
        var octets = Interlocked.Exchange(ref _octets, []);
        _start = _end = 0;
        if (octets.Length > 0)
        {
            pool.Return(octets);
        }
    }

    private void Resize(int size)
    {
        var larger = pool.Rent(size);
        Span.CopyTo(larger);
        if (_octets.Length > 0)
        {
            pool.Return(_octets);
        }
        (_octets, _start, _end) = (larger, 0, Count);
    }
}
