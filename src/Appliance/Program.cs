using Appliance;

EmbeddedLibraries.Register();
var canAsk = !Console.IsErrorRedirected && !Console.IsInputRedirected;
return await CommandLine.RunAsync(
    args, Console.Out, Console.Error, errorIsTerminal: !Console.IsErrorRedirected, CancellationToken.None, ask: canAsk ? Ask : null);

static string? Ask(string question)
{
    Console.Error.Write(question);
    return Console.ReadLine();
}
