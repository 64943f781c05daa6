using System.Runtime.InteropServices;

namespace Appliance.Viewer;

/// <summary>Sleeps until the X connection has something to read, another thread calls, or a time is over: poll(2) over an eventfd(2).</summary>
internal sealed unsafe partial class LinuxWake : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short PollIn = 1;
    private readonly int _descriptor;
    private readonly Lock _gate = new();
    private bool _closed;

    public LinuxWake()
    {
        _descriptor = eventfd(0, NonBlocking | CloseOnExec);
        if (_descriptor < 0)
        {
            throw new WindowException($"the system gave no event descriptor for the window (errno {Marshal.GetLastPInvokeError()})");
        }
    }

    /// <summary>Ends a running or the next <see cref="Wait"/>; any thread, also after disposal.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                ulong one = 1;

                // The counter can only be full when a wake is already waiting to be seen: nothing is lost then.
                _ = write(_descriptor, &one, sizeof(ulong));
            }
        }
    }

    /// <summary>Waits for input on <paramref name="connection"/>, a signal, or the time (null: no limit).</summary>
    public void Wait(int connection, TimeSpan? atMost)
    {
        var milliseconds = atMost is { } time ? (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 0, int.MaxValue) : -1;
        var watched = stackalloc PollEntry[2];
        watched[0] = new PollEntry { Descriptor = connection, Events = PollIn };
        watched[1] = new PollEntry { Descriptor = _descriptor, Events = PollIn };
        if (poll(watched, 2, milliseconds) > 0 && watched[1].Returned != 0)
        {
            ulong count;
            _ = read(_descriptor, &count, sizeof(ulong));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _closed = true;
                _ = close(_descriptor);
            }
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc")]
    private static partial int poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, void* data, nuint length);

    [LibraryImport("libc")]
    private static partial nint read(int descriptor, void* data, nuint length);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
