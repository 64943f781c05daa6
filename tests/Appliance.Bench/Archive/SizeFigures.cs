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
            WarmUp();
            Load();
        }

        AskApart();
        if (!options.Keep)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>Opens the archive that is there and asks it.</summary>
    public void Ask()
    {
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
    }

    /// <summary>Asks in a process of its own, so that the memory it takes is not what loading has left behind.</summary>
    private void AskApart()
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["archive", ArchiveBenchOptions.ChildFlag, "--folder", options.Folder, "--instances", $"{instances}", "--cold", $"{options.Cold}"])
        {
            RedirectStandardOutput = true,
        };
        using var child = Process.Start(start)!;
        while (child.StandardOutput.ReadLine() is { } line)
        {
            if (!table.TakeBare(line))
            {
                table.Note(line);
            }
        }

        child.WaitForExit();
        if (child.ExitCode != 0)
        {
            table.Note($"{_size}: asking it ended with exit code {child.ExitCode}");
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

    /// <summary>Lets the compiler do its work first, so that the first instances are not the slowest.</summary>
    private void WarmUp()
    {
        var folder = _folder + "-warm";
        using (var archive = DicomArchive.Open(folder))
        {
            ArchiveLoader.Store(archive, ArchiveLoader.Make(0, 2 * Step), Writers);
        }

        Directory.Delete(folder, recursive: true);
    }

    private void Load()
    {
        using var figures = new ProcessFigures();
        var written = ProcessFigures.Written;
        long given = 0;
        var windows = new List<LoadWindow>();
        using (var archive = DicomArchive.Open(_folder))
        {
            for (var first = 0; first < instances; first += Step)
            {
                var objects = ArchiveLoader.Make(first, Math.Min(Step, instances - first));
                var cpu = Environment.CpuUsage.TotalTime;
                var seconds = ArchiveLoader.Store(archive, objects, Writers).TotalSeconds;
                windows.Add(new LoadWindow(objects.Length, seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds));
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

    /// <summary>The first 10,000 instances beside the last, up to 20,000.</summary>
    private void Rates(List<LoadWindow> windows)
    {
        var first = LoadWindow.Sum(windows.Take(2));
        var all = LoadWindow.Sum(windows);
        table.Add($"{_size}: ingest, {Writers} writers, first {first.Count.ToString("N0", CultureInfo.InvariantCulture)}", first.Text, all.Text + " overall");
        if (windows.Count > 4)
        {
            var last = LoadWindow.Sum(windows.TakeLast(4));
            table.Add($"{_size}: ingest, last {last.Count.ToString("N0", CultureInfo.InvariantCulture)}", last.Text, first.Text, last.Rate / first.Rate, ">= 0.8x", last.Rate >= 0.8 * first.Rate);
        }
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

    /// <summary>A stretch of the load: instances, and what they took on the wall and of the processors, whatever the archive did beside.</summary>
    private readonly record struct LoadWindow(int Count, double Seconds, double Processor)
    {
        public double Rate => Count / Seconds;

        public string Text => $"{BenchTable.Number(Rate, "/s")} ({Processor * 1e6 / Count:F0} us CPU)";

        public static LoadWindow Sum(IEnumerable<LoadWindow> windows) =>
            windows.Aggregate((sum, next) => new LoadWindow(sum.Count + next.Count, sum.Seconds + next.Seconds, sum.Processor + next.Processor));
    }
}
