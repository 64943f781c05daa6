using System.Globalization;
using Appliance.Archive;

namespace Appliance.Node;

/// <summary>
/// Runs an archive's retention beside the node: shortly after objects came in, and by the clock. Tells each study that went, by its UID, and once
/// when whatever could go is in use. Disposing ends a pass between two studies.
/// </summary>
internal sealed class RetentionSchedule : IDisposable
{
    /// <summary>The longest time between two passes.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long after the first object that came in since the last pass.</summary>
    public static readonly TimeSpan AfterIngest = TimeSpan.FromSeconds(10);

    private readonly DicomArchive _archive;
    private readonly RetentionPolicy _policy;
    private readonly Action<string> _news;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly Lock _running = new();
    private readonly ITimer _timer;
    private bool _isSoon;
    private bool _isOver;
    private string? _trouble;

    private RetentionSchedule(DicomArchive archive, RetentionPolicy policy, TimeProvider clock, Action<string> news)
    {
        _archive = archive;
        _policy = policy;
        _news = news;
        _timer = clock.CreateTimer(_ => Run(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is the matter now, in words; null when the archive keeps its limits.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Begins, if the policy asks for anything and the archive can be changed.</summary>
    /// <param name="archive">Stays the caller's, who disposes the schedule first.</param>
    /// <param name="policy">The limits.</param>
    /// <param name="clock">Says when.</param>
    /// <param name="news">Told what was deleted and what could not be; without patient data.</param>
    public static RetentionSchedule? Begin(DicomArchive archive, RetentionPolicy policy, TimeProvider clock, Action<string> news)
    {
        if (!policy.IsOn || archive.IsReadOnly)
        {
            return null;
        }

        var schedule = new RetentionSchedule(archive, policy, clock, news);
        archive.Changed += schedule.OnChanged;
        schedule.Soon();
        return schedule;
    }

    /// <summary>Ends it; a pass under way ends first.</summary>
    public void Dispose()
    {
        _archive.Changed -= OnChanged;
        lock (_gate)
        {
            _isOver = true;
            _timer.Dispose();
        }

        _end.Cancel();
        lock (_running)
        {
            _end.Dispose();
        }
    }

    private void OnChanged(ArchiveChange change)
    {
        if (change.Kind != ArchiveChangeKind.Deleted)
        {
            Soon();
        }
    }

    private void Soon()
    {
        lock (_gate)
        {
            if (!_isSoon && !_isOver)
            {
                _isSoon = true;
                _timer.Change(AfterIngest, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Run()
    {
        lock (_gate)
        {
            _isSoon = false;
        }

        lock (_running)
        {
            Pass();
        }

        lock (_gate)
        {
            if (!_isSoon && !_isOver)
            {
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Pass()
    {
        if (_isOver)
        {
            return;
        }

        try
        {
            var result = _archive.Retain(_policy, _end.Token);
            foreach (var study in result.Deleted)
            {
                _news(string.Create(CultureInfo.InvariantCulture,
                    $"retention deleted study {study.StudyUid}: {study.Instances} instances, {study.Bytes / 1048576.0:0.0} MiB"));
            }

            Tell(result.Excess == 0 ? null : string.Create(CultureInfo.InvariantCulture,
                $"retention: the archive is {result.Excess / 1048576.0:0.0} MiB above its limits, and {(result.InUse == 0 ? "nothing is left that could go" : "whatever could go is in use")}; it goes on later"));
        }
        catch (OperationCanceledException)
        {
            // The node stops: the next start goes on.
        }
        catch (ArchiveException failure)
        {
            Tell($"retention could not do its work, it tries again: {failure.Message}");
        }
    }

    /// <summary>A state is told when it begins and when it ends, not with every pass.</summary>
    private void Tell(string? trouble)
    {
        // The figures of a state change with every pass, the state does not.
        var was = Trouble;
        Volatile.Write(ref _trouble, trouble);
        if (trouble is not null && was is null)
        {
            _news(trouble);
        }
        else if (trouble is null && was is not null)
        {
            _news("retention: the archive keeps its limits again");
        }
    }
}
