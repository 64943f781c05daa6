using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>One instance that can be sent with C-STORE: by a client, or as a sub-operation of C-GET and C-MOVE.</summary>
public sealed record StoreItem
{
    /// <summary>Its SOP class.</summary>
    public required DicomUID SopClassUid { get; init; }

    /// <summary>Its SOP instance.</summary>
    public required DicomUID SopInstanceUid { get; init; }

    /// <summary>The syntax of the bytes that <see cref="OpenDataSet"/> gives.</summary>
    public required DicomTransferSyntax TransferSyntax { get; init; }

    /// <summary>Bytes that <see cref="OpenDataSet"/> gives, or -1 when not known beforehand. A stream that ends earlier aborts the association.</summary>
    public long Length { get; init; } = -1;

    /// <summary>
    /// Opens the data set (without preamble and group 0002) for one forward pass. Called once per attempt; the sender disposes the
    /// stream. It may throw: the instance then counts as failed and the next one is tried.
    /// </summary>
    public required Func<Stream> OpenDataSet { get; init; }

    /// <summary>
    /// Opens the data set re-encoded in another syntax, for peers that accept only that one; null when the owner cannot convert.
    /// Asked only for syntaxes for which <see cref="CanConvertTo"/> says yes.
    /// </summary>
    public Func<DicomTransferSyntax, Stream>? OpenDataSetAs { get; init; }

    /// <summary>
    /// True if this item can be sent in <paramref name="syntax"/>: its own syntax always, another one when <see cref="OpenDataSetAs"/> is
    /// given and both are among the five that hold pixel data as they are (implicit and explicit VR, big endian, deflate, bzip2).
    /// </summary>
    public bool CanConvertTo(DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        return syntax.Uid == TransferSyntax.Uid || (OpenDataSetAs is not null && NegotiationPolicy.IsPlain(syntax) && NegotiationPolicy.IsPlain(TransferSyntax));
    }
}
