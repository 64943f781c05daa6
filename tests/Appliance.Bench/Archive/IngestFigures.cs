using System.Diagnostics;
using Appliance.Archive;

namespace Appliance.Bench;

/// <summary>Ingest beside a plain write of the same bytes to a file each, on the same disk, in turns.</summary>
internal sealed class IngestFigures(ArchiveBenchOptions options, BenchTable table)
{
    private const double Aim = 0.8;

    public void Run()
    {
        foreach (var (name, length, count) in new[] { ("512 KiB", 512 << 10, 600), ("9 KB", 9000, 4000) })
        {
            foreach (var writers in new[] { 1, 4 })
            {
                Compare(name, length, count, writers);
            }
        }
    }

    private void Compare(string name, int length, int count, int writers)
    {
        var objects = ArchiveLoader.Make(0, count, length);
        var tail = new byte[length - objects.Max(one => one.Length) - MadeStudy.Header.Length];
        new Random(1).NextBytes(tail);
        var (archived, plain, cpu) = (new List<double>(), new List<double>(), new List<double>());
        using var figures = new ProcessFigures();
        for (var round = 0; round <= options.Rounds; round++)
        {
            var (seconds, processor) = Archived(objects, tail, writers);
            var files = Plain(objects, tail, writers);
            if (round > 0)
            {
                archived.Add(count / seconds);
                cpu.Add(processor * 1e6 / count);
                plain.Add(count / files);
            }
        }

        var (ours, theirs) = (Median(archived), Median(plain));
        var megabytes = BenchTable.Size(ours * length);
        table.Add(
            $"ingest of {name}, {Writers(writers)}", $"{BenchTable.Number(ours, "/s")} ({megabytes}/s, {Median(cpu):F0} us CPU)",
            $"{BenchTable.Number(theirs, "/s")} plain files", ours / theirs, ">= 0.8x", ours / theirs >= Aim);
        if (ProcessFigures.IsTold)
        {
            table.Add($"ingest of {name}, {Writers(writers)}, memory", BenchTable.Size(figures.Peak().Resident), "", null, "< 300 MiB", figures.Peak().Resident < 300L << 20);
        }
    }

    private static string Writers(int count) => count == 1 ? "1 writer" : $"{count} writers";

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private (double Seconds, double Processor) Archived(byte[][] objects, byte[] tail, int writers)
    {
        var folder = Path.Combine(options.Folder, "ingest");
        try
        {
            using var archive = DicomArchive.Open(folder);
            var cpu = Environment.CpuUsage.TotalTime;
            var seconds = ArchiveLoader.Store(archive, objects, writers, tail).TotalSeconds;
            return (seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private double Plain(byte[][] objects, byte[] tail, int writers)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "plain")).FullName;
        var next = -1;
        var threads = Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < objects.Length; i = Interlocked.Increment(ref next))
            {
                using var file = File.OpenHandle(Path.Combine(folder, $"{i}.dcm"), FileMode.CreateNew, FileAccess.Write);
                RandomAccess.Write(file, [MadeStudy.Header, objects[i], tail], 0);
            }
        })).ToArray();
        var began = Stopwatch.GetTimestamp();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Directory.Delete(folder, recursive: true);
        return seconds;
    }
}
