using Appliance.Network;

namespace Appliance.Node;

/// <summary>
/// Who is connected, and who was: open associations, the latest that ended or were refused, and connections that never became one.
/// Kept in memory within a bound, and written to a file where there is one. Thread-safe; holds no patient data.
/// </summary>
public sealed class AssociationLog : IAssociationObserver
{
    /// <summary>How many ended associations are remembered.</summary>
    public const int Remembered = 256;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, AssociationTally> _open = [];
    private readonly Queue<AssociationRecord> _ended = new();
    private readonly TimeProvider _clock;
    private readonly AssociationLogFile? _file;

    /// <summary>Begins an empty log.</summary>
    /// <param name="clock">What time it is.</param>
    /// <param name="file">Where ended associations are written too; null for memory alone. Not owned.</param>
    public AssociationLog(TimeProvider clock, AssociationLogFile? file = null)
    {
        _clock = clock;
        _file = file;
    }

    /// <summary>Raised after every change, on the task of the association: handlers only post.</summary>
    public event Action? Changed;

    /// <summary>Raised when a service failed for a reason that is not the peer's doing.</summary>
    public event Action<AssociationInfo, string, Exception>? ServiceFailed;

    /// <summary>The open associations, oldest first.</summary>
    public IReadOnlyList<AssociationRecord> Open
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Values.Select(tally => tally.Record()).OrderBy(record => record.Association.Started)];
            }
        }
    }

    /// <summary>The latest associations that ended or were refused, oldest first.</summary>
    public IReadOnlyList<AssociationRecord> Ended
    {
        get
        {
            lock (_lock)
            {
                return [.. _ended];
            }
        }
    }

    /// <inheritdoc/>
    public void Opened(AssociationInfo association)
    {
        lock (_lock)
        {
            _open[association.Id] = new AssociationTally(association, _clock);
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Rejected(AssociationInfo association, AssociationRejection rejection) =>
        End(new AssociationRecord { Association = association, IsRejected = true }, association.IsInbound ? rejection.ToStringFor(association) : rejection.ToString());

    /// <inheritdoc/>
    public void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(association.Id, out var tally))
            {
                tally.Count(verb, status, bytes);
            }
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Closed(AssociationInfo association, string outcome)
    {
        AssociationRecord? record = null;
        lock (_lock)
        {
            if (_open.Remove(association.Id, out var tally))
            {
                record = tally.Record() with { Recent = default };
            }
        }

        End(record ?? new AssociationRecord { Association = association }, outcome);
    }

    /// <inheritdoc/>
    public void Remarked(AssociationInfo association, string verb, string remark) =>
        _file?.WriteRemark(_clock.GetUtcNow(), association, verb, remark);

    /// <inheritdoc/>
    public void Failed(AssociationInfo association, string verb, Exception error)
    {
        _file?.WriteFailure(_clock.GetUtcNow(), association, verb, error);
        ServiceFailed?.Invoke(association, verb, error);
    }

    /// <inheritdoc/>
    public void Disconnected(string remote, string reason) => _file?.WriteDisconnected(_clock.GetUtcNow(), remote, reason);

    private void End(AssociationRecord record, string outcome)
    {
        var ended = record with { Ended = _clock.GetUtcNow(), Outcome = outcome };
        lock (_lock)
        {
            _ended.Enqueue(ended);
            if (_ended.Count > Remembered)
            {
                _ended.Dequeue();
            }
        }

        _file?.Write(ended);
        Changed?.Invoke();
    }
}
