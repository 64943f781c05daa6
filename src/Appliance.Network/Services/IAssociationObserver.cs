namespace Appliance.Network;

/// <summary>
/// Is told of everything that happens to the associations of a node, those it accepts and those it opens for a C-MOVE
/// (<see cref="AssociationInfo.IsInbound"/> tells them apart). Called on the tasks of the associations, several at a time:
/// implementations are thread-safe, quick, and throw nothing.
/// </summary>
public interface IAssociationObserver
{
    /// <summary>An association was accepted: by us, or by the peer that we called.</summary>
    void Opened(AssociationInfo association);

    /// <summary>An association was asked for and refused: by us, or by the peer that we called.</summary>
    /// <param name="association">Who asked, with the contexts proposed.</param>
    /// <param name="rejection">Who refused, why, and what to change.</param>
    void Rejected(AssociationInfo association, AssociationRejection rejection);

    /// <summary>A DIMSE operation ended with its final response.</summary>
    /// <param name="association">On which association.</param>
    /// <param name="verb">The service: <c>C-ECHO</c>, <c>C-STORE</c>, <c>C-FIND</c>, <c>C-GET</c> or <c>C-MOVE</c>.</param>
    /// <param name="status">The final status.</param>
    /// <param name="bytes">Data set bytes received (C-STORE) or sent (C-FIND, C-GET, C-MOVE).</param>
    void Operation(AssociationInfo association, string verb, DicomStatus status, long bytes);

    /// <summary>
    /// An association ended. It comes alone, without <see cref="Opened"/>, for one that we could not open because nobody answered or because
    /// no presentation context was accepted.
    /// </summary>
    /// <param name="association">Which.</param>
    /// <param name="outcome">How, in words: "released by the peer", "aborted by the peer (service user)", "idle for 10 minutes".</param>
    void Closed(AssociationInfo association, string outcome);

    /// <summary>An operation succeeded, with something about it that is worth knowing and that the peer is not told.</summary>
    /// <param name="association">On which association.</param>
    /// <param name="verb">The service, as in <see cref="Operation"/>.</param>
    /// <param name="remark">What there is to know; it names UIDs, never a patient.</param>
    void Remarked(AssociationInfo association, string verb, string remark);

    /// <summary>A service failed in a way that is not the peer's doing; the operation is answered with a failure.</summary>
    /// <param name="association">On which association.</param>
    /// <param name="verb">The service, as in <see cref="Operation"/>.</param>
    /// <param name="error">What went wrong.</param>
    void Failed(AssociationInfo association, string verb, Exception error);

    /// <summary>A connection ended before it asked for an association: a port scan, garbage, nothing within the ARTIM time.</summary>
    /// <param name="remote">Transport address of the other side.</param>
    /// <param name="reason">What happened, in words.</param>
    void Disconnected(string remote, string reason);
}
