namespace Appliance.Network;

/// <summary>
/// What a node offers on its one AE title. A service that is null is not offered: its presentation contexts are refused.
/// C-ECHO is always answered.
/// </summary>
/// <param name="AeTitle">The title the node is called by, and calls by when it carries out a C-MOVE.</param>
/// <param name="Store">Receives C-STORE.</param>
/// <param name="Find">Answers C-FIND.</param>
/// <param name="Retrieve">Resolves C-GET and C-MOVE.</param>
/// <param name="Observer">Is told of everything.</param>
public sealed record NodeServices(
    string AeTitle,
    IStoreService? Store = null,
    IFindService? Find = null,
    IRetrieveService? Retrieve = null,
    IAssociationObserver? Observer = null);
