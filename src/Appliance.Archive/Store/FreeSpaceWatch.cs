namespace Appliance.Archive;

/// <summary>
/// Refuses bytes that would leave less than a floor free on the disk. It looks at the disk at most once a second while there is plenty of room,
/// counts what is written between two looks, and looks every time when the floor is near: an object larger than the room is refused by its own
/// growth. Tells when it begins and when it ends to refuse, once each. Thread-safe.
/// </summary>
/// <param name="folder">The folder of the archive; the floor is that of the file system it lies on.</param>
/// <param name="options">The floor, who tells what is free, and the clock that says when to look again.</param>
internal sealed class FreeSpaceWatch(string folder, ArchiveOptions options)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Bytes above the floor before it is told that there is room again: at the floor itself, small objects fit and large ones do not, by turns.</summary>
    private const long Margin = 8 << 20;

    private readonly long _floor = options.FreeSpaceFloor;
    private readonly TimeProvider _clock = options.Clock;
    private readonly Lock _gate = new();
    private long _free;
    private long? _looked;
    private bool _isRefusing;

    /// <summary>Told in words when objects begin to be refused, and when they no longer are; on the thread that found it.</summary>
    public event Action<string>? Turned;

    /// <summary>What there is now.</summary>
    public ArchiveRoom Now
    {
        get
        {
            var (room, turn) = Look(0);
            Tell(turn);
            return room;
        }
    }

    /// <summary>Throws when so many bytes more would reach the floor.</summary>
    /// <param name="bytes">Bytes about to be written; 0 to ask whether there is room for anything.</param>
    /// <exception cref="ArchiveException">Of the kind <see cref="ArchiveErrorKind.Full"/>; of another when the disk does not answer.</exception>
    public void Require(long bytes)
    {
        var (room, turn) = Look(bytes);
        Tell(turn);
        if (room.Refusal is { } refusal)
        {
            throw new ArchiveException(
                room.Free is null ? ArchiveErrorKind.Io : ArchiveErrorKind.Full, $"{refusal} (storing to the archive in '{folder}')");
        }
    }

    private (ArchiveRoom Room, string? Turn) Look(long bytes)
    {
        lock (_gate)
        {
            try
            {
                if (_looked is not { } then || _clock.GetElapsedTime(then) >= Interval || _free - bytes < _floor)
                {
                    _free = options.FreeSpace(folder);
                    _looked = _clock.GetTimestamp();
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                _looked = null;
                return Judge(null, $"the disk does not answer, it may have been pulled out: {gone.Message}");
            }

            var free = _free;
            if (free - bytes < _floor)
            {
                return Judge(free, Words(free, bytes));
            }

            _free -= bytes;
            return Judge(free, null);
        }
    }

    private (ArchiveRoom Room, string? Turn) Judge(long? free, string? refusal)
    {
        var isBack = refusal is null && free >= _floor + Margin;
        var turn = _isRefusing ? isBack ? $"there is room again in '{folder}', {free >> 20} MiB are free: storing goes on" : null
            : refusal is not null ? $"nothing more is stored in '{folder}': {refusal}"
            : null;
        _isRefusing = refusal is not null || (_isRefusing && turn is null);
        return (new ArchiveRoom(free, _floor, refusal), turn);
    }

    private string Words(long free, long bytes) => options.IsInMemory
        ? $"memory full, {Math.Max(free, 0) >> 20} MiB of what may be kept in memory are left; delete something, or use a folder that can be written to"
        : free < _floor
        ? $"disk full, {free >> 20} MiB free and {_floor >> 20} MiB are to stay free; make room or lower the floor, what is stored stays readable"
        : $"disk full, {free >> 20} MiB free are not enough for {bytes >> 10} KiB more when {_floor >> 20} MiB are to stay free; "
            + "make room or lower the floor, what is stored stays readable";

    private void Tell(string? turn)
    {
        if (turn is not null)
        {
            Turned?.Invoke(turn);
        }
    }
}
