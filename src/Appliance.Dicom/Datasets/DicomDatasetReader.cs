namespace Appliance.Dicom;

/// <summary>Reads data sets without a file around them, as they come over the network or lie in an archive.</summary>
public static class DicomDatasetReader
{
    /// <summary>Reads a data set that takes all of <paramref name="source"/>.</summary>
    /// <param name="source">Where the bytes are. Deferred values need it open; it is not disposed.</param>
    /// <param name="syntax">The transfer syntax of the bytes; deflated and bzip2 ones are inflated in memory as far as reading goes.</param>
    /// <param name="options">What to take and tolerate; broken input throws unless it says otherwise.</param>
    /// <exception cref="DicomFormatException">The bytes are no such data set.</exception>
    public static DicomDataset Read(IByteSource source, DicomTransferSyntax syntax, DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(syntax);
        options ??= DicomReadOptions.Default;
        var plain = Inflater.IsNeeded(syntax) ? Inflater.Open(source, 0, syntax, options) : source;
        return DatasetBuilder.Build(plain, 0, syntax, DicomEncodings.Of(syntax), options, options.KeepReadable ?? false, out _);
    }

    /// <inheritdoc cref="Read(IByteSource, DicomTransferSyntax, DicomReadOptions?)"/>
    public static DicomDataset Read(ReadOnlyMemory<byte> bytes, DicomTransferSyntax syntax, DicomReadOptions? options = null) =>
        Read(new MemoryByteSource(bytes), syntax, options);
}
