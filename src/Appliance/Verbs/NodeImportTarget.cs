using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// The node that has the archive open as the target of an import: each object goes to it by C-STORE over loopback, in the syntax the file has. DICOM
/// does not tell whether an instance was replaced, and the node writes a file header of its own.
/// </summary>
internal sealed class NodeImportTarget : IImportTarget, IAsyncDisposable
{
    private readonly VerbContext _verb;
    private readonly PeerAddress _node;
    private readonly List<(DicomUID Class, DicomTransferSyntax Syntax)> _kinds = [];
    private DicomClient? _client;

    private NodeImportTarget(VerbContext verb, PeerAddress node)
    {
        _verb = verb;
        _node = node;
    }

    /// <summary>The node that runs on the profile's archive; null when none answers.</summary>
    public static async Task<NodeImportTarget?> FindAsync(VerbContext verb)
    {
        if (RunningNode.Find(verb.Profile.DataFolder) is not { } node || await Associations.TryOpenLocalAsync(verb, QueryContexts.Verification) is not { } echo)
        {
            return null;
        }

        await using (echo)
        {
            await echo.ReleaseAsync(verb.Cancellation);
        }

        return new NodeImportTarget(verb, node);
    }

    /// <inheritdoc/>
    public async ValueTask<(ImportOutcome Outcome, string? Reason)> KeepAsync(DicomFile file, IByteSource source, CancellationToken ct)
    {
        if (file.SopClassUid.IsEmpty || file.SopInstanceUid.IsEmpty)
        {
            return (ImportOutcome.Failed, "it names no SOP class and instance, without which it cannot be sent to the running node; import it while the node is stopped");
        }

        try
        {
            var client = await ClientForAsync(file.SopClassUid, file.TransferSyntax);
            var status = await client.StoreAsync(ItemOf(file, source), ct);
            return status == DicomStatus.OutOfResources
                ? throw new VerbException(ExitCode.ArchiveNotWritable, $"the running node {_node} takes nothing more ({status}): it has no room, or may not write; its own notes, and 'appliance doctor', say which")
                : status.IsFailure ? (ImportOutcome.Failed, $"the running node answers {status}") : (ImportOutcome.Imported, file.Note);
        }
        catch (DimseException refused)
        {
            return (ImportOutcome.Failed, $"the running node does not take it: {refused.Message}");
        }
        catch (AssociationException refused) when (refused.Fault == AssociationFault.NoContextAccepted)
        {
            _kinds.Clear();
            return (ImportOutcome.Failed, $"the running node takes no {file.SopClassUid.Name} as {file.TransferSyntax.Name}");
        }
    }

    /// <summary>Ends the association in good order.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_client is not { } client)
        {
            return;
        }

        _client = null;
        try
        {
            await client.ReleaseAsync(CancellationToken.None);
        }
        catch (AssociationException gone)
        {
            // Each instance was answered for; how the association ends changes none of them.
            _verb.Output.Detail(gone.Message);
        }
        finally
        {
            await client.DisposeAsync();
        }
    }

    /// <summary>
    /// The association, with a context for this kind of object. What an import brings is not known before it is read, so the association is opened
    /// anew for a kind that it does not have yet, with those it had.
    /// </summary>
    private async Task<DicomClient> ClientForAsync(DicomUID sopClass, DicomTransferSyntax syntax)
    {
        var isKnown = _kinds.Exists(kind => kind.Class == sopClass && kind.Syntax.Uid == syntax.Uid);
        if (isKnown && _client is not null)
        {
            return _client;
        }

        await DisposeAsync();
        if (!isKnown)
        {
            if (_kinds.Count == StorageContexts.Limit)
            {
                _kinds.Clear();
            }

            _kinds.Add((sopClass, syntax));
        }

        _client = await Associations.TryOpenLocalAsync(_verb, [.. _kinds.Select(kind => new PresentationContextRequest(kind.Class, [kind.Syntax]))]);
        return _client ?? throw new VerbException(ExitCode.OperationFailed, $"the running node {_node} has gone; what it has answered for is stored, run the import again for the rest");
    }

    private static StoreItem ItemOf(DicomFile file, IByteSource source)
    {
        var offset = file.DatasetOffset;
        return new StoreItem
        {
            SopClassUid = file.SopClassUid,
            SopInstanceUid = file.SopInstanceUid,
            TransferSyntax = file.TransferSyntax,
            Length = source.Length - offset,
            OpenDataSet = () => new ByteSourceStream(source, offset, source.Length - offset),
        };
    }
}
