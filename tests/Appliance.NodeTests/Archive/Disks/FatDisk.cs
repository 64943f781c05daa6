using System.Diagnostics;
using System.Globalization;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>
/// A file system of sticks in an image file, kept by a process in user space: <c>exfat</c> or <c>fat32</c>. Neither has links, modes, or owners, and
/// <c>fat32</c> takes no file of 4 GiB. Whatever happens to the test, <see cref="Dispose"/> unmounts it.
/// </summary>
internal sealed class FatDisk : IDisposable
{
    private readonly string _image = Path.Combine(Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.img");
    private readonly string _kind;
    private string? _device;
    private Process? _daemon;
    private bool _mounted;

    private FatDisk(string kind) => _kind = kind;

    /// <summary>Where it is mounted.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("appliance-fat-").FullName;

    /// <summary>An archive's folder on it.</summary>
    public string Folder => Path.Combine(Root, "archive");

    /// <summary>Makes one of so many MiB and mounts it; skips the running test where that cannot be done.</summary>
    public static async Task<FatDisk> MakeAsync(int mebibytes, string kind)
    {
        LoopDisk.NeedRoot();
        Assert.SkipUnless(File.Exists("/dev/fuse"), "there is no /dev/fuse here");
        var make = kind == "exfat" ? Foreign.Need("mkfs.exfat", "exfatprogs") : Foreign.Need("mkfs.fat", "dosfstools");
        _ = kind == "exfat" ? Foreign.Need("mount.exfat-fuse", "exfat-fuse") : Foreign.Need("fusefat", "fusefat");
        var disk = new FatDisk(kind);
        try
        {
            using (var file = File.Create(disk._image))
            {
                file.SetLength((long)mebibytes << 20);
            }

            LoopDisk.Run(make, kind == "exfat" ? [disk._image] : ["-F", "32", disk._image]);
            await disk.MountAsync();
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Mounts it.</summary>
    public async Task MountAsync()
    {
        if (_kind == "exfat")
        {
            var (status, output) = LoopDisk.TryRun("losetup", ["--find", "--show", _image]);
            Assert.SkipUnless(status == 0, $"no loop device is to be had here: {output}");
            _device = output.Trim();
            LoopDisk.Run("mount.exfat-fuse", [_device, Root]);
        }
        else
        {
            _daemon = Process.Start(new ProcessStartInfo(Foreign.Find("fusefat")!, ["-f", "-s", "-o", "rw+", _image, Root])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = _daemon.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            _ = _daemon.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            for (var tries = 0; !IsMounted(); tries++)
            {
                Assert.True(tries < 500 && !_daemon.HasExited, "fusefat mounted nothing");
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }

        _mounted = true;
    }

    /// <summary>Unmounts it in order; everything is in the image afterwards.</summary>
    public void Unmount()
    {
        LoopDisk.Run("umount", [Root]);
        _mounted = false;
        Detach();
    }

    /// <summary>Ends the process that keeps the file system, in the middle of whatever it does, as pulling the stick out does; then takes the mount away.</summary>
    /// <param name="meanwhile">What is done between the two, while every call on it fails.</param>
    public void Break(Action meanwhile)
    {
        foreach (var process in DaemonIds())
        {
            using var daemon = Process.GetProcessById(process);
            daemon.Kill();
            daemon.WaitForExit();
        }

        meanwhile();
        LoopDisk.TryRun("umount", ["-l", Root]);
        _mounted = false;
        Detach();
    }

    /// <summary>What the file system's own checker has against it, which must not be mounted.</summary>
    public (int Status, string Output) Examine() => LoopDisk.TryRun(_kind == "exfat" ? "fsck.exfat" : "fsck.fat", ["-n", _image]);

    public void Dispose()
    {
        if (_mounted && LoopDisk.TryRun("umount", [Root]).Status != 0)
        {
            LoopDisk.TryRun("umount", ["-l", Root]);
        }

        _mounted = false;
        Detach();
        File.Delete(_image);
        Directory.Delete(Root);
    }

    /// <summary>The processes that were started with this mount in their command line.</summary>
    private List<int> DaemonIds()
    {
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                var words = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
                if (words.Contains(Root) && words[0].Contains("fat", StringComparison.Ordinal))
                {
                    found.Add(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        Assert.NotEmpty(found);
        return found;
    }

    private bool IsMounted() => File.ReadLines("/proc/self/mounts").Any(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $" {Root} "), StringComparison.Ordinal));

    private void Detach()
    {
        if (_device is not null)
        {
            LoopDisk.TryRun("losetup", ["-d", _device]);
            _device = null;
        }

        if (_daemon is not null)
        {
            // It writes out what it holds and ends once it is unmounted.
            if (!_daemon.WaitForExit(TimeSpan.FromSeconds(20)))
            {
                _daemon.Kill();
                _daemon.WaitForExit();
            }

            _daemon.Dispose();
            _daemon = null;
        }
    }
}
