namespace Appliance.Network;

/// <summary>An association that was asked for.</summary>
/// <param name="Called">Whom, by which title.</param>
/// <param name="CallingAeTitle">By which title of ours.</param>
public sealed record AssociationAttempt(PeerAddress Called, string CallingAeTitle);
