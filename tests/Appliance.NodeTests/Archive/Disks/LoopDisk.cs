using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Appliance.Tests;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Appliance.NodeTests.Archive.Disks;

/// <summary>
/// A small file system of its own, in an image file behind a loop device: one that can be filled, pulled out, and mounted again. Needs root and loop
/// devices: without them the running test is skipped. Whatever happens to the test, <see cref="Dispose"/> unmounts and detaches.
/// </summary>
internal sealed partial class LoopDisk : IDisposable
{
    private readonly bool _ownsImage;
    private string? _device;
    private bool _mounted;

    private LoopDisk(string image, bool ownsImage)
    {
        Image = image;
        _ownsImage = ownsImage;
    }

    /// <summary>The file that holds the file system.</summary>
    public string Image { get; }

    /// <summary>Where it is mounted.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("appliance-disk-").FullName;

    /// <summary>An archive's folder on it.</summary>
    public string Folder => Path.Combine(Root, "archive");

    /// <summary>Bytes that are free for this user.</summary>
    public long Free => new DriveInfo(Root).AvailableFreeSpace;

    /// <summary>Makes a file system of so many MiB and mounts it.</summary>
    /// <param name="mebibytes">Its size.</param>
    /// <param name="kind">ext4, xfs, btrfs, or ext2, which has no journal and goes on after errors.</param>
    /// <param name="imageFolder">Where the image lies; null for the folder of temporary files.</param>
    /// <param name="writesPageByPage">See <see cref="WritesPageByPage"/>.</param>
    public static LoopDisk Make(int mebibytes, string kind = "ext4", string? imageFolder = null, bool writesPageByPage = false)
    {
        NeedRoot();
        var (program, package) = kind switch
        {
            "ext4" => ("mkfs.ext4", "e2fsprogs"),
            "ext2" => ("mkfs.ext2", "e2fsprogs"),
            "xfs" => ("mkfs.xfs", "xfsprogs"),
            _ => ("mkfs.btrfs", "btrfs-progs"),
        };
        var make = Foreign.Need(program, package);
        var image = Path.Combine(imageFolder ?? Path.GetTempPath(), $"appliance-{Guid.NewGuid():N}.img");
        using (var file = File.Create(image))
        {
            file.SetLength((long)mebibytes << 20);
        }

        var disk = new LoopDisk(image, ownsImage: true) { WritesPageByPage = writesPageByPage };
        try
        {
            // Nothing is kept for root: full means full.
            Run(make, kind switch
            {
                "ext4" => ["-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard", image],
                "ext2" => ["-q", "-m", "0", "-e", "continue", "-E", "nodiscard", image],
                _ => ["-fq", image],
            });
            disk.Mount();
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Mounts an image that is there already, as after a loss of power.</summary>
    public static LoopDisk Of(string image)
    {
        NeedRoot();
        var disk = new LoopDisk(image, ownsImage: true);
        try
        {
            disk.Mount();
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Skips the running test where it may not mount anything.</summary>
    public static void NeedRoot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file systems are mounted by the test on Linux only");
        Assert.SkipUnless(EffectiveUser() == 0, "mounting needs root");
        Assert.SkipUnless(File.Exists("/dev/loop-control"), "there are no loop devices here");
    }

    /// <summary>
    /// Whether the device is written to in requests of one page, for tests in which writes fail. The loop driver (Linux 6.18, <c>lo_complete_rq</c>) tells
    /// success of a write of which only a part fitted into the image: with nothing but the device, a file system of memory of 40 MiB below it, and 300 KiB
    /// written and synced at a time, the last write told as done is there with 160 of its 300 KiB, also with O_DIRECT. A page fits or does not.
    /// </summary>
    public bool WritesPageByPage { get; init; }

    /// <summary>Attaches the image to a loop device and mounts it.</summary>
    public void Mount(string options = "defaults")
    {
        var (status, output) = TryRun("losetup", ["--find", "--show", Image]);
        Assert.SkipUnless(status == 0, $"no loop device is to be had here: {output}");
        _device = output.Trim();
        if (WritesPageByPage)
        {
            File.WriteAllText($"/sys/block/{Path.GetFileName(_device)}/queue/max_sectors_kb", "4");
        }

        Run("mount", ["-o", options, _device, Root]);
        _mounted = true;
    }

    /// <summary>Sets the file system right after it was pulled out, as a system does at its start; it must not be mounted.</summary>
    public void Repair()
    {
        // 1: errors were found and set right.
        var (status, output) = TryRun("e2fsck", ["-fy", Image]);
        Assert.True(status is 0 or 1, output);
    }

    /// <summary>Changes how it is mounted.</summary>
    public void Remount(string options) => Run("mount", ["-o", "remount," + options, Root]);

    /// <summary>Unmounts it in order; everything is in the image afterwards.</summary>
    public void Unmount()
    {
        Run("umount", [Root]);
        _mounted = false;
        Detach();
    }

    /// <summary>Takes it away from under whoever uses it.</summary>
    public void Pull()
    {
        TryRun("umount", ["-l", Root]);
        _mounted = false;
        Detach();
    }

    /// <summary>
    /// Breaks the connection to the disk, as pulling it out does: what the system has not written by now is lost, and every call fails from now on. It
    /// stays mounted until it is taken away with <see cref="Pull"/>.
    /// </summary>
    public void Break()
    {
        // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH.
        const nuint ShutDown = 0x8004587D;
        const uint WithoutFlush = 2;
        using var root = OpenFolder(Root);
        var flags = WithoutFlush;
        Assert.True(Control(root, ShutDown, ref flags) == 0, $"the file system could not be shut down: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Writes a file of zeros until nothing is free.</summary>
    /// <returns>The file: delete it to make room.</returns>
    public string Fill(long leave = 0)
    {
        var path = Path.Combine(Root, $"ballast-{Guid.NewGuid():N}");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        for (var block = new byte[1 << 20]; block.Length > 0;)
        {
            try
            {
                if (Free - block.Length >= leave)
                {
                    file.Write(block);
                }
                else
                {
                    block = new byte[block.Length / 2];
                }
            }
            catch (IOException)
            {
                block = new byte[block.Length / 2];
            }
        }

        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Full is what was wanted.
        }

        return path;
    }

    public void Dispose()
    {
        if (_mounted && TryRun("umount", [Root]).Status != 0)
        {
            TryRun("umount", ["-l", Root]);
        }

        Detach();
        if (_ownsImage)
        {
            File.Delete(Image);
        }

        Directory.Delete(Root);
    }

    /// <summary>Runs a program and fails the test when it fails.</summary>
    public static string Run(string program, IReadOnlyList<string> arguments)
    {
        var (status, output) = TryRun(program, arguments);
        Assert.True(status == 0, string.Create(CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)}: {status}: {output}"));
        return output;
    }

    /// <summary>Runs a program; its status, and what it wrote.</summary>
    public static (int Status, string Output) TryRun(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Foreign.Find(program) ?? program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private void Detach()
    {
        if (_device is not null)
        {
            TryRun("losetup", ["-d", _device]);
            _device = null;
        }
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        var descriptor = Open(path, flags: 0);
        Assert.True(descriptor >= 0, $"'{path}': {Marshal.GetLastPInvokeErrorMessage()}");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint command, ref uint argument);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}
