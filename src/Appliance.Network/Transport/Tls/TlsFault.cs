using System.Globalization;

namespace Appliance.Network;

/// <summary>Says in words why a TLS handshake failed, or why a session just opened was ended.</summary>
internal static class TlsFault
{
    private const int PlainAssociateRequest = (int)PduType.AssociateRequest;

    // The record types of TLS (RFC 8446 5.1).
    private const int FirstRecordType = 20;
    private const int LastRecordType = 23;

    /// <summary>The sentence for a handshake that failed.</summary>
    /// <param name="stream">What was received so far.</param>
    /// <param name="check">What was found wrong with the other side's certificate.</param>
    /// <param name="isServer">True if we accepted the connection.</param>
    /// <param name="error">What the platform says.</param>
    internal static string Explain(TransportStream stream, CertificateCheck check, bool isServer, Exception error)
    {
        if (check.Problem is { } problem)
        {
            return $"the TLS handshake failed: {problem}";
        }
        if (stream.FirstOctet is >= 0 and (< FirstRecordType or > LastRecordType))
        {
            return isServer
                ? stream.FirstOctet == PlainAssociateRequest
                    ? "it speaks plain DICOM, and this port takes TLS alone: switch TLS on there, or let it call the plain port"
                    : "what it sent is no TLS, and this port takes TLS alone"
                : string.Create(CultureInfo.InvariantCulture, $"that port does not speak TLS (it answered with octet {stream.FirstOctet:X2}H): call it without TLS, or on its TLS port");
        }
        var said = Said(error);
        if (Alert(said) is { } alert)
        {
            return $"the TLS handshake failed: {alert}";
        }
        if (stream.IsEnded)
        {
            return isServer ? "it closed the connection in the middle of the TLS handshake; if it has a log, it will say why"
                : stream.FirstOctet < 0 ? "it closed the connection when TLS was begun: that port may not speak TLS"
                : "it closed the connection in the middle of the TLS handshake: it may require a client certificate, or not trust ours";
        }
        return $"the TLS handshake failed: {said}";
    }

    /// <summary>The sentence for a session that the other side ended, or null when it told no reason of TLS.</summary>
    internal static string? ExplainEnd(Exception error) => Alert(Said(error));

    private static string? Alert(string said) =>
        Holds(said, "certificate required") ? "the peer requires a client certificate: give one (certificate, key)"
        : Holds(said, "alert unknown ca") ? "the peer does not trust the authority of our certificate: enter it there"
        : Holds(said, "alert certificate expired") ? "the peer says that our certificate has expired"
        : Holds(said, "alert bad certificate") || Holds(said, "alert unsupported certificate") || Holds(said, "alert certificate unknown")
            ? "the peer does not accept our certificate; its log will say why"
        : Holds(said, "protocol version") || Holds(said, "unsupported protocol") || Holds(said, "wrong version number") || Holds(said, "no protocols available")
            ? "there is no common version of TLS: 1.2 or 1.3 is needed"
        : Holds(said, "handshake failure") || Holds(said, "no shared cipher") || Holds(said, "insufficient security") ? "there is no common cipher suite, or the peer requires a certificate that it was not shown"
        : null;

    private static bool Holds(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The messages of an exception and of what caused it.</summary>
    private static string Said(Exception error)
    {
        var messages = new List<string>();
        for (var e = error; e is not null; e = e.InnerException)
        {
            messages.Add(e.Message);
        }
        return string.Join(" ", messages.Distinct());
    }
}
