using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// Fails one DIMSE operation and leaves the association alive. Thrown by services to answer a failure with a comment, and by the client
/// when an operation cannot be carried out on the contexts that were accepted.
/// </summary>
public sealed class DimseException : Exception
{
    /// <summary>A failure with its status and words.</summary>
    /// <param name="status">The status to answer, or that describes the failure best.</param>
    /// <param name="message">What was asked, what was found, what to do. Its first 64 plain characters travel as Error Comment.</param>
    /// <param name="inner">The cause, or null.</param>
    public DimseException(DicomStatus status, string message, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>The status.</summary>
    public DicomStatus Status { get; }

    /// <summary>Offending Element (0000,0901) to answer.</summary>
    public IReadOnlyList<DicomTag>? OffendingElements { get; init; }
}
