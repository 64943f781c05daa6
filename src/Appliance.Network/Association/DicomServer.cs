using System.Collections.Concurrent;
using System.Net;

namespace Appliance.Network;

/// <summary>
/// Accepts associations and serves them, each on a task of its own, as many as come. Nothing that happens on one association reaches
/// another one or the process.
/// </summary>
public sealed class DicomServer : IAsyncDisposable
{
    /// <summary>How long a peer that was told of the shutdown may take to close.</summary>
    private static readonly TimeSpan CloseGrace = TimeSpan.FromMilliseconds(200);

    private readonly NodeServices _services;
    private readonly NetworkOptions _options;
    private readonly IReadOnlyList<ITransportListener> _listeners;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, (InboundAssociation Association, Task Task)> _associations = new();
    private readonly Task _accepting;
    private readonly AssociationNumbers _numbers = new();
    private int _stopped;

    private DicomServer(NodeServices services, NetworkOptions options, IReadOnlyList<ITransportListener> listeners)
    {
        _services = services;
        _options = options;
        _listeners = listeners;
        _accepting = Task.WhenAll(listeners.Select(listener => Task.Run(() => AcceptAsync(listener))));
    }

    /// <summary>The address listened on: the port taken, when port 0 was asked for. Null when the transport is not TCP.</summary>
    public IPEndPoint? LocalEndPoint { get; private init; }

    /// <summary>The address on which TLS is spoken, with the port taken; null where it is not.</summary>
    public IPEndPoint? SecureEndPoint { get; private init; }

    /// <summary>The addresses listened on, for people.</summary>
    public string Local => string.Join(", ", _listeners.Select(listener => listener.Local));

    /// <summary>Associations accepted and not yet ended.</summary>
    public int AssociationCount => _associations.Values.Count(a => a.Association.IsAccepted);

    /// <summary>Listens on TCP and begins to accept.</summary>
    /// <param name="services">What the node offers.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <param name="bind">The address to bind; <see cref="IPAddress.IPv6Any"/> serves IPv4 too.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="ct">Gives up before listening.</param>
    /// <exception cref="IOException">The address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">The AE title of <paramref name="services"/> is none.</exception>
    public static Task<DicomServer> StartAsync(NodeServices services, NetworkOptions? options, IPAddress bind, int port, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(bind);
        ct.ThrowIfCancellationRequested();
        CheckTitle(services);
        var listener = TcpTransportListener.Listen(bind, port);
        return Task.FromResult(new DicomServer(services, options ?? new NetworkOptions(), [listener]) { LocalEndPoint = listener.LocalEndPoint });
    }

    /// <summary>Listens on TCP on two ports, plain and TLS, or on one that speaks TLS alone (PS3.15 B.12: never both on one port).</summary>
    /// <param name="services">What the node offers.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <param name="bind">The address to bind; <see cref="IPAddress.IPv6Any"/> serves IPv4 too.</param>
    /// <param name="port">The plain port; 0 takes a free one.</param>
    /// <param name="securePort">The port for TLS; 0 takes a free one. The same as <paramref name="port"/>, and not 0: there is no plain port.</param>
    /// <param name="tls">How TLS is spoken.</param>
    /// <param name="ct">Gives up before listening.</param>
    /// <exception cref="IOException">An address cannot be bound; the message says why and what to do.</exception>
    /// <exception cref="ArgumentException">The AE title of <paramref name="services"/> is none.</exception>
    public static async Task<DicomServer> StartAsync(
        NodeServices services, NetworkOptions? options, IPAddress bind, int port, int securePort, TlsServerOptions tls, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(bind);
        ArgumentNullException.ThrowIfNull(tls);
        ct.ThrowIfCancellationRequested();
        CheckTitle(services);
        var secure = TcpTransportListener.Listen(bind, securePort);
        var secured = new TlsTransportListener(secure, tls);
        if (port == securePort && port != 0)
        {
            return new DicomServer(services, options ?? new NetworkOptions(), [secured]) { LocalEndPoint = secure.LocalEndPoint, SecureEndPoint = secure.LocalEndPoint };
        }
        try
        {
            var plain = TcpTransportListener.Listen(bind, port);
            return new DicomServer(services, options ?? new NetworkOptions(), [plain, secured]) { LocalEndPoint = plain.LocalEndPoint, SecureEndPoint = secure.LocalEndPoint };
        }
        catch
        {
            await secured.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Accepts from any listener, which the server then owns.</summary>
    /// <param name="services">What the node offers.</param>
    /// <param name="options">Limits and times; null for the defaults.</param>
    /// <param name="listener">Where connections come in.</param>
    /// <param name="tls">How TLS is spoken on them; null for plain connections.</param>
    /// <exception cref="ArgumentException">The AE title of <paramref name="services"/> is none.</exception>
    public static DicomServer Start(NodeServices services, NetworkOptions? options, ITransportListener listener, TlsServerOptions? tls = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(listener);
        CheckTitle(services);
        return new DicomServer(services, options ?? new NetworkOptions(), [tls is null ? listener : new TlsTransportListener(listener, tls)]);
    }

    /// <summary>Stops accepting, aborts the associations still open, and waits until the last one has ended.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            foreach (var listener in _listeners)
            {
                await listener.DisposeAsync().ConfigureAwait(false);
            }
        }
        await _accepting.ConfigureAwait(false);
        // Twice: first to abort, then, for peers that do not close in return, to close without waiting for them.
        foreach (var patience in (TimeSpan[])[CloseGrace, Timeout.InfiniteTimeSpan])
        {
            foreach (var (association, _) in _associations.Values)
            {
                association.Interrupt("The node is shutting down.");
            }
            await Task.WhenAll(_associations.Values.Select(a => a.Task)).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The same as <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task AcceptAsync(ITransportListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(_stop.Token).ConfigureAwait(false));
            }
            catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or IOException)
            {
                return;
            }
            catch (IOException e)
            {
                // Out of descriptors, or a connection gone before it was accepted: say so, breathe, and go on accepting.
                _services.Observer?.Disconnected(listener.Local, e.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(50), _options.Clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(ITransport transport)
    {
        var id = _numbers.Next();
        var association = new InboundAssociation(transport, _services, _options, _numbers, id);
        var ended = new TaskCompletionSource();
        // Registered before it runs, so that it can be found and removed whatever happens first.
        _associations[id] = (association, ended.Task);
        _ = Task.Run(async () =>
        {
            try
            {
                await association.RunAsync(() => AssociationCount).ConfigureAwait(false);
            }
            finally
            {
                _associations.TryRemove(id, out _);
                ended.SetResult();
            }
        });
    }

    private static void CheckTitle(NodeServices services)
    {
        if (!PeerAddress.IsValidAeTitle(services.AeTitle))
        {
            throw new ArgumentException($"'{services.AeTitle}' is no AE title: 1 to {PeerAddress.MaxAeTitleLength} plain characters without backslash.", nameof(services));
        }
    }
}
