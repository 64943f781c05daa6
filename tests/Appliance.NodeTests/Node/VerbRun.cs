using System.Text.Json;
using Xunit;

namespace Appliance.NodeTests.Node;

/// <summary>One command line run in this process, as a script sees it.</summary>
internal sealed record VerbRun(int Code, string Output, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output, an object a line.</summary>
    public IReadOnlyList<JsonElement> Objects => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public static Task<VerbRun> OfAsync(params string[] arguments) => OfAsync(TestContext.Current.CancellationToken, arguments);

    public static async Task<VerbRun> OfAsync(CancellationToken ct, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(arguments, output, error, errorIsTerminal: false, ct);
        return new VerbRun(code, output.ToString(), error.ToString());
    }
}
