using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>An open association with both directions of its messages: what operations, of either role, work on.</summary>
internal sealed class DimseExchange : IAsyncDisposable
{
    /// <summary>Longest identifier (C-FIND, C-GET, C-MOVE) believed.</summary>
    internal const int MaxIdentifierLength = 16 * 1024 * 1024;

    private ushort _lastMessageId;

    internal DimseExchange(UpperLayer upper, AssociationInfo association, NetworkOptions options)
    {
        Upper = upper;
        Association = association;
        Options = options;
        Reader = new MessageReader(upper, association.Contexts);
        Writer = new MessageWriter(upper, association.PeerMaxPduLength);
    }

    internal UpperLayer Upper { get; }

    internal AssociationInfo Association { get; }

    internal NetworkOptions Options { get; }

    internal MessageReader Reader { get; }

    internal MessageWriter Writer { get; }

    internal TransportGuard Guard => Upper.Guard;

    /// <summary>A message id not in use: operations do not overlap, so the next number will do.</summary>
    internal ushort NextMessageId() => ++_lastMessageId;

    /// <summary>Answers a request with a final status and no data set.</summary>
    internal ValueTask RespondAsync(
        Message request, DicomStatus status, string? comment = null, IReadOnlyList<DicomTag>? offending = null, SubOperations? counts = null) =>
        Writer.SendAsync(request.Context, Response(request, status, comment, offending, counts));

    /// <summary>The response to a request, without a data set.</summary>
    internal static Command Response(
        Message request, DicomStatus status, string? comment = null, IReadOnlyList<DicomTag>? offending = null, SubOperations? counts = null) => new()
        {
            Field = (CommandField)((ushort)request.Command.Field | 0x8000),
            RespondedTo = request.Command.MessageId,
            SopClass = request.Command.SopClass ?? request.Context.AbstractSyntax.Value,
            SopInstance = request.Command.SopInstance,
            Status = status,
            ErrorComment = comment,
            OffendingElements = offending?.Select(t => t.Value).ToArray(),
            SubOperations = counts,
        };

    /// <summary>Reads the identifier of a request.</summary>
    /// <exception cref="DimseException">There is none, or it cannot be read.</exception>
    internal async ValueTask<DicomDataset> ReadIdentifierAsync(Message request)
    {
        var dataSet = Reader.DataSet
            ?? throw new DimseException(DicomStatus.IdentifierDoesNotMatch, $"{request.Command.Verb} came without an identifier");
        var octets = await dataSet.ReadAllAsync(MaxIdentifierLength).ConfigureAwait(false);
        try
        {
            return DicomDatasetReader.Read(octets, request.Context.TransferSyntax!);
        }
        catch (Exception e) when (e is DicomFormatException or IOException or InvalidDataException)
        {
            throw new DimseException(DicomStatus.UnableToProcess, $"the identifier cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Ends what is left: an association still open is aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        await Upper.AbortAsync(AbortPdu.ByUser).ConfigureAwait(false);
        await Reader.StopAsync().ConfigureAwait(false);
        Writer.Dispose();
        await Upper.DisposeAsync().ConfigureAwait(false);
    }
}
