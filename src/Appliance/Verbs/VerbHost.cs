using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Network;
using Appliance.Node;

namespace Appliance;

/// <summary>Runs a verb's body and turns what it throws into a message and an exit code, in one place.</summary>
/// <param name="options">The options every verb takes.</param>
/// <param name="open">Makes the output once the options that shape it are known.</param>
/// <param name="surroundings">What is open already; null for a command line of its own.</param>
/// <param name="ask">Asks the person at the terminal; null when there is none.</param>
internal sealed class VerbHost(GlobalOptions options, Func<bool, bool, bool, VerbOutput> open, VerbSurroundings? surroundings, Func<string, string?>? ask)
{
    /// <summary>Gives a command its body.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="body">Does the work and returns one of <see cref="ExitCode"/>.</param>
    public void Attach(Command command, Func<VerbContext, Task<int>> body) =>
        command.SetAction((parse, cancellation) => RunAsync(parse, body, cancellation));

    private async Task<int> RunAsync(ParseResult parse, Func<VerbContext, Task<int>> body, CancellationToken cancellation)
    {
        var output = open(parse.GetValue(options.Json), parse.GetValue(options.Quiet), parse.GetValue(options.Verbose));
        try
        {
            using var context = new VerbContext(parse, options, output, surroundings, ask, cancellation);
            return await body(context);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            output.Note("interrupted");
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            var (code, message) = Explain(failure);
            output.Error(message, code);
            output.Detail(failure.ToString());
            return code;
        }
    }

    /// <summary>The exit code and the message of a failure; one that no room promises to throw is a fault of this program, and says so.</summary>
    private static (int Code, string Message) Explain(Exception failure) => failure switch
    {
        VerbException verb => (verb.ExitCode, verb.Message),
        ProfileException profile => (ExitCode.Usage, profile.Message),
        AssociationException association => (association.ExitCode, AssociationDoctor.Explain(association)),
        DimseException operation => (ExitCode.NoContext, operation.Message),
        ArchiveException archive => (ExitCodeOf(archive.Kind), archive.Message),
        DicomFormatException format => (ExitCode.InvalidInput, format.Message),
        DicomImageException image => (ExitCode.InvalidInput, image.Message),
        IOException or UnauthorizedAccessException => (ExitCode.CannotReadInput, failure.Message),
        _ => (ExitCode.Fault, $"{failure.GetType().Name}: {failure.Message} This is a fault of the program; run again with -v and report what it prints."),
    };

    private static int ExitCodeOf(ArchiveErrorKind kind) => kind switch
    {
        ArchiveErrorKind.Full or ArchiveErrorKind.ReadOnly => ExitCode.ArchiveNotWritable,
        _ => ExitCode.ArchiveUnusable,
    };
}
