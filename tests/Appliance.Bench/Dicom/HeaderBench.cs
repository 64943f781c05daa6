using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Every corpus file opened, read up to its pixel data, and its Patient's Name taken: here, by DCMTK, and by pydicom.</summary>
internal sealed class HeaderBench : IBench
{
    // Enough files to make the start of another process small beside them.
    private const int Rounds = 10;
    private const int Runs = 3;
    private const double AimOverPydicom = 5;

    // As people call it, and with all that spares it the pixel data.
    private static readonly string[][] DcmtkOptions =
        [["-q", "+P", "0010,0010"], ["-q", "-M", "+sb", "7fe0,0010", "+P", "0010,0010"]];

    private static readonly DicomReadOptions ToPixelData = new() { StopBefore = DicomTag.PixelData };

    public string What => "header parse to pixel data";

    public void Run(BenchTable table, BenchPlace place)
    {
        var files = place.CorpusFiles;
        if (files.Count == 0)
        {
            table.Note($"{What} {BenchPlace.NoCorpus}");
            return;
        }

        var ours = Cost.Least(2, Runs, () => Cost.Of(() => OpenAll(files)));
        foreach (var options in DcmtkOptions)
        {
            var dcmtk = Least(() => Cost.OfProgram("dcmdump", [.. options, .. Enumerable.Repeat(files, Rounds).SelectMany(all => all)]));
            Add(table, $"DCMTK dcmdump {string.Join(' ', options)}", files.Count, ours, dcmtk, 1, "faster");
        }

        var script = place.PathOf("headers.py");
        File.WriteAllText(script, """
            import sys, warnings, logging
            warnings.simplefilter("ignore")
            logging.disable(logging.CRITICAL)
            import pydicom
            files = open(sys.argv[1]).read().split("\n")
            for _ in range(int(sys.argv[2])):
                for path in files:
                    try:
                        str(pydicom.dcmread(path, stop_before_pixels=True, force=True).get("PatientName"))
                    except Exception:
                        pass
            """);
        var list = place.PathOf("files.txt");
        File.WriteAllText(list, string.Join('\n', files));
        var python = Python();
        var pydicom = Least(() => Cost.OfProgram(python, [script, list, "2"]));
        var import = Least(() => Cost.OfProgram(python, [script, list, "0"]));
        Cost? perRound = pydicom is { } two && import is { } none && two.Processor - none.Processor is { Ticks: > 0 } loop
            ? new Cost((two.Wall - none.Wall) * (Rounds / 2), loop * (Rounds / 2)) : null;
        Add(table, "pydicom dcmread(stop_before_pixels)", files.Count, ours, perRound, AimOverPydicom, "5x");
        table.Note($"headers: {files.Count} corpus files, {Rounds} times, all in one process each; processor time, least of {Runs} runs; on the wall ours took {ours.Wall.TotalMilliseconds:F0} ms");
    }

    private static void Add(BenchTable table, string peer, int files, Cost ours, Cost? theirs, double aim, string aimInWords)
    {
        double Rate(Cost cost) => files * Rounds / cost.Processor.TotalSeconds;
        if (theirs is not { } cost || cost.Processor <= TimeSpan.Zero)
        {
            table.Add($"header parse beside {peer}", BenchTable.Number(Rate(ours), "files/s"));
            table.Note($"{peer} is not here, or does not run: skipped");
            return;
        }

        var ratio = Rate(ours) / Rate(cost);
        table.Add($"header parse beside {peer}", BenchTable.Number(Rate(ours), "files/s"), BenchTable.Number(Rate(cost), "files/s"), ratio, aimInWords, ratio > aim);
    }

    /// <summary>The least of several runs, or null.</summary>
    private static Cost? Least(Func<Cost?> run)
    {
        Cost? least = null;
        for (var i = 0; i < Runs; i++)
        {
            if (run() is not { } next)
            {
                return null;
            }

            least = least is { } l && l.Processor <= next.Processor ? l : next;
        }

        return least;
    }

    // The system's own Python is where packages of the system are.
    private static string Python() => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private static void OpenAll(IReadOnlyList<string> files)
    {
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var path in files)
            {
                try
                {
                    using var file = DicomFile.Open(path, ToPixelData);
                    _ = file.Dataset.GetString(DicomTag.PatientName);
                }
                catch (DicomFormatException)
                {
                    // Some corpus files are broken on purpose: refusing them is the work, as it is for the others.
                }
            }
        }
    }
}
