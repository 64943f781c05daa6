using Appliance.Archive;

namespace Appliance.Bench;

/// <summary>What surviving a loss of power costs beside surviving the death of the process, and how many instances share a sync.</summary>
internal sealed class DurabilityFigures(ArchiveBenchOptions options, BenchTable table)
{
    private const int Length = 9000;

    public void Run()
    {
        foreach (var writers in new[] { 1, 4, 16 })
        {
            var count = 100 * writers;
            var objects = ArchiveLoader.Make(0, count, Length);
            var tail = new byte[Length - 2000];
            var (process, power, syncs) = (new List<double>(), new List<double>(), 0.0);
            for (var round = 0; round <= options.Rounds; round++)
            {
                process.Add(Rate(objects, tail, writers, ArchiveDurability.Process, out _));
                power.Add(Rate(objects, tail, writers, ArchiveDurability.Power, out syncs));
            }

            table.Add(
                $"power, 9 KB, {writers} writers at once", $"{BenchTable.Number(Median(power), "/s")}, {syncs:F2} log syncs each",
                $"{BenchTable.Number(Median(process), "/s")} process", Median(power) / Median(process));
        }
    }

    private static double Median(List<double> values)
    {
        values.RemoveAt(0);
        values.Sort();
        return values[values.Count / 2];
    }

    private double Rate(byte[][] objects, byte[] tail, int writers, ArchiveDurability durability, out double syncs)
    {
        var folder = Path.Combine(options.Folder, "durability");
        try
        {
            using var archive = DicomArchive.Open(folder, new ArchiveOptions { Durability = durability });
            var seconds = ArchiveLoader.Store(archive, objects, writers, tail).TotalSeconds;
            syncs = (double)archive.LogSyncs / objects.Length;
            return objects.Length / seconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
