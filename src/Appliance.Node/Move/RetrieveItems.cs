using System.Collections;
using Appliance.Archive;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// The instances of a retrieve. Of each only its row is held, with the text that neighbours have in common held once, and what is needed to send
/// it is made when its turn comes: a retrieve of 100,000 instances holds some tens of megabytes, and no stream but the one being sent.
/// </summary>
internal sealed class RetrieveItems : IReadOnlyList<StoreItem>
{
    private readonly DicomArchive _archive;
    private readonly List<InstanceRow> _rows = [];

    /// <summary>Reads the rows.</summary>
    /// <param name="archive">Where the instances lie; open as long as the items are sent.</param>
    /// <param name="rows">The rows, in the order to send.</param>
    public RetrieveItems(DicomArchive archive, IEnumerable<InstanceRow> rows)
    {
        _archive = archive;
        foreach (var row in rows)
        {
            _rows.Add(_rows.Count == 0 ? row : SharingTextWith(_rows[^1], row));
        }
    }

    /// <inheritdoc/>
    public int Count => _rows.Count;

    /// <summary>
    /// One instance, looked up again as its turn comes: a retrieve of many may take long, and what has been replaced meanwhile goes out as it is
    /// now. One that was deleted fails when it is opened.
    /// </summary>
    public StoreItem this[int index]
    {
        get
        {
            var row = _rows[index];
            return StoredItems.Of(_archive, _archive.TryGetInstance(row.SopInstanceUid, out var now) ? now : row);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<StoreItem> GetEnumerator() => _rows.Select(row => StoredItems.Of(_archive, row)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static InstanceRow SharingTextWith(InstanceRow last, InstanceRow row) => row with
    {
        PatientId = Shared(last.PatientId, row.PatientId),
        StudyUid = Shared(last.StudyUid, row.StudyUid),
        SeriesUid = Shared(last.SeriesUid, row.SeriesUid),
        SopClassUid = Shared(last.SopClassUid, row.SopClassUid),
        TransferSyntax = Shared(last.TransferSyntax, row.TransferSyntax),
        SourceAet = Shared(last.SourceAet, row.SourceAet),
        Modality = Shared(last.Modality, row.Modality),
    };

    private static T Shared<T>(T last, T now)
        where T : IEquatable<T> => last.Equals(now) ? last : now;
}
