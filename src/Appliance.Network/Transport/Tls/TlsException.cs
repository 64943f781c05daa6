namespace Appliance.Network;

/// <summary>A TLS handshake that failed, or a session that was ended for a reason of TLS: a whole sentence about the other side.</summary>
internal sealed class TlsException(string message, Exception? inner = null) : IOException(message, inner);
