namespace Appliance.Network;

/// <summary>Accepts connections that speak TLS. Owns the listener underneath.</summary>
internal sealed class TlsTransportListener(ITransportListener inner, TlsServerOptions options) : ITransportListener
{
    public string Local => inner.Local;

    public async ValueTask<ITransport> AcceptAsync(CancellationToken ct) =>
        TlsTransport.Accept(await inner.AcceptAsync(ct).ConfigureAwait(false), options);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
