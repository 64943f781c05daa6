using Appliance.Bench;

const int Done = 0;
const int Misused = 2;

// One layer to a line. What follows its name on the command line is its own.
(string Name, string Arguments, Func<string[], int> Run)[] layers =
[
    ("dicom", "", _ => BenchTable.Fill("dicom", [new HeaderBench(), new TokenBench(), new RoundTripBench(), new LargeFileBench(), new DeflateBench()])),
    ("imaging", "", _ => BenchTable.Fill("imaging", [new FirstFrameBench(), new DecodeBench(), new RenderBench()])),
    ("archive", ArchiveBenchOptions.Usage, ArchiveBench.Run),
];

#if DEBUG
Console.Error.WriteLine("built without optimisation: run it with -c Release for figures that mean something");
#endif
if (args.Length == 0)
{
    return layers.Max(layer => layer.Run([]));
}

foreach (var (name, _, run) in layers)
{
    if (name == args[0])
    {
        return run(args[1..]);
    }
}

if (args[0] is not "--help")
{
    Console.Error.WriteLine($"there is no layer '{args[0]}'");
}

foreach (var (name, arguments, _) in layers)
{
    Console.Error.WriteLine($"usage: {name} {arguments}");
}

return args[0] is "--help" ? Done : Misused;
