using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>Cuts a selection into runs that fit one association each: an association has at most 128 presentation contexts (PS3.8 9.3.2.2).</summary>
internal static class SendBatches
{
    /// <summary>
    /// Kinds of object (class and syntax) in one association. Each takes up to six contexts in the pattern of 4.2.3.3.1.2: one for each of the five
    /// syntaxes, and one with all.
    /// </summary>
    public const int MostKinds = StorageContexts.Limit / 6;

    /// <summary>The selection in runs, in its own order.</summary>
    public static IEnumerable<List<(string Name, StoreItem Item)>> Of(IEnumerable<(string Name, StoreItem Item)> items)
    {
        var batch = new List<(string Name, StoreItem Item)>();
        var kinds = new HashSet<(DicomUID, DicomTransferSyntax)>();
        foreach (var entry in items)
        {
            var kind = (entry.Item.SopClassUid, entry.Item.TransferSyntax);
            if (!kinds.Contains(kind) && kinds.Count == MostKinds)
            {
                yield return batch;
                batch = [];
                kinds.Clear();
            }

            kinds.Add(kind);
            batch.Add(entry);
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
