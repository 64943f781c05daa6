using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Appliance.Network;

/// <summary>
/// TLS over another connection. The side that accepts shakes hands within its first read, so that the handshake runs on the association's
/// own task and under its ARTIM timer: a client that stops half-way holds up nobody else.
/// </summary>
internal sealed class TlsTransport : ITransport
{
    // The farewell (close_notify) of a session is a courtesy; a peer that takes no more data does not get it.
    private static readonly TimeSpan FarewellTime = TimeSpan.FromMilliseconds(200);

    private readonly ITransport _inner;
    private readonly TransportStream _octets;
    private readonly SslStream _tls;
    private readonly CertificateCheck _check;
    private readonly TlsServerOptions? _server;
    private string? _failure;
    private bool _isOpen;
    private bool _hasReceived;
    private int _closed;

    private TlsTransport(ITransport inner, CertificateCheck check, TlsServerOptions? server)
    {
        _inner = inner;
        _octets = new TransportStream(inner);
        _tls = new SslStream(_octets, leaveInnerStreamOpen: true);
        _check = check;
        _server = server;
    }

    public string Remote => _inner.Remote;

    public string? Security => !_isOpen ? null
        : $"{Version(_tls.SslProtocol)}, {_tls.NegotiatedCipherSuite}" + (_tls.RemoteCertificate is X509Certificate2 shown ? $", certificate {shown.Subject}" : "");

    /// <summary>The accepting side, which will shake hands once something is read.</summary>
    internal static TlsTransport Accept(ITransport inner, TlsServerOptions options) =>
        new(inner, new CertificateCheck(options.Authorities, expectedName: null, options.RequireClientCertificate), options);

    /// <summary>The calling side: shakes hands.</summary>
    /// <param name="inner">The connection, which is closed when this fails.</param>
    /// <param name="options">Whom to believe and what to show.</param>
    /// <param name="host">The host that was called.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="IOException">The handshake failed; in words.</exception>
    internal static async ValueTask<TlsTransport> ConnectAsync(ITransport inner, TlsClientOptions options, string host, CancellationToken ct)
    {
        var expected = options.VerifyHostName ? options.HostName ?? host : null;
        var transport = new TlsTransport(inner, new CertificateCheck(options.Authorities, expected, isRequired: true), server: null);
        try
        {
            await transport.ShakeAsync(token => transport._tls.AuthenticateAsClientAsync(TlsProfile.Client(options, host, transport._check.Validate), token), ct).ConfigureAwait(false);
            return transport;
        }
        catch
        {
            await transport.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken ct)
    {
        if (!_isOpen)
        {
            await ShakeAsync(token => _tls.AuthenticateAsServerAsync(TlsProfile.Server(_server!, _check.Validate), token), ct).ConfigureAwait(false);
        }
        try
        {
            var count = await _tls.ReadAsync(destination, ct).ConfigureAwait(false);
            if (count == 0 && !destination.IsEmpty && !_hasReceived && _server is null)
            {
                throw new IOException("the connection was closed");
            }
            _hasReceived |= count > 0;
            return count;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or AuthenticationException)
        {
            throw Broke("reading", e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken ct)
    {
        try
        {
            await _tls.WriteAsync(source, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException or AuthenticationException)
        {
            throw Broke("writing", e);
        }
    }

    public void Abort() => _inner.Abort();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }
        if (_isOpen)
        {
            using var limit = new CancellationTokenSource(FarewellTime);
            _octets.FarewellLimit = limit.Token;
            try
            {
                await _tls.ShutdownAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // The other side is gone, or does not listen: then there is nobody to take leave of.
            }
        }
        await _tls.DisposeAsync().ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask ShakeAsync(Func<CancellationToken, Task> shake, CancellationToken ct)
    {
        if (_failure is not null)
        {
            throw new TlsException(_failure);
        }
        try
        {
            await shake(ct).ConfigureAwait(false);
            _isOpen = true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            _failure = TlsFault.Explain(_octets, _check, _server is not null, e);
            throw new TlsException(_failure, e);
        }
        catch (OperationCanceledException)
        {
            _failure = "the TLS handshake was broken off";
            throw;
        }
    }

    private IOException Broke(string doing, Exception e) =>
        TlsFault.ExplainEnd(e) is { } words ? new TlsException($"the TLS session was ended: {words}", e)
        // TLS 1.3 lets a client finish before the server has looked at its certificate.
        : !_hasReceived && _server is null ? new TlsException($"it ended the TLS session before it answered anything: it may require a client certificate, or not trust ours ({e.Message})", e)
        : e as IOException ?? new IOException($"The connection to {Remote} broke while {doing}: {e.Message}", e);

    private static string Version(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => protocol.ToString(),
    };
}
