using System.CommandLine;

namespace Appliance;

/// <summary><c>browse</c>, and the program without a verb: the node and a look into its archive, in one process.</summary>
internal static class BrowseVerb
{
    public static Verb Create(VerbHost host)
    {
        var options = new ServeOptions();
        var verb = new Verb("browse", "Browse the archive in the terminal, with the node running.")
        {
            Examples =
            [
                ("appliance browse", "as the profile says"),
                ("appliance browse --port 0", "the node on any free port"),
                ("appliance browse | cat", "in a pipe: the studies, then a line for each instance that comes in"),
            ],
        };
        options.AddTo(verb);
        host.Attach(verb, context => RunAsync(context, options));
        return verb;
    }

    /// <summary>Makes it what happens when no verb is given.</summary>
    public static void AttachTo(RootCommand root, VerbHost host) => host.Attach(root, context => RunAsync(context, new ServeOptions()));

    private static async Task<int> RunAsync(VerbContext verb, ServeOptions options)
    {
        var profile = options.Over(verb);
        using var archive = Composition.OpenArchive(profile, readOnly: false);
        await using var node = await Composition.StartNodeAsync(profile, archive, verb.Output.Note, verb.Cancellation);
        return await PlainBrowser.RunAsync(verb, node, archive);
    }
}
