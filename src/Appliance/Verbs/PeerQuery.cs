using System.Runtime.CompilerServices;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// Queries to one peer on one association, one after the other, and what became of them: Table 4.2.4.3.1.3.4-1. A status that ends a query ends
/// that one alone; what matches nothing, or came twice, is passed on as it came (4.2.4.3.1.3.1).
/// </summary>
/// <param name="client">The association.</param>
/// <param name="peer">Whom it leads to, and in which character set it writes where it names none.</param>
/// <param name="model">The information model of the queries.</param>
/// <param name="output">Told of what is odd.</param>
internal sealed class PeerQuery(DicomClient client, Peer peer, FindModel model, VerbOutput output)
{
    private bool _isToldOfKeys;
    private bool _isToldOfText;

    /// <summary>Queries that the peer ended with a failure.</summary>
    public int Failed { get; private set; }

    /// <summary>Queries that went to their end.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Whether a failed query is an error, or (when the answer only serves to do better) a detail.</summary>
    public bool IsTolerant { get; init; }

    /// <summary>The information model of the queries.</summary>
    public FindModel Model => model;

    /// <summary>Asks at one level. Leaving the enumeration, or cancelling, sends C-CANCEL.</summary>
    /// <param name="level">The level.</param>
    /// <param name="keys">What must match, and (with empty values) what is asked for.</param>
    /// <param name="below">What the query is about, for messages; empty at the top.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<DicomDataset> AskAsync(
        QueryLevel level, IEnumerable<(DicomTag Tag, string Value)> keys, string below, [EnumeratorCancellation] CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var identifier = QueryKeys.Identifier(level, keys, peer.FallbackCharacterSet);
        await foreach (var match in client.FindAsync(model, identifier, ct))
        {
            if (match.Identifier is { } found)
            {
                // FF01H populates and triggers lower levels as FF00H does.
                TellOfKeys(match.Status);
                TellOfText(UndeclaredText.Declare(found, peer.FallbackCharacterSet));
                yield return found;
            }
            else if (match.Status.IsFailure)
            {
                Failed++;
                TellOfFailure(level, below, match);
                yield break;
            }
            else if (!match.Status.IsPending)
            {
                // FE00H without a cancel of ours, or a warning: the query is over, and what came counts.
                output.Detail($"{peer.Address} ends the {QueryKeys.NameOf(level)} query{below} with {match.Status}");
            }
        }

        Succeeded++;
    }

    private void TellOfFailure(QueryLevel level, string below, FindMatch end)
    {
        var elements = end.OffendingElements is { Count: > 0 } offending
            ? "; offending " + string.Join(", ", offending.Select(tag => $"{tag} {tag.Keyword}".TrimEnd())) : "";
        var comment = end.Comment is { } said ? $"; it says: {TerminalText.Clean(said)}" : "";
        var message = $"{peer.Address} ends the {QueryKeys.NameOf(level)} query{below} with {end.Status}{comment}{elements}";
        if (IsTolerant)
        {
            output.Detail(message);
        }
        else
        {
            output.Error(message);
        }
    }

    private void TellOfKeys(DicomStatus status)
    {
        if (status == DicomStatus.PendingWarning && !_isToldOfKeys)
        {
            _isToldOfKeys = true;
            output.Note($"{peer.Address} does not support all the keys asked for ({status}): what it did not match is not filtered here");
        }
    }

    private void TellOfText(bool isDeclaredHere)
    {
        if (isDeclaredHere && !_isToldOfText)
        {
            _isToldOfText = true;
            output.Detail($"{peer.Address} names no character set; its text is read as {peer.FallbackCharacterSet}, as the profile says");
        }
    }
}
