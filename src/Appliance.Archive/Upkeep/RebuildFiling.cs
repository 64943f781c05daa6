using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// The second part of a rebuild: goes through what the packs have of each object, in the order of their numbers, and publishes those that are
/// complete, as they were published when they came in. Of several with one SOP Instance UID the highest number stays. The rest is told.
/// </summary>
internal sealed class RebuildFiling(
    RocksDatabase database, PackFolder packs, Findings damaged, long bytes, IProgress<ArchiveProgress>? progress, CancellationToken cancel)
{
    private readonly EntityStore _store = new(database);
    private readonly PackUse _use = new(database);
    private long _done;

    /// <summary>What is filed.</summary>
    public Tally Totals { get; private set; } = new();

    /// <summary>Objects that were deleted or replaced.</summary>
    public long Gone { get; private set; }

    /// <summary>Objects that have no end.</summary>
    public Findings Unfinished { get; } = new();

    /// <summary>Does it.</summary>
    /// <exception cref="ArchiveException">The new database could not be written.</exception>
    public void Run()
    {
        foreach (var found in FoundObject.All(database))
        {
            cancel.ThrowIfCancellationRequested();
            _done += found.Chunks.Sum(chunk => chunk.Place.RecordLength);
            if (found.IsGone)
            {
                Gone++;
                Drop(found);
            }
            else if (Fault(found, out var end) is { } fault)
            {
                Tell(found, fault);
                Drop(found);
            }
            else
            {
                File(found, end);
            }

            progress?.Report(new ArchiveProgress(ArchiveWork.Filing, _done, bytes, Totals.Instances));
        }

        using var batch = database.NewBatch();
        batch.DeleteRange(Families.Meta, RebuildKeys.Prefix, KeyReader.After(RebuildKeys.Prefix));
        database.Write(batch);
    }

    private void File(FoundObject found, EndRecord end)
    {
        try
        {
            using var file = DicomFile.Open(
                new ChunkSource(database, packs, found.Number, end.Length, end.ChunkSize), new DicomReadOptions { StopBefore = InstanceHead.ReadBefore });
            Publish(InstanceHead.Of(file, DicomTransferSyntax.Of(new DicomUID(end.TransferSyntax)), end.SourceAet), found, end);
        }
        catch (Exception error) when (error is DicomFormatException or IOException or ArchiveException { Kind: ArchiveErrorKind.Unusable })
        {
            Tell(found, error.Message);
            Drop(found);
        }
    }

    private void Publish(InstanceHead head, FoundObject found, EndRecord end)
    {
        using var batch = database.NewBatch();
        var publication = new Publication(_store, batch, Totals, _use);
        if (_store.Find(QueryLevel.Image, head.SopInstanceUid) is { } before && _store.Instance(before) is { } older)
        {
            publication.Remove(older);
            Gone++;
        }

        var places = found.Chunks.ConvertAll(chunk => chunk.Place);
        places.Add(found.End!.Value);
        publication.Add(head, new IngestedBytes(
            found.Number, end.Length, end.HeaderLength, end.ChunkSize, DateTimeOffset.FromUnixTimeMilliseconds(end.Received), places));
        publication.Finish();
        database.Write(batch);
        _use.Apply(publication.Packs);
        Totals = publication.Totals;
    }

    /// <summary>Why an object cannot be filed; null when all of it is there.</summary>
    private string? Fault(FoundObject found, out EndRecord end)
    {
        end = default;
        if (found.Damaged.Count > 0)
        {
            var (chunk, place) = found.Damaged[0];
            return $"{Name(chunk)} of it is damaged, in {Where(place)}";
        }

        if (found.End is not { } ending)
        {
            return "it has no end: it was never finished, or what followed it is lost";
        }

        if (!TryReadEnd(ending, out end))
        {
            return $"its end record is of a kind that this program does not know, in {Where(ending)}";
        }

        var count = Chunks.CountOf(end.Length, end.ChunkSize);
        for (var i = 0; i < count; i++)
        {
            if (i >= found.Chunks.Count || found.Chunks[i].Chunk != i)
            {
                return $"{Name((uint)i)} of {count} is missing; it ends in {Where(ending)}";
            }

            if (found.Chunks[i].Place.Length != Math.Min(end.ChunkSize, end.Length - ((long)i * end.ChunkSize)))
            {
                return $"{Name((uint)i)} has not the length that its end record tells, in {Where(found.Chunks[i].Place)}";
            }
        }

        return found.Chunks.Count == count ? null : $"it has {found.Chunks.Count} chunks where its end record tells {count}, in {Where(ending)}";
    }

    private bool TryReadEnd(PackPlace place, out EndRecord end)
    {
        Span<byte> record = stackalloc byte[EndRecord.MaxLength];
        end = default;
        if (place.Length > record.Length)
        {
            return false;
        }

        try
        {
            packs.Read(place, record[..place.Length]);
            return EndRecord.TryRead(record[..place.Length], out end);
        }
        catch (ArchiveException)
        {
            // Read a moment ago: the disk is failing, and the object is told as one that cannot be read.
            return false;
        }
    }

    private void Tell(FoundObject found, string fault)
    {
        var list = found.End is null && found.Damaged.Count == 0 ? Unfinished : damaged;
        list.Add($"{NameOf(found)}: {fault}");
    }

    /// <summary>What an object calls itself, as far as that can be read.</summary>
    private string NameOf(FoundObject found)
    {
        var first = found.Chunks.Concat(found.Damaged).FirstOrDefault(chunk => chunk.Chunk == 0).Place;
        if (first.Length == 0)
        {
            return $"object {found.Number}";
        }

        var front = packs.ReadAvailable(first);
        try
        {
            using var file = DicomFile.Parse(front, new DicomReadOptions { StopBefore = DicomTag.PatientName });
            return file.SopInstanceUid.Value is { Length: > 0 } uid ? $"instance {uid}" : $"object {found.Number} in {Where(first)}";
        }
        catch (DicomFormatException)
        {
            return $"object {found.Number} in {Where(first)}";
        }
    }

    private void Drop(FoundObject found)
    {
        using var batch = database.NewBatch();
        Span<byte> key = stackalloc byte[ArchiveKeys.ChunkLength];
        foreach (var (chunk, _) in found.Chunks)
        {
            batch.Delete(Families.Chunks, ArchiveKeys.Chunk(key, found.Number, chunk));
        }

        batch.Delete(Families.Chunks, ArchiveKeys.ChunkEnd(key, found.Number));
        database.Write(batch);
    }

    private static string Name(uint chunk) => chunk == ArchiveKeys.End ? "the end record" : $"chunk {chunk}";

    private string Where(PackPlace place) => packs.Describe(place);
}
