using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>
/// <c>find --recursive</c>: the tree below what matches, level by level on one association (4.2.4.3, 4.2.4.3.1.3.1). Each answer triggers a
/// query of the next lower level with the unique keys above it. The answers of a level are held while its children are asked for, since an
/// association carries one operation at a time.
/// </summary>
/// <param name="query">Asks the peer.</param>
/// <param name="keys">The keys of the command line; each is asked at its own level.</param>
/// <param name="tree">Takes the entities, parents before children.</param>
/// <param name="output">Told of what cannot be followed.</param>
internal sealed class RecursiveFind(
    PeerQuery query, IReadOnlyList<(DicomTag Tag, string Value)> keys, Action<QueryLevel, DicomDataset> tree, VerbOutput output)
{
    /// <summary>Most answers of one query that are followed: what comes from outside is held within a limit.</summary>
    public const int MostFollowed = 100_000;

    /// <summary>Entities found, of all levels.</summary>
    public int Count { get; private set; }

    /// <summary>Entities whose children could not be asked for.</summary>
    public int NotFollowed { get; private set; }

    /// <summary>Walks the tree down from a level.</summary>
    /// <param name="top">The level to begin with.</param>
    /// <param name="ct">Cancels, by C-CANCEL of the query under way.</param>
    public Task RunAsync(QueryLevel top, CancellationToken ct) => WalkAsync(top, top, [], ct);

    private async Task WalkAsync(QueryLevel top, QueryLevel level, IReadOnlyList<(DicomTag Tag, string Value)> path, CancellationToken ct)
    {
        var followed = new List<DicomDataset>();
        var below = path.Count == 0 ? "" : $" below {path[^1].Value}";
        await foreach (var found in query.AskAsync(level, [.. Asked(top, level), .. path], below, ct))
        {
            AddPath(found, path);
            if (level == QueryLevel.Image)
            {
                Count++;
                tree(level, found);
                continue;
            }

            if (followed.Count == MostFollowed)
            {
                NotFollowed++;
                output.Error(string.Create(CultureInfo.InvariantCulture,
                    $"the {QueryKeys.NameOf(level)} query{below} has more than {MostFollowed} answers, the most that are followed: narrow it with -k"));
                break;
            }

            followed.Add(found);
        }

        foreach (var found in followed)
        {
            Count++;
            tree(level, found);
            var unique = QueryKeys.UniqueKeyOf(level);
            if (found.GetString(unique) is { } value)
            {
                await WalkAsync(top, level + 1, [.. path, (unique, value)], ct);
            }
            else
            {
                NotFollowed++;
                output.Error($"the peer answered at the {QueryKeys.NameOf(level)} level without {unique.Keyword}: what is below cannot be asked for");
            }
        }
    }

    /// <summary>All keys of the table at that level, and those of the command line that belong there.</summary>
    private IEnumerable<(DicomTag Tag, string Value)> Asked(QueryLevel top, QueryLevel level) =>
        RequestedKeys.Of(level, query.Model).Select(tag => (tag, ""))
            .Concat(keys.Where(key => IsAskedAt(key.Tag, top, level)));

    private bool IsAskedAt(DicomTag tag, QueryLevel top, QueryLevel level)
    {
        // A unique key from above the first level is owed from there on; below it, the path gives it.
        var own = RequestedKeys.LevelOf(tag, query.Model, other: top);
        return own == level || (own < top && (level == top || tag == QueryKeys.UniqueKeyOf(own))) || tag == DicomTag.SpecificCharacterSet;
    }

    /// <summary>An answer says whose child it is, also where the peer left that out.</summary>
    private static void AddPath(DicomDataset found, IReadOnlyList<(DicomTag Tag, string Value)> path)
    {
        foreach (var (tag, value) in path)
        {
            if (found.GetString(tag) is null)
            {
                found.Set(tag, value);
            }
        }
    }
}
