using Appliance.Network;

namespace Appliance.Node;

/// <summary>What the node remembers of one association, or of one attempt. Holds no patient data.</summary>
public sealed record AssociationRecord
{
    /// <summary>Who asked, from where, with which contexts.</summary>
    public required AssociationInfo Association { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it ended, in words; null while it is open.</summary>
    public string? Outcome { get; init; }

    /// <summary>Whether it was refused.</summary>
    public bool IsRejected { get; init; }

    /// <summary>Operations that ended, by service name (<c>C-STORE</c>, <c>C-FIND</c>, ...).</summary>
    public IReadOnlyDictionary<string, int> Operations { get; init; } = new Dictionary<string, int>();

    /// <summary>Operations that ended with a failure status.</summary>
    public int Failures { get; init; }

    /// <summary>The last failure status, in words; null when there was none.</summary>
    public string? LastFailure { get; init; }

    /// <summary>Data set bytes that went either way.</summary>
    public long Bytes { get; init; }

    /// <summary>The record with one more operation counted.</summary>
    internal AssociationRecord With(string verb, DicomStatus status, long bytes) => this with
    {
        Operations = new Dictionary<string, int>(Operations) { [verb] = Operations.GetValueOrDefault(verb) + 1 },
        Failures = Failures + (status.IsFailure ? 1 : 0),
        LastFailure = status.IsFailure ? $"{verb}: {status}" : LastFailure,
        Bytes = Bytes + bytes,
    };
}
