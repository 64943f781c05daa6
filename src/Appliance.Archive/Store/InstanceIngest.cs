using System.Buffers;
using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// Takes one object in, in pieces, without ever holding much of it: what fills a chunk is written at once, and <see cref="Commit"/> makes
/// the whole visible in one step. Disposed without a commit, nothing of it remains. For one thread at a time.
/// </summary>
public sealed class InstanceIngest : IDisposable
{
    private const int SmallBuffer = 64 << 10;

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
    private IDisposable? _arrival;
    private ulong _number;
    private PackPlace? _end;
    private bool _ended;

    internal InstanceIngest(
        ArchiveWriter writer, ReadOnlySpan<byte> header, DicomTransferSyntax syntax, string? sourceAet, long expectedLength)
    {
        _writer = writer;
        _syntax = syntax;
        _sourceAet = Limited(sourceAet?.Trim() ?? "");
        _headerLength = header.Length;
        _lease = new PackLease(writer.Packs);
        var expected = Math.Clamp(header.Length + expectedLength, SmallBuffer, Chunks.Size);
        _buffer = ArrayPool<byte>.Shared.Rent((int)expected);
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
            if (_filled == Math.Min(_buffer.Length, Chunks.Size))
            {
                MakeRoom();
            }

            return _buffer.AsMemory(_filled, Math.Min(_buffer.Length, Chunks.Size) - _filled);
        }
    }

    /// <summary>Takes the first <paramref name="count"/> bytes of <see cref="Room"/> in.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Math.Min(_buffer.Length, Chunks.Size) - _filled);
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
        var head = ReadHead(out var note);
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
        return note is null ? result : result with { Note = note };
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

    private InstanceHead ReadHead(out string? note)
    {
        var options = new DicomReadOptions { StopBefore = InstanceHead.ReadBefore };
        var last = _buffer.AsMemory(0, _filled);
        IByteSource source = _first is null
            ? new MemoryByteSource(last)
            : new IngestSource(_writer.Packs, _number, _places, _first.AsMemory(0, Chunks.Size), last);
        using var file = DicomFile.Open(source, options);
        note = file.Note ?? (file.Dataset.Contains(DicomTag.SOPInstanceUID) ? null : $"its data set has no SOP Instance UID {DicomTag.SOPInstanceUID}");
        return InstanceHead.Of(file, _syntax, _sourceAet);
    }

    private void MakeRoom()
    {
        if (_filled < Chunks.Size)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 4, Chunks.Size));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
            return;
        }

        _writer.Space.Require(Chunks.Size);
        if (_number == 0)
        {
            _number = _writer.TakeNumber();
        }

        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        _places.Add(_writer.Packs.Append(ArchiveKeys.Chunk(key, _number, (uint)_places.Count), _buffer.AsMemory(0, _filled), _lease));
        _filled = 0;
        if (_first is null)
        {
            // The front is kept in memory: it is what Commit reads.
            _first = _buffer;
            _buffer = ArrayPool<byte>.Shared.Rent(Chunks.Size);
        }

        if (_places.Count == ChunksOfLongArrival)
        {
            _arrival = Arrival();
        }
    }

    /// <summary>Holds the study of an object that takes long to come; what is small is there before anybody could mind.</summary>
    private IDisposable? Arrival()
    {
        try
        {
            using var file = DicomFile.Open(new MemoryByteSource(_first.AsMemory(0, Chunks.Size)), new DicomReadOptions { StopBefore = InstanceHead.ReadBefore });
            return file.Dataset.GetString(DicomTag.StudyInstanceUID) is { Length: > 0 } study ? _writer.Use.Arrive(study) : null;
        }
        catch (Exception unreadable) when (unreadable is DicomFormatException or IOException or InvalidDataException)
        {
            // Its head is longer than a chunk, or it is none: Commit tells.
            return null;
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
