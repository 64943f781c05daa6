namespace Appliance.Dicom;

/// <summary>
/// Writes data sets without a file around them, in the transfer syntax asked for. In the one they were read in, what was not changed comes
/// out byte for byte; between the unencapsulated ones they are converted, with the byte order of numbers and words. UN stays as it is.
/// </summary>
public static class DicomDatasetWriter
{
    /// <summary>The data set as bytes.</summary>
    /// <inheritdoc cref="WriteTo"/>
    public static byte[] Write(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        if (Inflater.IsNeeded(syntax))
        {
            using var packed = new MemoryStream();
            WriteTo(packed, dataset, syntax);
            return packed.ToArray();
        }

        Refuse(dataset, syntax);
        var serializer = new DatasetSerializer(DicomEncodings.Of(syntax));
        var length = serializer.Measure(dataset);
        if (length > DicomLimits.MaxValueInMemory)
        {
            throw new InvalidOperationException($"the data set has {length} bytes; one array holds {DicomLimits.MaxValueInMemory}, write it to a stream");
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        using var stream = new MemoryStream(bytes);
        using (var sink = new ByteSink(stream))
        {
            serializer.Write(dataset, sink);
        }

        return bytes;
    }

    /// <summary>Writes the data set to a stream, which stays open. Large values go through in slices.</summary>
    /// <param name="stream">Where to; it need not be seekable.</param>
    /// <param name="dataset">What; the source it was read from must still be open.</param>
    /// <param name="syntax">The transfer syntax to write.</param>
    /// <exception cref="InvalidOperationException">
    /// It holds encapsulated pixel data and <paramref name="syntax"/> cannot, it was read in part only and is to be converted, or sequences are
    /// nested in a circle.
    /// </exception>
    /// <exception cref="DicomFormatException">A text does not fit the data set's character set, or the source has become shorter.</exception>
    public static void WriteTo(Stream stream, DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        Refuse(dataset, syntax);
        var serializer = new DatasetSerializer(DicomEncodings.Of(syntax));
        serializer.Measure(dataset);
        if (Inflater.IsNeeded(syntax))
        {
            Deflater.Write(stream, syntax, plain => WriteAll(serializer, dataset, plain));
        }
        else
        {
            WriteAll(serializer, dataset, stream);
        }
    }

    /// <summary>
    /// The data set as a stream to be read, written as it is asked for: however large its values are, only slices of them are in memory (and the
    /// whole of a compressed source, see <see cref="DicomReadOptions"/>).
    /// </summary>
    /// <param name="dataset">What; neither it nor its source may change until the stream is at its end.</param>
    /// <param name="syntax">The transfer syntax to write.</param>
    /// <param name="owned">Disposed with the stream, such as the file the data set is of; not when this throws.</param>
    /// <returns>A stream for one forward pass. Reading it throws <see cref="DicomFormatException"/> where the source has become shorter.</returns>
    /// <inheritdoc cref="WriteTo"/>
    public static Stream OpenRead(DicomDataset dataset, DicomTransferSyntax syntax, IDisposable? owned = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        Refuse(dataset, syntax);
        var serializer = new DatasetSerializer(DicomEncodings.Of(syntax));
        serializer.Measure(dataset);
        return new SerializedStream(dataset, syntax, serializer, owned);
    }

    /// <summary>How many bytes the data set takes in a transfer syntax that is not compressed as a whole.</summary>
    /// <exception cref="ArgumentException">The transfer syntax is deflated or bzip2: nobody knows before it is done.</exception>
    /// <inheritdoc cref="WriteTo"/>
    public static long Measure(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        if (Inflater.IsNeeded(syntax))
        {
            throw new ArgumentException($"how long a data set gets in {syntax.Name} is known when it is written", nameof(syntax));
        }

        Refuse(dataset, syntax);
        return new DatasetSerializer(DicomEncodings.Of(syntax)).Measure(dataset);
    }

    private static void WriteAll(DatasetSerializer serializer, DicomDataset dataset, Stream stream)
    {
        using var sink = new ByteSink(stream);
        serializer.Write(dataset, sink);
    }

    /// <summary>Encapsulated pixel data can only go where the transfer syntax says so: they would have to be decoded, which is not done here.</summary>
    private static void Refuse(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        if (!syntax.IsEncapsulated && syntax != dataset.TransferSyntax && FindFragments(dataset, 0) is { } tag)
        {
            throw new InvalidOperationException(
                $"{tag} {tag.Keyword} is encapsulated ({dataset.TransferSyntax.Name}): it must be decoded before the data set can be written as {syntax.Name}");
        }
    }

    private static DicomTag? FindFragments(DicomDataset dataset, int depth)
    {
        foreach (var element in dataset)
        {
            if (element is DicomFragmentSequence)
            {
                return element.Tag;
            }

            if (element is DicomSequence sequence && depth < DicomLimits.MaxDepth)
            {
                foreach (var item in sequence.Items)
                {
                    if (FindFragments(item, depth + 1) is { } tag)
                    {
                        return tag;
                    }
                }
            }
        }

        return null;
    }
}
