using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>One C-GET or C-MOVE to do.</summary>
/// <param name="Source">Whom to ask.</param>
/// <param name="Identifier">The level and its unique keys.</param>
internal sealed record RetrieveTarget(Peer Source, DicomDataset Identifier);

/// <summary>What a <c>get</c> is about, after the peer was asked what it has.</summary>
/// <param name="Targets">The retrieves, in order.</param>
/// <param name="Classes">SOP Classes of the instances; null where they could not be learnt.</param>
/// <param name="LeftOut">Entities that match and cannot be retrieved, told already.</param>
internal sealed record RetrievePlanning(IReadOnlyList<RetrieveTarget> Targets, IReadOnlyList<DicomUID>? Classes, int LeftOut = 0);

/// <summary>
/// Finds out before a retrieve: which entities the keys mean (a retrieve takes unique keys alone, PS3.4 C.4.2.1.4), the Retrieve AE that each is to
/// be had from (4.2.5.3.1.3.1), and the SOP classes to expect, for which C-GET must propose contexts.
/// </summary>
/// <param name="verb">The running verb.</param>
/// <param name="peer">Who is asked.</param>
/// <param name="calling">Our title.</param>
/// <param name="model">The information model.</param>
internal sealed class RetrieveTargets(VerbContext verb, Peer peer, string calling, FindModel model)
{
    /// <summary>Most entities of one retrieve: what comes from outside is held within a limit.</summary>
    public const int MostEntities = 100_000;

    /// <summary>Most queries made to learn SOP classes; with more below, the usual contexts serve.</summary>
    public const int MostClassQueries = 64;

    private static readonly char[] NotUnique = ['*', '?'];

    private readonly Dictionary<string, Peer?> _known = [];
    private int _classQueries;
    private int _leftOut;

    /// <summary>Plans a retrieve.</summary>
    /// <param name="level">The level to retrieve at.</param>
    /// <param name="keys">The keys of the command line.</param>
    /// <param name="byMove">Whether Retrieve AE decides whom to ask; else SOP classes are learnt.</param>
    /// <exception cref="VerbException">The keys say nothing, or need a search that the peer does not offer.</exception>
    public async Task<RetrievePlanning> PlanAsync(QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> keys, bool byMove)
    {
        var given = keys.Where(key => key.Value.Length > 0 && key.Tag != DicomTag.QueryRetrieveLevel && key.Tag != DicomTag.SpecificCharacterSet).ToList();
        if (given.Count == 0)
        {
            throw new VerbException(ExitCode.Usage, "nothing to get is named: say what with -k, for example -k StudyInstanceUID=1.2.3");
        }

        var isUnique = given.TrueForAll(key => Uniques(level).Contains(key.Tag) && key.Value.IndexOfAny(NotUnique) < 0);
        var asGiven = new RetrieveTarget(peer, Identifier(level, given));
        await using var client = await TryOpenAsync(isUnique);
        if (client is null)
        {
            return new RetrievePlanning([asGiven], null);
        }

        var query = new PeerQuery(client, peer, model, verb.Output) { IsTolerant = isUnique };
        var found = await FindAsync(query, level, given);
        if (!isUnique && query.Failed > 0)
        {
            throw new VerbException(ExitCode.OperationFailed, "what to get could not be found out; name it by its UIDs, with -k StudyInstanceUID=...");
        }

        var learning = new PeerQuery(client, peer, model, verb.Output) { IsTolerant = true };
        var classes = byMove || found.Count == 0 ? null : await LearnAsync(learning, level, given, found);
        await client.ReleaseAsync(verb.Cancellation);
        var targets = found.ConvertAll(entity => new RetrieveTarget(byMove ? SourceOf(entity) : peer, Identifier(level, Path(level, given, entity))));
        if (isUnique && targets.TrueForAll(target => target.Source == targets[0].Source))
        {
            // As it was asked, in one operation, also when the peer finds nothing by these keys.
            targets = [asGiven with { Source = targets.Count > 0 ? targets[0].Source : peer }];
        }

        return new RetrievePlanning(targets, classes, _leftOut);
    }

    private async Task<DicomClient?> TryOpenAsync(bool isUnique)
    {
        try
        {
            return await Associations.OpenAsync(verb, peer.Address, calling, QueryContexts.Find(model));
        }
        catch (AssociationException refused) when (isUnique && refused.Fault == AssociationFault.NoContextAccepted)
        {
            verb.Output.Detail($"{peer.Address} cannot be searched, it is asked as the keys say: {refused.Message}");
            return null;
        }
    }

    private async Task<List<DicomDataset>> FindAsync(PeerQuery query, QueryLevel level, List<(DicomTag Tag, string Value)> given)
    {
        DicomTag[] asked = [.. Uniques(level), DicomTag.RetrieveAETitle, level == QueryLevel.Image ? DicomTag.SOPClassUID : DicomTag.SOPClassesInStudy];
        var found = new List<DicomDataset>();
        await foreach (var entity in query.AskAsync(level, [.. asked.Select(tag => (tag, "")), .. given], "", verb.Cancellation))
        {
            if (entity.GetString(QueryKeys.UniqueKeyOf(level)) is null)
            {
                _leftOut++;
                verb.Output.Error($"{peer.Address} answered without {QueryKeys.UniqueKeyOf(level).Keyword}: that entity cannot be retrieved");
                continue;
            }

            if (found.Count == MostEntities)
            {
                _leftOut++;
                verb.Output.Error($"more than {MostEntities} entities match, the most that are retrieved at once: narrow with -k");
                break;
            }

            found.Add(entity);
        }

        return found;
    }

    /// <summary>
    /// The first Retrieve AE (0008,0054) that is the peer itself or one that the profile knows; the peer where none is known.
    /// </summary>
    private Peer SourceOf(DicomDataset entity)
    {
        var titles = entity.GetStrings(DicomTag.RetrieveAETitle);
        foreach (var title in titles)
        {
            if (title == peer.Address.AeTitle)
            {
                return peer;
            }

            if (KnownAs(title) is { } other)
            {
                verb.Output.Detail($"{peer.Address} says that it is to be had from {other.Address}");
                return other;
            }
        }

        if (titles.Count > 0)
        {
            verb.Output.Detail($"{peer.Address} says that it is to be had from {TerminalText.Clean(string.Join(", ", titles))}, which the profile does not know: it is asked itself");
        }

        return peer;
    }

    /// <summary>The peer of the profile with a title, ready to be called; each made once, so that its retrieves go on one association.</summary>
    private Peer? KnownAs(string title)
    {
        if (!_known.TryGetValue(title, out var known))
        {
            _known[title] = known = verb.Profile.Peers.Peers.FirstOrDefault(entry => entry.Address.AeTitle == title)?.Ready();
        }

        return known;
    }

    private async Task<IReadOnlyList<DicomUID>?> LearnAsync(
        PeerQuery query, QueryLevel level, List<(DicomTag Tag, string Value)> given, List<DicomDataset> entities)
    {
        var classes = new HashSet<DicomUID>();
        foreach (var entity in entities)
        {
            if (!await LearnAsync(query, level, Path(level, given, entity), entity, classes))
            {
                verb.Output.Detail("the SOP classes to expect could not be learnt: the usual storage contexts are proposed");
                return null;
            }
        }

        return [.. classes];
    }

    /// <summary>Adds the classes of one entity: as it says itself, else as the images below it say.</summary>
    private async Task<bool> LearnAsync(
        PeerQuery query, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> path, DicomDataset entity, HashSet<DicomUID> classes)
    {
        var told = entity.GetStrings(level == QueryLevel.Image ? DicomTag.SOPClassUID : DicomTag.SOPClassesInStudy);
        classes.UnionWith(told.Select(uid => new DicomUID(uid)));
        if (told.Count > 0 || level == QueryLevel.Image)
        {
            return told.Count > 0;
        }

        if (++_classQueries > MostClassQueries)
        {
            return false;
        }

        var below = level + 1;
        var unique = QueryKeys.UniqueKeyOf(below);
        var asked = below == QueryLevel.Image ? DicomTag.SOPClassUID : DicomTag.SOPClassesInStudy;
        var children = new List<DicomDataset>();
        await foreach (var child in query.AskAsync(below, [(unique, ""), (asked, ""), .. path], $" below {path[^1].Value}", verb.Cancellation))
        {
            if (children.Count == MostEntities)
            {
                return false;
            }

            children.Add(child);
        }

        foreach (var child in children)
        {
            if (child.GetString(unique) is not { } uid || !await LearnAsync(query, below, [.. path, (unique, uid)], child, classes))
            {
                return false;
            }
        }

        return query.Failed == 0;
    }

    /// <summary>The unique keys of an entity, from its answer, else as they were given.</summary>
    private List<(DicomTag Tag, string Value)> Path(QueryLevel level, List<(DicomTag Tag, string Value)> given, DicomDataset entity) =>
    [
        .. Uniques(level).Select(tag => (tag, entity.GetString(tag) ?? given.LastOrDefault(key => key.Tag == tag).Value ?? "")).Where(key => key.Item2.Length > 0),
    ];

    private IEnumerable<DicomTag> Uniques(QueryLevel level)
    {
        for (var each = RequestedKeys.TopOf(model); each <= level; each++)
        {
            yield return QueryKeys.UniqueKeyOf(each);
        }
    }

    // 4.2.5.3.1.3.1: unique keys alone, which are ASCII.
    private static DicomDataset Identifier(QueryLevel level, IEnumerable<(DicomTag Tag, string Value)> keys)
    {
        var identifier = QueryKeys.Identifier(level, keys);
        identifier.Remove(DicomTag.SpecificCharacterSet);
        return identifier;
    }
}
