using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Appliance;

/// <summary>The whole command line: every verb, the options they share, and how a run ends.</summary>
internal static class CommandLine
{
    /// <summary>How long a verb may take to end itself after Ctrl-C or SIGTERM.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="standardOutput">Takes results and help.</param>
    /// <param name="standardError">Takes notes, progress and errors.</param>
    /// <param name="errorIsTerminal">Whether a person watches standard error.</param>
    /// <param name="cancellation">Ends the verb, as Ctrl-C does.</param>
    /// <param name="surroundings">What is open already, when a verb runs inside another.</param>
    /// <param name="ask">Asks the person at the terminal a question and returns the line typed; null when there is nobody to ask.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments, TextWriter standardOutput, TextWriter standardError, bool errorIsTerminal, CancellationToken cancellation,
        VerbSurroundings? surroundings = null, Func<string, string?>? ask = null)
    {
        var root = Build((json, quiet, verbose) => new VerbOutput(standardOutput, standardError, errorIsTerminal)
        {
            IsJson = json,
            IsQuiet = quiet,
            IsVerbose = verbose,
        }, surroundings, ask);

        // Bundling would read -aet as -a -e -t.
        var parse = root.Parse(arguments, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parse.Action is ParseErrorAction)
        {
            // The usual answer to a slip is the whole help; the one line that says what is wrong would drown in it.
            var output = new VerbOutput(standardOutput, standardError, errorIsTerminal: false) { IsJson = arguments.Contains("--json") };
            output.Error(string.Join(" ", parse.Errors.Select(error => error.Message)), ExitCode.Usage);
            output.Note($"'{string.Join(' ', NamesOf(parse.CommandResult))} --help' shows how it is meant");
            return ExitCode.Usage;
        }

        return await parse.InvokeAsync(
            new InvocationConfiguration
            {
                Output = standardOutput,
                Error = standardError,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationTimeout,
            },
            cancellation);
    }

    private static IEnumerable<string> NamesOf(CommandResult command) =>
        command.Parent is CommandResult above ? NamesOf(above).Append(command.Command.Name) : ["appliance"];

    private static RootCommand Build(Func<bool, bool, bool, VerbOutput> open, VerbSurroundings? surroundings, Func<string, string?>? ask)
    {
        var options = new GlobalOptions();
        var host = new VerbHost(options, open, surroundings, ask);
        var root = new RootCommand("A DICOM node, archive, console browser and viewer in one file.");
        foreach (var option in options.All)
        {
            root.Options.Add(option);
        }

        foreach (var verb in (ReadOnlySpan<Verb>)
        [
            BrowseVerb.Create(host),
            ServeVerb.Create(host),
            ViewVerb.Create(host),
            ImportVerb.Create(host),
            LsVerb.Create(host),
            DumpVerb.Create(host),
            RenderVerb.Create(host),
            ExportVerb.Create(host),
            DeleteVerb.Create(host),
            EchoVerb.Create(host),
            FindVerb.Create(host),
            SendVerb.Create(host),
            GetVerb.Create(host),
            DemoVerb.Create(host),
            CheckVerb.Create(host),
            RebuildVerb.Create(host),
            DoctorVerb.Create(host),
        ])
        {
            root.Subcommands.Add(verb);
        }

        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new HelpWithExamples((HelpAction)help.Action!);
        }

        BrowseVerb.AttachTo(root, host);
        return root;
    }
}
