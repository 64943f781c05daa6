namespace Appliance.Dicom;

/// <summary>What a reading should take and tolerate; given per call, never set for the process.</summary>
public sealed record DicomReadOptions
{
    /// <summary>What is done when nothing else is asked.</summary>
    public static DicomReadOptions Default { get; } = new();

    /// <summary>Stops in front of the first element of the outermost level with this tag or a higher one; null reads to the end.</summary>
    public DicomTag? StopBefore { get; init; }

    /// <summary>Values longer than this stay in the source until they are asked for, in bytes. Sources in memory defer nothing.</summary>
    public long DeferThreshold { get; init; } = 64 * 1024;

    /// <summary>How deep sequences may be nested; at most <see cref="DicomLimits.MaxDepth"/>.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many elements, items and fragments one data set may have in all levels together.</summary>
    public int MaxElements { get; init; } = 16_000_000;

    /// <summary>
    /// How many bytes of values a reading may bring into memory; beyond it every value above 256 bytes stays in the source, whatever
    /// <see cref="DeferThreshold"/> says.
    /// </summary>
    public long MaxResident { get; init; } = 64L * 1024 * 1024;

    /// <summary>How many bytes a deflated or bzip2 data set may grow to.</summary>
    public long MaxInflated { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many times its own size a deflated or bzip2 data set may grow to, once it is larger than <see cref="InflateFloor"/>.</summary>
    public int MaxInflateRatio { get; init; } = 250;

    /// <summary>Up to this many inflated bytes the ratio is not looked at: small blank images compress beyond any ratio.</summary>
    public long InflateFloor { get; init; } = 128L * 1024 * 1024;

    /// <summary>
    /// Whether broken input gives what could be read, with a note, instead of <see cref="DicomFormatException"/>. Null leaves it to the
    /// door: <see cref="DicomFile"/> keeps what it can, <see cref="DicomDatasetReader"/> does not. Cut pixel data is kept in either case, unless <see cref="KeepCutPixelData"/> is false.
    /// </summary>
    public bool? KeepReadable { get; init; }

    /// <summary>
    /// Whether pixel data that ends before its stated length is kept as far as it goes, with a note. False makes it a fault like any other, for
    /// uses where half an object must not pass for a whole one.
    /// </summary>
    public bool KeepCutPixelData { get; init; } = true;
}
