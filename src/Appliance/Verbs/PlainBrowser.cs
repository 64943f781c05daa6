using System.Threading.Channels;
using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>Browsing where there is no screen to draw on: the studies there are, then a line for each instance that comes in, until Ctrl-C.</summary>
internal static class PlainBrowser
{
    private const int WaitingChanges = 4096;

    public static async Task<int> RunAsync(VerbContext verb, ApplianceNode node, DicomArchive archive)
    {
        // A reader that is slow must not hold up the node: what does not fit is left out, oldest first.
        var changes = Channel.CreateBounded<ArchiveChange>(new BoundedChannelOptions(WaitingChanges) { FullMode = BoundedChannelFullMode.DropOldest });
        void Post(ArchiveChange change) => changes.Writer.TryWrite(change);

        archive.Changed += Post;
        try
        {
            verb.Output.Note($"listening {node.AeTitle}@{node.LocalEndPoint}");
            List(verb, archive);
            await foreach (var change in changes.Reader.ReadAllAsync(verb.Cancellation))
            {
                Tell(verb.Output, change);
            }
        }
        catch (OperationCanceledException) when (verb.Cancellation.IsCancellationRequested)
        {
            verb.Output.Note("stopping");
        }
        finally
        {
            archive.Changed -= Post;
        }

        return ExitCode.Success;
    }

    private static void List(VerbContext verb, DicomArchive archive)
    {
        var columns = QueryKeys.UsualColumns(QueryLevel.Study);
        var table = new MatchTable(verb.Output, columns);
        var identifier = QueryKeys.Identifier(QueryLevel.Study, columns.Select(tag => (tag, "")));
        foreach (var study in archive.Query(new QueryRequest(QueryLevel.Study, identifier), verb.Cancellation))
        {
            table.Add(study);
        }

        table.Flush();
    }

    private static void Tell(VerbOutput output, ArchiveChange change)
    {
        output.Line($"{change.Kind} {change.StudyUid} {change.SeriesUid} {change.SopInstanceUid}");
        output.Json(json =>
        {
            json.WriteString("change", change.Kind.ToString());
            json.WriteString("studyInstanceUid", change.StudyUid.ToString());
            json.WriteString("seriesInstanceUid", change.SeriesUid.ToString());
            json.WriteString("sopInstanceUid", change.SopInstanceUid.ToString());
        });
    }
}
