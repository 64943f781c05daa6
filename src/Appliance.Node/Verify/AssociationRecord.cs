using Appliance.Network;

namespace Appliance.Node;

/// <summary>What the node remembers of one association, or of one attempt, as of one moment. Holds no patient data.</summary>
public sealed record AssociationRecord
{
    /// <summary>The seconds that <see cref="Recent"/> is about.</summary>
    public const int RecentSeconds = 10;

    /// <summary>The operation that carries an instance.</summary>
    internal const string StoreVerb = "C-STORE";

    /// <summary>Who asked, from where, with which contexts.</summary>
    public required AssociationInfo Association { get; init; }

    /// <summary>How long it has been open, or was.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it ended, in words; null while it is open.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether it was refused.</summary>
    public bool IsRejected { get; init; }

    /// <summary>Operations that ended, by service name (<c>C-STORE</c>, <c>C-FIND</c>, ...).</summary>
    public IReadOnlyDictionary<string, int> Operations { get; init; } = new Dictionary<string, int>();

    /// <summary>Instances that C-STORE carried, either way, without those that failed.</summary>
    public int Instances { get; init; }

    /// <summary>Operations that ended with a failure status.</summary>
    public int Failures { get; init; }

    /// <summary>The last failure status, in words; null when there was none.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Data set bytes that went either way.</summary>
    public long Bytes { get; init; }

    /// <summary>The rate over its whole life.</summary>
    public AssociationRate Overall => AssociationRate.Of(Instances, Bytes, Duration);

    /// <summary>The rate of its last <see cref="RecentSeconds"/> seconds; zero once it has ended.</summary>
    public AssociationRate Recent { get; init; }
}
