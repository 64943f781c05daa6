using System.Globalization;
using System.Runtime.CompilerServices;

namespace Appliance.Network;

/// <summary>What a read waits for, in words, and how long at most.</summary>
internal readonly record struct ReceiveWait(string What, TimeSpan Time);

/// <summary>
/// Stands between the protocol machine and the connection: every read and write is held against a deadline and can be interrupted from
/// another thread, and whatever ends it becomes an <see cref="AssociationException"/> in words. Writes of two tasks do not mix.
/// </summary>
internal sealed class TransportGuard : IDisposable
{
    private readonly ITransport _transport;
    private readonly NetworkOptions _options;
    private readonly DeadlineWatch _watch;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private CancellationTokenSource _io = new();
    private AssociationException? _interruption;
    private ReceiveWait _wait;
    private volatile bool _reading;
    private volatile bool _closing;
    private volatile bool _torn;

    internal TransportGuard(ITransport transport, NetworkOptions options)
    {
        _transport = transport;
        _options = options;
        _watch = new DeadlineWatch(options.Clock, Expired);
        Peer = transport.Remote;
        _wait = new ReceiveWait("an association request", Timeout.InfiniteTimeSpan);
    }

    /// <summary>The other side, for messages.</summary>
    internal string Peer { get; set; }

    /// <summary>Cancelled when the association is interrupted or broken: for services at work on its behalf.</summary>
    internal CancellationToken Ended => _ended.Token;

    internal ReceiveWait IdleWait => new("a request", _options.IdleTimeout);

    internal ReceiveWait MessageWait => new("the rest of a message", _options.DimseTimeout);

    internal ReceiveWait ResponseWait => new("a response", _options.ResponseTimeout);

    internal ReceiveWait AssociateWait => new("the answer to our association request", _options.AssociateTimeout);

    internal static ReceiveWait NoLimit => new("a message", Timeout.InfiniteTimeSpan);

    /// <summary>What reads wait for from now on, also one that is under way.</summary>
    internal ReceiveWait ReceiveWait
    {
        get => _wait;
        set
        {
            _wait = value;
            if (_reading)
            {
                _watch.Arm(Deadline.Receive, value.Time);
            }
        }
    }

    internal void StartArtim() => _watch.Arm(Deadline.Artim, _options.ArtimTimeout);

    internal void StopArtim() => _watch.Disarm(Deadline.Artim);

    /// <summary>From here on only a last PDU is sent and the close awaited, for no longer than ARTIM.</summary>
    internal void StartClosing()
    {
        if (!_closing)
        {
            _closing = true;
            _ended.Cancel();
            _watch.Disarm(Deadline.Artim);
            _watch.Disarm(Deadline.Receive);
            var before = _io;
            _io = new CancellationTokenSource(_options.ArtimTimeout, _options.Clock);
            // A read under way begins again under the new time.
            before.Cancel();
        }
    }

    /// <summary>Tells services at work that the association is over, and keeps the reason for them.</summary>
    internal AssociationException End(AssociationException why)
    {
        Interlocked.CompareExchange(ref _interruption, why, null);
        _ended.Cancel();
        return why;
    }

    /// <summary>Why the association is over.</summary>
    internal AssociationException EndReason() =>
        _interruption ?? new AssociationException(AssociationFault.LocalAbort, $"The association with {Peer} was interrupted.");

    /// <summary>Ends the association from any thread: reads and writes under way end with this fault.</summary>
    internal void Interrupt(AssociationFault fault, string message) => Interrupt(new AssociationException(fault, message));

    /// <summary>Receives what is there.</summary>
    /// <returns>Octets received; 0 when the other side closed.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<int> ReadAsync(Memory<byte> destination)
    {
        while (true)
        {
            var token = _io.Token;
            try
            {
                var pending = _transport.ReadAsync(destination, token);
                if (pending.IsCompleted)
                {
                    return await pending.ConfigureAwait(false);
                }
                _reading = true;
                if (!_closing)
                {
                    _watch.Arm(Deadline.Receive, _wait.Time);
                }
                var count = await pending.ConfigureAwait(false);
                _reading = false;
                _watch.Disarm(Deadline.Receive);
                return count;
            }
            catch (OperationCanceledException) when (!_io.IsCancellationRequested)
            {
                // Closing began while we read: go on reading until the other side closes.
                _reading = false;
            }
            catch (OperationCanceledException)
            {
                throw Interruption(_io.Token);
            }
            catch (IOException e)
            {
                throw Lost(e);
            }
        }
    }

    /// <summary>Sends all of it, waiting while the other side does not take it.</summary>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> octets)
    {
        var token = _io.Token;
        try
        {
            if (!_writing.Wait(0, CancellationToken.None))
            {
                await _writing.WaitAsync(token).ConfigureAwait(false);
            }
            try
            {
                await WriteGuardedAsync(octets, token).ConfigureAwait(false);
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (OperationCanceledException)
        {
            throw Interruption(token);
        }
        catch (IOException e) when (e is not AssociationException)
        {
            throw Lost(e);
        }
    }

    /// <summary>Sends a last PDU, if the connection still takes it and no other PDU was cut off half-way before.</summary>
    /// <returns>False when it was not sent because of what was cut off: the other side will not answer, so there is nothing to wait for.</returns>
    internal async ValueTask<bool> WriteLastAsync(ReadOnlyMemory<byte> octets)
    {
        if (_torn)
        {
            return false;
        }
        try
        {
            await WriteAsync(octets).ConfigureAwait(false);
        }
        catch (AssociationException)
        {
            // The other side is gone already: there is nobody left to tell, and the reason for the abort is what counts.
        }
        return true;
    }

    /// <summary>The exception for a connection that ended in the middle of a fragment.</summary>
    internal AssociationException ClosedEarly() => Lost(new IOException("the connection was closed in the middle of a message"));

    public void Dispose()
    {
        _watch.Dispose();
        _ended.Cancel();
        _writing.Dispose();
    }

    private async ValueTask WriteGuardedAsync(ReadOnlyMemory<byte> octets, CancellationToken token)
    {
        if (_torn)
        {
            throw new IOException("A PDU before was cut off half-way.");
        }
        var pending = _transport.WriteAsync(octets, token);
        if (pending.IsCompletedSuccessfully)
        {
            pending.GetAwaiter().GetResult();
            return;
        }
        _torn = true;
        if (!_closing)
        {
            _watch.Arm(Deadline.Send, _options.DimseTimeout);
        }
        await pending.ConfigureAwait(false);
        _watch.Disarm(Deadline.Send);
        _torn = false;
    }

    private void Interrupt(AssociationException why)
    {
        End(why);
        _io.Cancel();
    }

    private void Expired(Deadline deadline) => Interrupt(deadline switch
    {
        Deadline.Artim => new AssociationException(AssociationFault.TimedOut, $"{Peer} connected and asked for no association within {Words(_options.ArtimTimeout)} (ARTIM).") { IsArtim = true },
        Deadline.Send => new AssociationException(AssociationFault.TimedOut, $"{Peer} took no data for {Words(_options.DimseTimeout)}; the association was aborted."),
        _ => new AssociationException(AssociationFault.TimedOut, $"{Peer} did not send {_wait.What} within {Words(_wait.Time)}; the association was aborted."),
    });

    /// <param name="token">The one under which a read or write was cut off: before the close it is another one than ARTIM's.</param>
    private AssociationException Interruption(CancellationToken token)
    {
        _reading = false;
        return _closing && token == _io.Token
            ? new AssociationException(AssociationFault.TimedOut, $"{Peer} did not close the connection within {Words(_options.ArtimTimeout)} (ARTIM).") { IsArtim = true }
            : EndReason();
    }

    private AssociationException Lost(IOException e)
    {
        _reading = false;
        return End(new AssociationException(AssociationFault.ConnectionLost, e is TlsException ? $"{Peer}: {e.Message}" : $"{Peer} is gone: {e.Message}", e));
    }

    private static string Words(TimeSpan time) => time.TotalMinutes >= 2
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
