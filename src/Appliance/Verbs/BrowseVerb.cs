using System.CommandLine;
using Appliance.Archive;
using Appliance.Browser;
using Appliance.Node;

namespace Appliance;

/// <summary><c>browse</c>, and the program without a verb: the node and a look into its archive, in one process.</summary>
internal static class BrowseVerb
{
    // What the browser's command line may run: verbs that work on the archive as it is, print, and end by themselves.
    private static readonly IReadOnlyList<string> InnerVerbs = ["send", "export", "echo", "find", "get", "dump", "ls"];

    public static Verb Create(VerbHost host)
    {
        var options = new ServeOptions();
        var look = new LookOptions();
        var verb = new Verb("browse", "Browse the archive in the terminal, with the node running.")
        {
            Examples =
            [
                ("appliance browse", "as the profile says"),
                ("appliance browse --port 0", "the node on any free port"),
                ("appliance browse --ascii", "for terminals without Unicode or colour; NO_COLOR is honoured too"),
                ("appliance browse | cat", "in a pipe: the studies, then a line for each instance that comes in"),
            ],
        };
        options.AddTo(verb);
        look.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, options, look));
        return verb;
    }

    /// <summary>Makes it what happens when no verb is given.</summary>
    public static void AttachTo(RootCommand root, VerbHost host) =>
        host.Attach(root, context => RunAsync(context, new ServeOptions(), new LookOptions()));

    private static async Task<int> RunAsync(VerbContext verb, ServeOptions options, LookOptions look)
    {
        var profile = options.Over(verb);
        using var archive = Composition.OpenForNode(profile, verb.Output.Note);

        await using var node = await Composition.StartNodeAsync(profile, archive, NoticeOf(verb), verb.Cancellation);
        return await LookAsync(verb, node, archive, look.Read(verb));
    }

    /// <summary>Where a node's notices go: what it notes while the screen is drawn would be written over it; the association log keeps it.</summary>
    public static Action<string> NoticeOf(VerbContext verb) => IsOnScreen(verb) ? _ => { } : verb.Output.Note;

    /// <summary>Looks into the archive of a node until the person quits; in a pipe, tells what comes in until Ctrl-C.</summary>
    public static Task<int> LookAsync(VerbContext verb, ApplianceNode node, DicomArchive archive) =>
        LookAsync(verb, node, archive, new LookOptions().Read(verb));

    private static async Task<int> LookAsync(VerbContext verb, ApplianceNode node, DicomArchive archive, BrowserOptions options)
    {
        if (!IsOnScreen(verb))
        {
            return await PlainBrowser.RunAsync(verb, node, archive);
        }

        using var source = new ArchiveBrowserSource(
            archive, node, (words, cancellation) => RunInnerAsync(words, new VerbSurroundings(node.Profile, archive), cancellation));
        BrowserConsole.Run(source, options, verb.Cancellation);
        return ExitCode.Success;
    }

    private static bool IsOnScreen(VerbContext verb) => IsTerminal && !verb.Output.IsJson;

    private static bool IsTerminal =>
        !Console.IsOutputRedirected && !Console.IsInputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    private static async Task<string> RunInnerAsync(IReadOnlyList<string> words, VerbSurroundings surroundings, CancellationToken cancellation)
    {
        if (!InnerVerbs.Contains(words[0]))
        {
            return $"'{words[0]}' is no command here: {string.Join(", ", InnerVerbs)}, quit";
        }

        using var printed = new StringWriter();
        var code = await CommandLine.RunAsync([.. words], printed, printed, errorIsTerminal: false, cancellation, surroundings);
        var text = printed.ToString().TrimEnd();
        return text.Length > 0 ? text : code == ExitCode.Success ? "done" : $"ended with exit code {code}";
    }

    private sealed class LookOptions
    {
        private readonly Option<bool> _ascii = new("--ascii") { Description = "Only ASCII characters, pictures too." };

        private readonly Option<bool> _terminal = new("--terminal") { Description = "Open pictures in the terminal, even where a window could be opened." };

        public void AddTo(Command command)
        {
            command.Options.Add(_ascii);
            command.Options.Add(_terminal);
        }

        public BrowserOptions Read(VerbContext verb) => new(
            Ascii: verb.Value(_ascii),
            Color: string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            PreferTerminal: verb.Value(_terminal),
            TimeProvider.System);
    }
}
