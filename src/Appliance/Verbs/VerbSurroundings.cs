using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// What a verb finds already open when it is run from inside another one, as the browser's command line runs <c>send</c> and <c>export</c>:
/// an archive has one owner, so the verb must take the owner's.
/// </summary>
/// <param name="Profile">The profile in force.</param>
/// <param name="Archive">The open archive; stays its owner's.</param>
internal sealed record VerbSurroundings(NodeProfile Profile, DicomArchive Archive);
