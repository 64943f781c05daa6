namespace Appliance.Archive;

/// <summary>Refuses new objects while less than a floor is free on the disk, looking at the disk at most once a second.</summary>
internal sealed class FreeSpaceWatch(string folder, long floor, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly DriveInfo _drive = new(folder);
    private readonly Lock _gate = new();
    private long _free = long.MaxValue;
    private long? _looked;

    /// <summary>Throws when the floor is reached.</summary>
    /// <exception cref="ArchiveException">Of the kind <see cref="ArchiveErrorKind.Full"/>.</exception>
    public void Check()
    {
        long free;
        lock (_gate)
        {
            if (_looked is not { } then || clock.GetElapsedTime(then) >= Interval)
            {
                _free = _drive.AvailableFreeSpace;
                _looked = clock.GetTimestamp();
            }

            free = _free;
        }

        if (free < floor)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Full,
                $"storing to the archive in '{folder}': {free >> 20} MiB are free on the disk and {floor >> 20} MiB are to stay free; "
                + "make room or lower the floor, what is stored stays readable");
        }
    }
}
