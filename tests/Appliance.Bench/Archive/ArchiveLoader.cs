using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Loads objects through the archive's own door with several threads; making them does not count.</summary>
internal static class ArchiveLoader
{
    /// <summary>Stores objects, each the header, a data set and so many more bytes.</summary>
    /// <returns>How long it took.</returns>
    public static TimeSpan Store(DicomArchive archive, IReadOnlyList<byte[]> objects, int writers, ReadOnlyMemory<byte> tail = default)
    {
        var next = -1;
        var threads = Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < objects.Count; i = Interlocked.Increment(ref next))
            {
                using var ingest = archive.BeginIngest(
                    MadeStudy.Header, DicomTransferSyntax.ExplicitVRLittleEndian, "BENCH", objects[i].Length + tail.Length);
                ingest.Append(objects[i]);
                ingest.Append(tail.Span);
                ingest.Commit();
            }
        })).ToArray();
        var began = Stopwatch.GetTimestamp();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Made-up objects, in the order of their studies.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Bytes of Pixel Data that are to follow each; null for objects without.</param>
    public static byte[][] Make(int first, int count, int? pixels = null)
    {
        var objects = new byte[count][];
        Parallel.For(0, count, i => objects[i] = Made(first + i, pixels));
        return objects;
    }

    private static byte[] Made(int number, int? pixels)
    {
        var bytes = new MadeStudy(number / MadeStudy.Instances).Encode(number % MadeStudy.Instances, pixels);
        return pixels is { } length ? bytes[..^length] : bytes;
    }
}
