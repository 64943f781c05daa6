using Appliance.Network;

namespace Appliance;

/// <summary>
/// Sends a selection to a peer. A single attempt is made for each instance; if it fails, for whatever reason, it is not tried again and the
/// next one is (4.2.3.3.1.1). An association that is lost costs the instance under way: the next ones go on another.
/// </summary>
/// <param name="verb">The running verb: what fails is told there, instance by instance.</param>
/// <param name="peer">Whom to send to.</param>
/// <param name="calling">Our title.</param>
/// <param name="options">Limits, times, and the choice of contexts.</param>
internal sealed class SendRun(VerbContext verb, PeerAddress peer, string calling, NetworkOptions options)
{
    private bool _wasOpen;

    /// <summary>Instances that the peer took, with a warning or without.</summary>
    public int Sent { get; private set; }

    /// <summary>Instances that were tried and that the peer did not take.</summary>
    public int Failed { get; private set; }

    /// <summary>How an association last failed; null when none did.</summary>
    public AssociationException? Lost { get; private set; }

    /// <summary>Sends them all, or as many as the peer is there for.</summary>
    /// <param name="items">The instances, in the order to send.</param>
    /// <param name="perInstance">Whether each gets an association of its own (4.2.3.3), tried whatever became of the one before.</param>
    /// <exception cref="AssociationException">Not even the first association came about, and <paramref name="perInstance"/> is false.</exception>
    /// <exception cref="OperationCanceledException">Interrupted: the properties tell how far it came.</exception>
    public async Task SendAsync(IReadOnlyList<(string Name, StoreItem Item)> items, bool perInstance)
    {
        using var progress = new Progress(verb.Output, "instances sent");
        foreach (var batch in perInstance ? items.Select(item => new List<(string Name, StoreItem Item)> { item }) : SendBatches.Of(items))
        {
            for (var next = 0; next < batch.Count;)
            {
                var client = await OpenAsync(batch.Skip(next), perInstance);
                if (client is not null)
                {
                    await using (client)
                    {
                        next = await SendAsync(client, batch, next, () => progress.Report(Sent + Failed, items.Count));
                    }

                    continue;
                }

                if (!perInstance && Lost!.Fault != AssociationFault.NoContextAccepted)
                {
                    // It was there, and is not any more: the others would only wait for it, one by one.
                    verb.Output.Error(AssociationDoctor.Explain(Lost));
                    return;
                }

                for (; next < batch.Count; next++)
                {
                    Fail(batch[next].Name, AssociationDoctor.Explain(Lost!));
                }
            }
        }
    }

    /// <summary>An association for the kinds of these instances; null when it did not come about, with <see cref="Lost"/> telling why.</summary>
    private async Task<DicomClient?> OpenAsync(IEnumerable<(string Name, StoreItem Item)> items, bool perInstance)
    {
        try
        {
            var contexts = StorageContexts.For(items.Select(entry => (entry.Item.SopClassUid, entry.Item.TransferSyntax)));
            var client = await Associations.OpenAsync(verb, peer, calling, contexts, options);
            _wasOpen = true;
            return client;
        }
        catch (AssociationException refused) when (_wasOpen || perInstance)
        {
            Lost = refused;
            return null;
        }
    }

    /// <summary>Sends until the batch or the association is at its end, and returns the first one not tried.</summary>
    private async Task<int> SendAsync(DicomClient client, List<(string Name, StoreItem Item)> batch, int next, Action report)
    {
        try
        {
            for (; next < batch.Count; next++)
            {
                await SendAsync(client, batch[next].Name, batch[next].Item);
                report();
            }
        }
        catch (AssociationException lost)
        {
            Lost = lost;
            Fail(batch[next].Name, AssociationDoctor.Explain(lost));
            return next + 1;
        }

        try
        {
            await client.ReleaseAsync(verb.Cancellation);
        }
        catch (AssociationException late)
        {
            // All of them were answered: how the peer hangs up changes nothing about that.
            verb.Output.Detail(late.Message);
        }

        return next;
    }

    /// <summary>One attempt; what stops one instance (refused context, unreadable bytes) does not stop the next.</summary>
    private async Task SendAsync(DicomClient client, string name, StoreItem item)
    {
        try
        {
            var status = await client.StoreAsync(item, verb.Cancellation);
            if (status.IsFailure)
            {
                Fail(name, $"{peer} answers {status}");
            }
            else
            {
                Sent++;
                verb.Output.Detail($"{name}: {status}");
            }
        }
        catch (DimseException refused)
        {
            Fail(name, refused.Message);
        }
    }

    private void Fail(string name, string problem)
    {
        Failed++;
        verb.Output.Error($"{name}: {problem}");
    }
}
