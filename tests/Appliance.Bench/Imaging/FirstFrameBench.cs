using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance.Bench;

/// <summary>
/// A frame of a 1,000-frame object out of the store: the instance is looked up, its header parsed, the frame decoded and drawn, each time anew, as
/// for a viewer that is opened on it; warm, and cold with the archive reopened and the system's file cache dropped.
/// </summary>
internal sealed class FirstFrameBench : IBench
{
    private const int ColdRounds = 3;
    private const int WarmRounds = 15;
    private const double AimMilliseconds = 50;

    public string What => "frames of a 1,000-frame object from the store";

    public void Run(BenchTable table, BenchPlace place)
    {
        foreach (var kind in MadeFrames.Kinds)
        {
            var folder = place.PathOf("frames");
            try
            {
                using (var archive = DicomArchive.Open(folder))
                {
                    new MadeFrames(kind).Store(archive);
                }

                Measure(table, kind, folder);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Measure(BenchTable table, MadeFramesKind kind, string folder)
    {
        var label = $"1,000 frames of 512x512x16, {kind.Label}";
        var cold = Enumerable.Range(0, ColdRounds).Select(_ => Cold(folder)).OrderBy(run => run.Cost.Wall).ElementAt(ColdRounds / 2);
        table.Add($"{label}: first frame, cold", Text(cold.Cost), cold.Dropped ? "" : "file cache kept", null, $"{AimMilliseconds:0} ms", cold.Cost.Wall.TotalMilliseconds < AimMilliseconds);
        using var archive = DicomArchive.Open(folder);
        foreach (var frame in new[] { 0, MadeFrames.Count / 2, MadeFrames.Count - 1 })
        {
            var warm = Enumerable.Range(0, WarmRounds).Select(_ => Cost.Of(() => Show(archive, frame))).OrderBy(cost => cost.Wall).ElementAt(WarmRounds / 2);
            table.Add($"{label}: frame {frame + 1}, warm", Text(warm), "", null, $"{AimMilliseconds:0} ms", warm.Wall.TotalMilliseconds < AimMilliseconds);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Show(archive, 0);
        table.Add($"{label}: memory allocated", BenchTable.Size(GC.GetAllocatedBytesForCurrentThread() - before), $"frame {BenchTable.Size(MadeFrames.FrameBytes)}");
    }

    private static (Cost Cost, bool Dropped) Cold(string folder)
    {
        var dropped = ProcessFigures.DropFileCache();
        using var archive = DicomArchive.Open(folder);
        return (Cost.Of(() => Show(archive, 0)), dropped);
    }

    private static void Show(DicomArchive archive, int frame)
    {
        if (!archive.TryGetInstance(MadeFrames.Uid, out var row))
        {
            throw new InvalidOperationException("the made-up object is not in the archive");
        }

        using var file = DicomFile.Open(archive.OpenInstance(row));
        var image = DicomImage.Open(file.Dataset);
        var pixels = image.GetFrame(frame);
        var drawn = ReferenceRenderer.Render(image, pixels, image.PipelineOf(frame, pixels));
        if (pixels.ValueAt(1, 0) != MadeFrames.ValueAt(frame, 1, 0) || drawn.Pixels.Length != MadeFrames.FrameBytes / 2)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1} reads as something else"));
        }
    }

    private static string Text(Cost cost) => $"{BenchTable.Number(cost.Wall.TotalMilliseconds, "ms")}, {BenchTable.Number(cost.Processor.TotalMilliseconds, "ms")} CPU";
}
