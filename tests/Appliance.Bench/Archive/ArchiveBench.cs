using System.Globalization;

namespace Appliance.Bench;

/// <summary>Rates of ingest and times of queries of archives of several sizes, printed as one table.</summary>
internal static class ArchiveBench
{
    private const int Done = 0;
    private const int Misused = 2;

    /// <summary>Runs the sections asked for.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        if (ArchiveBenchOptions.Parse(arguments) is not { } options)
        {
            Console.Error.WriteLine($"usage: archive {ArchiveBenchOptions.Usage}");
            return Misused;
        }

        var made = !Directory.Exists(options.Folder);
        Directory.CreateDirectory(options.Folder);
        try
        {
            var table = new BenchTable("archive");
            if (options.IsChild)
            {
                new SizeFigures(options, table, options.Instances[0]).Ask();
                table.PrintBare(Console.Out);
                return Done;
            }

            foreach (var (name, run) in Sections(options, table))
            {
                if (options.Only is null || name.Contains(options.Only, StringComparison.OrdinalIgnoreCase))
                {
                    Console.Error.WriteLine($"archive: {name} ...");
                    run();
                }
            }

            table.Print(Console.Out);
            return Done;
        }
        finally
        {
            if (made && !options.Keep)
            {
                Directory.Delete(options.Folder, recursive: true);
            }
        }
    }

    private static IEnumerable<(string Name, Action Run)> Sections(ArchiveBenchOptions options, BenchTable table)
    {
        yield return ("ingest beside plain files", () => new IngestFigures(options, table).Run());
        yield return ("durability", () => new DurabilityFigures(options, table).Run());
        yield return ("delete", () => new DeleteFigures(options, table).Run());
        foreach (var instances in options.Instances)
        {
            yield return ($"queries of {instances.ToString("N0", CultureInfo.InvariantCulture)}", () => new SizeFigures(options, table, instances).Run());
        }
    }
}
