using System.Globalization;

namespace Appliance.Bench;

/// <summary>What the system tells of this process: memory at its highest, and bytes written. Nothing where it does not tell.</summary>
internal sealed class ProcessFigures : IDisposable
{
    private const string Status = "/proc/self/status";
    private readonly Timer? _timer;
    private long _mostAnonymous;

    /// <summary>Begins a stretch: the peak counts from here.</summary>
    public ProcessFigures()
    {
        if (!IsTold)
        {
            return;
        }

        // What is left over from before counts for nobody.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        // 5 sets the peak back to what is resident now (proc_pid_clear_refs(5)).
        File.WriteAllText("/proc/self/clear_refs", "5");
        Look();
        _timer = new Timer(_ => Look(), null, 50, 50);
    }

    /// <summary>Whether the system tells any of it.</summary>
    public static bool IsTold => OperatingSystem.IsLinux() && File.Exists(Status);

    /// <summary>Bytes that this process has caused to be written to disks so far; 0 where it is not told.</summary>
    public static long Written => IsTold ? Field("/proc/self/io", "write_bytes:") : 0;

    /// <summary>The most memory that was resident since the beginning, and how much of it belonged to no file.</summary>
    public (long Resident, long Anonymous) Peak()
    {
        Look();
        return IsTold ? (Field(Status, "VmHWM:") << 10, Interlocked.Read(ref _mostAnonymous)) : (0, 0);
    }

    /// <summary>Asks the system to forget what it has read of files, which only its administrator may.</summary>
    /// <returns>Whether it did.</returns>
    public static bool DropFileCache()
    {
        try
        {
            File.WriteAllText("/proc/sys/vm/drop_caches", "1");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (!IsTold)
        {
            return;
        }

        var now = Field(Status, "RssAnon:") << 10;
        for (var most = Interlocked.Read(ref _mostAnonymous); now > most; most = Interlocked.Read(ref _mostAnonymous))
        {
            if (Interlocked.CompareExchange(ref _mostAnonymous, now, most) == most)
            {
                break;
            }
        }
    }

    private static long Field(string file, string name) => long.Parse(
        File.ReadLines(file).First(line => line.StartsWith(name, StringComparison.Ordinal)).Split([':', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
