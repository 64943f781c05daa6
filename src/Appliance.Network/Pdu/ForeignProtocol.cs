namespace Appliance.Network;

/// <summary>Other protocols, known by the octets they begin with: what stands at a port that should be DICOM's.</summary>
/// <param name="Name">The protocol.</param>
/// <param name="What">What the octets are, in words.</param>
internal sealed record ForeignProtocol(string Name, string What)
{
    /// <summary>What the octets begin; null when nothing known begins so, or too few are here to tell.</summary>
    internal static ForeignProtocol? Recognise(ReadOnlySpan<byte> octets) => octets switch
    {
        [0x15, 0x03, ..] => new("TLS", "a TLS alert"),
        [0x16, 0x03, ..] => new("TLS", "a TLS handshake"),
        [0x0B, (byte)'M', (byte)'S', (byte)'H', ..] => new("HL7", "an HL7 message (MLLP)"),
        _ when octets.StartsWith("HTTP/"u8) => new("HTTP", "the answer of a web server (HTTP)"),
        _ when octets.StartsWith("GET "u8) || octets.StartsWith("POST "u8) || octets.StartsWith("HEAD "u8) || octets.StartsWith("OPTIONS "u8)
            || octets.StartsWith("PUT "u8) || octets.StartsWith("PRI * HTTP"u8) => new("HTTP", "the request of a web client (HTTP)"),
        _ when octets.StartsWith("SSH-"u8) => new("SSH", "the greeting of SSH"),
        _ when octets.StartsWith("220 "u8) || octets.StartsWith("220-"u8) => new("SMTP or FTP", "the greeting of a mail or FTP server"),
        _ => null,
    };
}
