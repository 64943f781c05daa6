using System.Buffers;

namespace Appliance.Network;

/// <summary>Limits and times of the upper layer and of DIMSE. Times of <see cref="Timeout.InfiniteTimeSpan"/> never run out.</summary>
public sealed record NetworkOptions
{
    /// <summary>Smallest value <see cref="MaxPduLength"/> may take.</summary>
    public const int SmallestMaxPduLength = 4096;

    /// <summary>
    /// Longest P-DATA-TF we announce to receive, in bytes (PS3.8 Annex D.1). Never 0, which some old systems take badly; longer ones
    /// are received all the same, in bounded memory.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below <see cref="SmallestMaxPduLength"/>.</exception>
    public int MaxPduLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, SmallestMaxPduLength);
            field = value;
        }
    } = 16384;

    /// <summary>ARTIM timer (PS3.8 9.1.5): an association request must arrive, and a connection must close, within this time.</summary>
    public TimeSpan ArtimTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a TCP connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take to answer our association request or our release.</summary>
    public TimeSpan AssociateTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an accepted association may lie without a request.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message begun may stand still: no byte comes in, or none is taken.</summary>
    public TimeSpan DimseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a peer may think before its next response to our request.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Accept associations whose called AE title is not ours.</summary>
    public bool AcceptAnyCalledTitle { get; init; }

    /// <summary>Decides by calling AE title and transport address who may open an association; null lets anybody in.</summary>
    public Func<string, string, bool>? AcceptCaller { get; init; }

    /// <summary>Associations held at once, 0 for no limit. One more is rejected as a local limit, to be tried again.</summary>
    public int MaxAssociations { get; init; }

    /// <summary>Which classes outside the registry are accepted as storage classes.</summary>
    public PrivateStorageClasses PrivateClasses { get; init; } = PrivateStorageClasses.None;

    /// <summary>
    /// How C-STORE chooses among the contexts that a peer accepted for one instance. False: the instance's own transfer syntax, byte for byte,
    /// wherever the peer takes it. True: the order of 4.2.3.3.1.3.3 even then, so that an instance without encapsulated pixel data is compressed
    /// by bzip2 or deflate for a peer that takes these: less on the line, more work at both ends.
    /// </summary>
    public bool PrefersCompressed { get; init; }

    /// <summary>Source of all timers.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the buffers of associations come from. Each is given back when its association idles or has ended.</summary>
    internal ArrayPool<byte> Buffers { get; init; } = ArrayPool<byte>.Shared;

    /// <summary>How outgoing connections are made: TCP unless a test or a profile says otherwise.</summary>
    public ITransportDialer Dialer { get; init; } = TcpDialer.Instance;
}
