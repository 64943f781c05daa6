using System.Buffers;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Takes one object in, in pieces, without ever holding much of it: what fills a chunk is written at once, and <see cref="Commit"/> makes
/// the whole visible in one step. Disposed without a commit, nothing of it remains. For one thread at a time.
/// </summary>
public sealed class InstanceIngest : IDisposable
{
    /// <summary>Chunks after which an object takes long enough to come that its study is held.</summary>
    private const int ChunksOfLongArrival = 8;

    /// <summary>Room for rows and index entries in one batch, so that the batch never has to move.</summary>
    private const int RowRoom = 16 << 10;

    private readonly ArchiveWriter _writer;
    private readonly DicomTransferSyntax _syntax;
    private readonly string _sourceAet;
    private readonly int _headerLength;
    private readonly PackLease _lease;
    private readonly List<PackPlace> _places = [];
    private byte[] _buffer;
    private int _filled;
    private byte[]? _first;
    private InstanceHead? _head;
    private string? _note;
    private IDisposable? _arrival;
    private ulong _number;
    private PackPlace? _end;
    private bool _ended;

    internal InstanceIngest(
        ArchiveWriter writer, ReadOnlySpan<byte> header, DicomTransferSyntax syntax, string? sourceAet)
    {
        _writer = writer;
        _syntax = syntax;
        _sourceAet = Limited(sourceAet?.Trim() ?? "");
        _headerLength = header.Length;
        _lease = new PackLease(writer.Packs);
        _buffer = ArrayPool<byte>.Shared.Rent(Chunks.Size);
        Append(header);
    }

    /// <summary>Bytes taken in so far, the header included.</summary>
    public long Length => ((long)_places.Count * Chunks.Size) + _filled;

    /// <summary>
    /// Room to put the next bytes into, never empty; <see cref="Advance"/> tells how many were put. Saves the copy that
    /// <see cref="Append"/> makes. Valid until the next call.
    /// </summary>
    public Memory<byte> Room
    {
        get
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_filled == Chunks.Size)
            {
                MakeRoom();
            }

            return _buffer.AsMemory(_filled, Chunks.Size - _filled);
        }
    }

    /// <summary>Takes the first <paramref name="count"/> bytes of <see cref="Room"/> in.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Chunks.Size - _filled);
        _filled += count;
    }

    /// <summary>Takes bytes in.</summary>
    /// <exception cref="ArchiveException">They could not be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room.Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>
    /// Makes the object visible, in place of any other with its SOP Instance UID. When it returns, the object survives what the archive's
    /// durability promises.
    /// </summary>
    /// <exception cref="DicomFormatException">The bytes are no data set.</exception>
    /// <exception cref="ArchiveException">The object has no identifiers to file it by, or it could not be written.</exception>
    public IngestResult Commit()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _writer.Space.Require(_filled);
        var length = Length;
        var head = _head ?? ReadHead(Whole(), out _);
        if (_number == 0)
        {
            _number = _writer.TakeNumber();
        }

        var received = _writer.Now;
        WriteEnd(new EndRecord(length, _headerLength, Chunks.Size, received.ToUnixTimeMilliseconds(), _syntax.Uid.Value ?? "", _sourceAet));
        _writer.SecureChunks(_lease);
        using var batch = _writer.Database.NewBatch(RowRoom + (_places.Count * ChunkRow.RoomInBatch));
        PutPlaces(batch);
        var result = _writer.Publish(batch, head, new IngestedBytes(_number, length, _headerLength, Chunks.Size, received, _places));

        // From here on the object is the archive's: whatever fails now, its chunks stay.
        Release();
        _writer.Acknowledge(result);
        return _note is null ? result : result with { Note = _note };
    }

    /// <summary>Takes back what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            if (_end is { } end)
            {
                // It looks complete in its pack, and was not acknowledged.
                _writer.Packs.SetState([(_number, end)], RecordState.Withdrawn);
            }
        }
        catch (Exception left) when (left is ObjectDisposedException or ArchiveException)
        {
            // The archive was closed first, or the disk takes nothing more, which is told already: what was written is named by nothing.
        }
        finally
        {
            Release();
        }

        if (_places.Count > 0)
        {
            _writer.TellGivenUp();
        }
    }

    private IByteSource Whole()
    {
        var last = _buffer.AsMemory(0, _filled);
        return _first is null ? new MemoryByteSource(last) : new IngestSource(_writer.Packs, _number, _places, _first.AsMemory(0, Chunks.Size), last);
    }

    /// <param name="source">The object, or its front.</param>
    /// <param name="isAll">Whether the source has all of the head, whatever follows it.</param>
    private InstanceHead ReadHead(IByteSource source, out bool isAll)
    {
        using var file = DicomFile.Open(source, new DicomReadOptions { StopBefore = InstanceHead.ReadBefore });
        _note = file.Note ?? (file.Dataset.Contains(DicomTag.SOPInstanceUID) ? null : $"its data set has no SOP Instance UID {DicomTag.SOPInstanceUID}");
        isAll = file.Dataset.IsReadUpToStop && file.Note is null;
        return InstanceHead.Of(file, _syntax, _sourceAet);
    }

    /// <summary>Reads the head while the rest of the object is still on its way; null when it does not end in the first chunk.</summary>
    private InstanceHead? ReadHeadEarly()
    {
        try
        {
            var head = ReadHead(new MemoryByteSource(_buffer.AsMemory(0, Chunks.Size)), out var isAll);
            return isAll ? head : null;
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or InvalidDataException or ArchiveException)
        {
            // It is longer than the front, or there is none: what is wrong with an object is told when all of it is here.
            return null;
        }
    }

    private void MakeRoom()
    {
        _writer.Space.Require(Chunks.Size);
        if (_number == 0)
        {
            _number = _writer.TakeNumber();
        }

        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        _places.Add(_writer.Packs.Append(ArchiveKeys.Chunk(key, _number, (uint)_places.Count), _buffer.AsMemory(0, _filled), _lease));
        _filled = 0;
        if (_places.Count == 1 && (_head = ReadHeadEarly()) is null)
        {
            // The front is kept in memory: it is what Commit reads.
            _first = _buffer;
            _buffer = ArrayPool<byte>.Shared.Rent(Chunks.Size);
        }

        if (_places.Count == ChunksOfLongArrival && _head?.StudyUid is { Length: > 0 } study)
        {
            // What is small is there before anybody could mind.
            _arrival = _writer.Use.Arrive(study);
        }
    }

    /// <summary>Writes what is left in the buffer, and that the object ends with it.</summary>
    private void WriteEnd(in EndRecord end)
    {
        if (_filled > 0)
        {
            (var chunk, _end) = _writer.Packs.AppendLast(_number, (uint)_places.Count, _buffer.AsMemory(0, _filled), end, _lease);
            _places.Add(chunk);
            _filled = 0;
        }
        else
        {
            Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
            var bytes = new byte[EndRecord.MaxLength];
            _end = _writer.Packs.Append(ArchiveKeys.ChunkEnd(key, _number), bytes.AsMemory(0, end.Write(bytes)), _lease);
        }
    }

    /// <summary>Names where the chunks and the end record lie: nothing of an object is named before it is whole.</summary>
    private void PutPlaces(RocksBatch batch)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        for (var i = 0; i < _places.Count; i++)
        {
            batch.Put(Families.Chunks, ArchiveKeys.Chunk(key, _number, (uint)i), ChunkRow.Write(value, _places[i]));
        }

        batch.Put(Families.Chunks, ArchiveKeys.ChunkEnd(key, _number), ChunkRow.Write(value, _end!.Value));
        _places.Add(_end.Value);
    }

    /// <summary>An AE title has 16 characters; what is longer is cut, alike in the row and in the end record.</summary>
    private static string Limited(string text) => text.Length > EndRecord.MaxTextLength ? text[..EndRecord.MaxTextLength] : text;

    private void Release()
    {
        _ended = true;
        _lease.Dispose();
        _arrival?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        if (_first is not null)
        {
            ArrayPool<byte>.Shared.Return(_first);
        }
    }
}
