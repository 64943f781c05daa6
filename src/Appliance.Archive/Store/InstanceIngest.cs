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

    /// <summary>Room for rows and index entries in one batch, so that the batch never has to move.</summary>
    private const int RowRoom = 16 << 10;

    private readonly ArchiveWriter _writer;
    private readonly DicomTransferSyntax _syntax;
    private readonly string _sourceAet;
    private readonly int _headerLength;
    private readonly PackLease _lease;
    private readonly List<PackPlace> _places = [];
    private RocksBatch? _batch;
    private byte[] _buffer;
    private int _filled;
    private byte[]? _first;
    private IDisposable? _arrival;
    private ulong _number;
    private uint _written;
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
    public long Length => ((long)_written * Chunks.Size) + _filled;

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
        PutEnd(new EndRecord(length, _headerLength, received.ToUnixTimeMilliseconds(), _syntax.Uid.Value ?? "", _sourceAet));
        if (_written > 0)
        {
            Span<byte> mark = stackalloc byte[KeyWriter.MaxLength];
            Batch.Delete(Families.Meta, ArchiveKeys.Unfinished(mark, _number));
        }

        _writer.SecureChunks(_lease);
        var result = _writer.Publish(Batch, head, new IngestedBytes(_number, length, _headerLength, received, _places));

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

            if (_written > 0)
            {
                Batch.Clear();
                ArchiveWriter.DropUnfinished(Batch, _number);
                _writer.Database.Write(Batch);
            }
        }
        catch (ObjectDisposedException)
        {
            // The archive was closed first: the next open sweeps what is left here.
        }
        finally
        {
            Release();
        }

        if (_written > 0)
        {
            _writer.TellGivenUp();
        }
    }

    private RocksBatch Batch => _batch ??= _writer.Database.NewBatch(RowRoom);

    private InstanceHead ReadHead(out string? note)
    {
        var options = new DicomReadOptions { StopBefore = InstanceHead.ReadBefore };
        var last = _buffer.AsMemory(0, _filled);
        IByteSource source = _first is null
            ? new MemoryByteSource(last)
            : new IngestSource(_first.AsMemory(0, Chunks.Size), new ChunkSource(_writer.Database, _writer.Packs, _number, (long)_written * Chunks.Size), last);
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
            Span<byte> mark = stackalloc byte[KeyWriter.MaxLength];
            Batch.Put(Families.Meta, ArchiveKeys.Unfinished(mark, _number), []);
        }

        PutChunk();
        _writer.Database.Write(Batch);
        Batch.Clear();
        _written++;
        _filled = 0;
        if (_first is null)
        {
            // The front is kept in memory: it is what Commit reads.
            _first = _buffer;
            _buffer = ArrayPool<byte>.Shared.Rent(Chunks.Size);
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

    private void PutChunk()
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Put(_written, _writer.Packs.Append(ArchiveKeys.Chunk(key, _number, _written), _buffer.AsMemory(0, _filled), _lease));
    }

    /// <summary>Writes what is left in the buffer, and that the object ends with it.</summary>
    private void PutEnd(in EndRecord end)
    {
        if (_filled > 0)
        {
            (var chunk, _end) = _writer.Packs.AppendLast(_number, _written, _buffer.AsMemory(0, _filled), end, _lease);
            Put(_written, chunk);
        }
        else
        {
            Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
            var bytes = new byte[EndRecord.MaxLength];
            _end = _writer.Packs.Append(ArchiveKeys.ChunkEnd(key, _number), bytes.AsMemory(0, end.Write(bytes)), _lease);
        }

        Put(ArchiveKeys.End, _end.Value);
    }

    private void Put(uint chunk, PackPlace place)
    {
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        Span<byte> value = stackalloc byte[ChunkRow.PlaceLength];
        _places.Add(place);
        Batch.Put(Families.Chunks, ArchiveKeys.Chunk(key, _number, chunk), ChunkRow.Write(value, place));
    }

    /// <summary>An AE title has 16 characters; what is longer is cut, alike in the row and in the end record.</summary>
    private static string Limited(string text) => text.Length > EndRecord.MaxTextLength ? text[..EndRecord.MaxTextLength] : text;

    private void Release()
    {
        _ended = true;
        _lease.Dispose();
        _arrival?.Dispose();
        _batch?.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        if (_first is not null)
        {
            ArrayPool<byte>.Shared.Return(_first);
        }
    }
}
