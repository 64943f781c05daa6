using System.CommandLine;
using Appliance.Archive;
using Appliance.Node;

namespace Appliance;

/// <summary>
/// What a running verb works with. The profile is read and the archive opened when they are first asked for; a verb that needs neither
/// touches neither. Disposing closes the archive.
/// </summary>
internal sealed class VerbContext(
    ParseResult parse, GlobalOptions options, VerbOutput output, VerbSurroundings? surroundings, Func<string, string?>? ask, CancellationToken cancellation)
    : IDisposable
{
    private NodeProfile? _profile;
    private DicomArchive? _archive;
    private StudyHolds? _holds;

    /// <summary>Where to write.</summary>
    public VerbOutput Output => output;

    /// <summary>Set by Ctrl-C and SIGTERM.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>The profile, with <c>--data</c> laid over it.</summary>
    public NodeProfile Profile => _profile ??= surroundings?.Profile ?? Composition.ReadProfile(parse.GetValue(options.Profile), parse.GetValue(options.Data));

    /// <summary>The archive, open for reading alone.</summary>
    /// <exception cref="ArchiveException">There is none, or it cannot be read.</exception>
    public DicomArchive Archive => surroundings?.Archive ?? (_archive ??= Composition.OpenArchive(Profile, readOnly: true));

    /// <summary>Holds the study of an instance until the verb ends, so that retention does not take it from under it.</summary>
    public void Hold(InstanceRow row) => (_holds ??= Archive.HoldStudies()).TryHold(row);

    /// <summary>The value of an option of this verb.</summary>
    public T? Value<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>The value of an argument of this verb.</summary>
    public T? Value<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>Asks the person at the terminal; null when there is none to be asked.</summary>
    public bool? Confirm(string question) => ask is null ? null : ask(question)?.Trim().ToUpperInvariant() is "Y" or "YES";

    /// <summary>Closes the archive, if it was opened.</summary>
    public void Dispose()
    {
        _holds?.Dispose();
        _archive?.Dispose();
    }
}
