using System.CommandLine;
using Appliance.Archive;
using Appliance.Network;

namespace Appliance;

/// <summary>What <c>find</c> and <c>get</c> take: the peer, the level, the model, the keys; with DCMTK's letters.</summary>
internal sealed class FindOptions
{
    public Argument<string[]> Peer { get; } = new(PeerOptions.HelpName)
    {
        Description = PeerOptions.Description,
        Arity = new ArgumentArity(1, 2),
    };

    public PeerOptions Peers { get; } = new();

    public Option<string?> Level { get; } = new("--level", "-L")
    {
        Description = "patient, study (the default), series or image.",
        HelpName = "LEVEL",
    };

    public Option<bool> PatientRoot { get; } = new("--patient", "-P") { Description = "Use the Patient Root information model." };

    public Option<bool> StudyRoot { get; } = new("--study", "-S") { Description = "Use the Study Root information model (the default, but for patients)." };

    public Option<string[]> Keys { get; } = QueryKeys.NewOption();

    public void AddTo(Command command)
    {
        command.Arguments.Add(Peer);
        Peers.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[Level, PatientRoot, StudyRoot, Keys])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The model asked for; the one that has the level where none is.</summary>
    public FindModel ModelOf(VerbContext verb, QueryLevel level)
    {
        if (verb.Value(PatientRoot) && verb.Value(StudyRoot))
        {
            throw new VerbException(ExitCode.Usage, "-P and -S are two models; name one");
        }

        if (verb.Value(StudyRoot) && level == QueryLevel.Patient)
        {
            throw new VerbException(ExitCode.Usage, "the Study Root model (-S) has no patient level; use -P");
        }

        return verb.Value(PatientRoot) || level == QueryLevel.Patient ? FindModel.PatientRoot : FindModel.StudyRoot;
    }
}
