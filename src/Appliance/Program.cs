using Appliance;

EmbeddedLibraries.Register();
return await CommandLine.RunAsync(args, Console.Out, Console.Error, errorIsTerminal: !Console.IsErrorRedirected, CancellationToken.None);
