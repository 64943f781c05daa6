using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Deleting study by study, and giving the room back.</summary>
internal sealed class DeleteFigures(ArchiveBenchOptions options, BenchTable table)
{
    private const int Count = 20_000;
    private const int Length = 9000;

    public void Run()
    {
        var folder = Path.Combine(options.Folder, "delete");
        try
        {
            // Small packs, so that there are several to give back.
            using var archive = DicomArchive.Open(folder, new ArchiveOptions { PackLength = 32 << 20 });
            ArchiveLoader.Store(archive, ArchiveLoader.Make(0, Count, Length), 4, new byte[Length - 2000]);
            var before = Bytes(folder);
            var began = Stopwatch.GetTimestamp();
            long deleted = 0;
            for (var study = 0; study < Count / MadeStudy.Instances; study++)
            {
                if (study % 4 != 0)
                {
                    deleted += archive.Delete(new InstanceSelection { StudyUids = [new DicomUID(new MadeStudy(study).Uid)] });
                }
            }

            table.Add("delete three studies of four", BenchTable.Number(deleted / Stopwatch.GetElapsedTime(began).TotalSeconds, "instances/s"));
            began = Stopwatch.GetTimestamp();
            archive.Reclaim(CancellationToken.None);
            table.Add("give their room back", BenchTable.Number(Stopwatch.GetElapsedTime(began).TotalMilliseconds, "ms"), $"{BenchTable.Size(before)} before, {BenchTable.Size(Bytes(folder))} after");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Bytes(string folder) =>
        Directory.EnumerateFiles(folder, "*.pack", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
}
