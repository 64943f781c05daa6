using System.Globalization;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>Opens associations for the verbs that call a peer, and tells their contexts with <c>-v</c>.</summary>
internal static class Associations
{
    /// <summary>Connects and negotiates.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="peer">Whom to call.</param>
    /// <param name="calling">Our title.</param>
    /// <param name="contexts">What to propose.</param>
    /// <param name="options">Limits and times; null for those of the profile.</param>
    /// <exception cref="AssociationException">Told in words: who refused, why, what to change.</exception>
    public static async Task<DicomClient> OpenAsync(
        VerbContext verb, PeerAddress peer, string calling, IReadOnlyList<PresentationContextRequest> contexts, NetworkOptions? options = null)
    {
        verb.Output.Detail($"calling {peer} as {calling}");
        var client = await DicomClient.ConnectAsync(peer, calling, contexts, options ?? ApplianceNode.NetworkOptionsOf(verb.Profile), verb.Cancellation);
        Tell(verb.Output, client.Association);
        return client;
    }

    /// <summary>
    /// Opens an association to the node that has the archive of the profile open on this machine; null when none runs, or the notice it left
    /// is out of date.
    /// </summary>
    public static async Task<DicomClient?> TryOpenLocalAsync(VerbContext verb, IReadOnlyList<PresentationContextRequest> contexts)
    {
        if (RunningNode.Find(verb.Profile.DataFolder, out var isSecure) is not { } node)
        {
            return null;
        }

        if (isSecure && verb.Profile.Tls is { } tls)
        {
            node = node with { Tls = tls.LoadForLocal() };
        }

        try
        {
            return await OpenAsync(verb, node, verb.Profile.AeTitle, contexts);
        }
        catch (AssociationException gone) when (gone.Fault is AssociationFault.NotConnected or AssociationFault.Rejected)
        {
            verb.Output.Detail($"the notice of a running node is out of date: {gone.Message}");
            return null;
        }
    }

    /// <summary>Tells both context lists of an association: what was proposed, and what became of it.</summary>
    public static void Tell(VerbOutput output, AssociationInfo association)
    {
        if (!output.IsVerbose)
        {
            return;
        }

        output.Detail(association.Security is { } security ? $"protected by {security}" : "not protected by TLS");
        output.Detail($"peer {PeerText(association)}");
        foreach (var context in association.Contexts)
        {
            var proposed = string.Join(", ", context.Proposed.Select(syntax => syntax.Name));
            var answer = context.IsAccepted ? "accepted: " + context.TransferSyntax!.Name : ContextWords.Of(context.Result);
            output.Detail($"  {context.Id,3}  {context.AbstractSyntax.Name}");
            output.Detail($"       proposed: {proposed}");
            output.Detail($"       {answer}");
        }
    }

    /// <summary>What an association tells of the other side: address, implementation, PDU length.</summary>
    public static string PeerText(AssociationInfo association)
    {
        var implementation = TerminalText.Clean($"{association.PeerImplementationVersion} {association.PeerImplementationClassUid}".Trim());
        var length = association.PeerMaxPduLength == 0 ? "any length" : string.Create(CultureInfo.InvariantCulture, $"{association.PeerMaxPduLength} bytes");
        return $"{association.Remote}, implementation {(implementation.Length == 0 ? "not told" : implementation)}, takes PDUs of {length}";
    }
}
