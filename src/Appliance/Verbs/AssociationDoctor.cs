using Appliance.Network;

namespace Appliance;

/// <summary>What a person should change when an association came to nothing, or broke: the network says what happened, this says what to do.</summary>
internal static class AssociationDoctor
{
    /// <summary>The failure with advice, as one message.</summary>
    public static string Explain(AssociationException failure)
    {
        var advice = Advice(failure);
        var message = failure.Rejection is { } rejection && failure.Attempt is { } attempt ? $"{attempt.Called} {rejection.Says}." : failure.Message;
        return advice.Length == 0 ? message : $"{message} {advice}";
    }

    /// <summary>What to change; empty where the message says it already.</summary>
    private static string Advice(AssociationException failure) => failure switch
    {
        { ForeignProtocol: "TLS" } => "That port wants TLS: call it with --tls (or tls = true in the profile), or use its plain DICOM port.",
        { ForeignProtocol: { } protocol } => $"That is a port for {protocol}: ask for the DICOM port (104 and 11112 are usual).",
        { Rejection: { } rejection, Attempt: { } attempt } => Advice(rejection, attempt),
        { Rejection: { } rejection } => Sentence(rejection.Advice),
        { Abort: { } abort } => Sentence(abort.Advice),
        { Fault: AssociationFault.NoContextAccepted, Attempt: { } attempt } =>
            $"'appliance doctor {attempt.Called}' lists what that peer accepts; another of its titles or ports may accept more.",
        { Fault: AssociationFault.ConnectionLost, Attempt: { } attempt } =>
            $"It hung up without a word on '{attempt.CallingAeTitle}' calling '{attempt.Called.AeTitle}': some systems do that to titles or addresses they do "
            + "not know, and TLS ports do it to plain DICOM. Its log tells.",
        { Fault: AssociationFault.TimedOut, Attempt: not null } =>
            "Something takes connections there but does not answer as DICOM does: check the port; a TLS port, a firewall or a system that hangs look like this.",
        { Fault: AssociationFault.ConnectionLost } => "The peer or the network between went down: look at its log, and try again.",
        { Fault: AssociationFault.TimedOut } => "The peer hangs, or works longer than the time it is given: look at its log, and try again.",
        { Fault: AssociationFault.ProtocolViolation } => "Record the connection and show it to the makers of that system.",
        _ => "",
    };

    private static string Advice(AssociationRejection rejection, AssociationAttempt attempt) => (rejection.Source, rejection.Reason) switch
    {
        (1, 7) => $"Nothing there is called '{attempt.Called.AeTitle}': give the title it has with -aec or in the profile (upper and lower case matter).",
        (1, 3) => $"It does not know us: enter our title '{attempt.CallingAeTitle}' there, with this machine's address, or call by a title it knows with -aet.",
        (1, 1) or (2, 1) => $"It keeps the reason to itself; its log has it. Usual ones: it does not know our title '{attempt.CallingAeTitle}', "
            + $"is not called '{attempt.Called.AeTitle}', or does not allow our address.",
        (3, 1) or (3, 2) => "It has as many associations as it may: try again later, or find out who keeps them open.",
        _ => Sentence(rejection.Advice),
    };

    private static string Sentence(string advice) => $"{char.ToUpperInvariant(advice[0])}{advice.AsSpan(1)}.";
}
