using System.Diagnostics;
using System.Globalization;
using Appliance.Archive;

namespace Appliance.Bench;

/// <summary>One archive of so many instances of made-up headers: loading it, opening it, asking it, and the memory all that takes.</summary>
internal sealed class SizeFigures(ArchiveBenchOptions options, BenchTable table, int instances)
{
    private const int Writers = 4;
    private const int Step = 5000;
    private const long MostMemory = 200L << 20;

    private readonly string _folder = Path.Combine(options.Folder, $"archive-{instances}");
    private readonly string _size = instances.ToString("N0", CultureInfo.InvariantCulture);

    public void Run()
    {
        if (!IsThere())
        {
            Load();
        }

        Open();
        var studies = Math.Max(1, instances / MadeStudy.Instances);
        using (var figures = new ProcessFigures())
        {
            using (var archive = DicomArchive.Open(_folder))
            {
                new QueryFigures(table, _size, studies).Warm(archive);
                new ListFigures(table, _size).Run(archive);
            }

            Memory("querying", figures);
        }

        new QueryFigures(table, _size, studies).Cold(_folder, options.Cold);
        if (!options.Keep)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private bool IsThere()
    {
        if (!Directory.Exists(_folder))
        {
            return false;
        }

        using var archive = DicomArchive.Open(_folder);
        return archive.Counts.Instances == instances;
    }

    private void Load()
    {
        using var figures = new ProcessFigures();
        var written = ProcessFigures.Written;
        long given = 0;
        var windows = new List<(int Count, double Seconds)>();
        using (var archive = DicomArchive.Open(_folder))
        {
            for (var first = 0; first < instances; first += Step)
            {
                var objects = ArchiveLoader.Make(first, Math.Min(Step, instances - first));
                windows.Add((objects.Length, ArchiveLoader.Store(archive, objects, Writers).TotalSeconds));
                given += objects.Sum(one => (long)one.Length + MadeStudy.Header.Length);
            }
        }

        Rates(windows);
        var onDisk = Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
        table.Add($"{_size}: bytes on disk for each instance", BenchTable.Size((double)onDisk / instances), BenchTable.Size((double)given / instances) + " given");
        if (ProcessFigures.IsTold)
        {
            table.Add($"{_size}: bytes written for each byte given", BenchTable.Number((ProcessFigures.Written - written) / (double)given, ""));
        }

        Memory("loading", figures);
    }

    /// <summary>The first tenth or 10,000 instances beside the last.</summary>
    private void Rates(List<(int Count, double Seconds)> windows)
    {
        var share = Math.Clamp(windows.Count / 10, 1, 4);
        var first = Rate(windows.Take(Math.Min(2, windows.Count)));
        table.Add($"{_size}: ingest, {Writers} writers, first 10,000", BenchTable.Number(first, "/s"), BenchTable.Number(Rate(windows), "/s") + " overall");
        if (windows.Count > share)
        {
            var last = Rate(windows.TakeLast(share));
            table.Add($"{_size}: ingest, last {(share * Step).ToString("N0", CultureInfo.InvariantCulture)}", BenchTable.Number(last, "/s"), BenchTable.Number(first, "/s"), last / first, ">= 0.8x", last >= 0.8 * first);
        }
    }

    private static double Rate(IEnumerable<(int Count, double Seconds)> windows)
    {
        var list = windows.ToList();
        return list.Sum(window => window.Count) / list.Sum(window => window.Seconds);
    }

    private void Open()
    {
        var times = new List<double>();
        var dropped = ProcessFigures.DropFileCache();
        for (var i = 0; i < 3; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var archive = DicomArchive.Open(_folder);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        table.Add(
            $"{_size}: open, first time", BenchTable.Number(times[0], "ms"),
            $"{BenchTable.Number(times.Skip(1).Min(), "ms")} again", null, "< 1 s" + (dropped ? "" : " (file cache kept)"), times[0] < 1000);
    }

    private void Memory(string doing, ProcessFigures figures)
    {
        if (ProcessFigures.IsTold)
        {
            var (resident, anonymous) = figures.Peak();
            table.Add($"{_size}: memory while {doing}", BenchTable.Size(anonymous), $"{BenchTable.Size(resident)} with files", null, "< 200 MiB", resident < MostMemory);
        }
    }
}
