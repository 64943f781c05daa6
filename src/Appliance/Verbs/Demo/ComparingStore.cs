using System.Buffers;
using System.Collections.Concurrent;
using Appliance.Network;

namespace Appliance;

/// <summary>Receives what is retrieved and holds it, byte by byte, against the files it once came from. Nothing is kept.</summary>
/// <param name="expected">The objects by SOP Instance UID.</param>
internal sealed class ComparingStore(IReadOnlyDictionary<string, DemoObject> expected) : IStoreService
{
    private const int BufferSize = 128 * 1024;

    private readonly ConcurrentDictionary<string, long> _equal = new();
    private readonly ConcurrentQueue<string> _problems = new();

    /// <summary>How many objects came back as they were.</summary>
    public int Equal => _equal.Count;

    /// <summary>Bytes of those.</summary>
    public long Bytes => _equal.Values.Sum();

    /// <summary>A line for each object that did not.</summary>
    public IEnumerable<string> Problems => _problems;

    public async ValueTask<DicomStatus> StoreAsync(StoreRequest request, Stream dataSet, CancellationToken ct)
    {
        var uid = request.SopInstanceUid.Value;
        if (!expected.TryGetValue(uid, out var original))
        {
            _problems.Enqueue($"{uid} was retrieved and never sent");
            return DicomStatus.UnableToProcess;
        }

        if (request.TransferSyntax.Uid != original.Item.TransferSyntax.Uid)
        {
            _problems.Enqueue($"{uid} came back in {request.TransferSyntax.Name} and was sent in {original.Item.TransferSyntax.Name}");
            return DicomStatus.UnableToProcess;
        }

        await using var file = original.Item.OpenDataSet();
        var (length, difference) = await CompareAsync(file, dataSet, ct);
        if (difference is { } at)
        {
            _problems.Enqueue($"{uid} differs from {original.Path} at byte {at} of its data set");
            return DicomStatus.UnableToProcess;
        }

        _equal[uid] = length;
        return DicomStatus.Success;
    }

    // The place of the first byte in which two streams differ, their ends included; null when they are equal.
    private static async ValueTask<(long Length, long? Difference)> CompareAsync(Stream file, Stream received, CancellationToken ct)
    {
        var left = ArrayPool<byte>.Shared.Rent(BufferSize);
        var right = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (long position = 0; ;)
            {
                var wanted = await received.ReadAtLeastAsync(right.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, ct);
                var there = await file.ReadAtLeastAsync(left.AsMemory(0, BufferSize), BufferSize, throwOnEndOfStream: false, ct);
                var same = left.AsSpan(0, there).CommonPrefixLength(right.AsSpan(0, wanted));
                if (same != there || same != wanted)
                {
                    return (position, position + same);
                }

                position += same;
                if (same < BufferSize)
                {
                    return (position, null);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(left);
            ArrayPool<byte>.Shared.Return(right);
        }
    }
}
