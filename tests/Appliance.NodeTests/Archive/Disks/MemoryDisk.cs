using System.Globalization;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>A small file system of memory (tmpfs), for images of disks that are larger than it.</summary>
internal sealed class MemoryDisk : IDisposable
{
    private MemoryDisk()
    {
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("appliance-memory-").FullName;

    /// <summary>Makes one of so many MiB.</summary>
    public static MemoryDisk Make(int mebibytes)
    {
        LoopDisk.NeedRoot();
        var disk = new MemoryDisk();
        LoopDisk.Run("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", disk.Root]);
        return disk;
    }

    /// <summary>Makes it larger.</summary>
    public void Grow(int mebibytes) => LoopDisk.Run("mount", ["-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={mebibytes}m"), Root]);

    public void Dispose()
    {
        if (LoopDisk.TryRun("umount", [Root]).Status != 0)
        {
            LoopDisk.TryRun("umount", ["-l", Root]);
        }

        Directory.Delete(Root);
    }
}
