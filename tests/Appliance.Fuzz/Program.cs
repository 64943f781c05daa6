using System.Diagnostics;
using Appliance.Fuzz;

const int NoFindings = 0;
const int SomeFindings = 1;
const int Misused = 2;
const int Hung = 3;

var options = FuzzOptions.Parse(args, out var error);
if (options is null)
{
    Console.Error.WriteLine($"{error}\n\n{FuzzOptions.Usage}");
    return Misused;
}

var targets = AllTargets.Make(SeedCorpus.Load(options.Corpus ?? SeedCorpus.Find()));
if (options.List)
{
    foreach (var target in targets)
    {
        Console.WriteLine($"{target.Name,-12} {target.Seeds.Count,5} seeds   {target.Promise}");
    }

    return NoFindings;
}

var name = options.Target;
if (options.Replay is { } replayed && !Finding.TryParseName(replayed, out name, out _))
{
    Console.Error.WriteLine($"'{replayed}' is not named as kept inputs are: TARGET.VARIANT.SEED.CASE.bin");
    return Misused;
}

if (name is not null)
{
    targets = [.. targets.Where(target => target.Name == name)];
    if (targets.Count == 0)
    {
        Console.Error.WriteLine($"there is no target '{name}'; --list names them");
        return Misused;
    }
}

var run = new FuzzRun(targets, options.CaseLimit)
{
    Found = finding =>
    {
        finding.Save(options.Findings);
        Console.WriteLine($"FINDING {finding.Headline}");
    },
};
var begin = Stopwatch.GetTimestamp();
var stopped = false;
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    Volatile.Write(ref stopped, true);
};
using var hangWatch = new Timer(_ =>
{
    // A case that does not end cannot be ended from outside: keep it and go.
    if (run.UnderWay is { } underWay && underWay.Since > 10 * options.CaseLimit)
    {
        underWay.Case.Save(options.Findings);
        Console.WriteLine($"HANG {underWay.Case.Headline}");
        Environment.Exit(Hung);
    }
}, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

if (options.Replay is { } replay)
{
    Finding.TryParseName(replay, out _, out var variant);
    run.RunInput(run.Results[0], new Finding(targets[0].Name, variant, 0, 0, replay, File.ReadAllBytes(replay), ""));
}
else
{
    var seed = options.Seed;
    do
    {
        run.Run(options.Cases, seed++, IsOver);
    }
    while (options.OpenEnded && !IsOver());
}

Summary.Print(Console.Out, run, Stopwatch.GetElapsedTime(begin));
return run.Findings.Count == 0 ? NoFindings : SomeFindings;

bool IsOver() => Volatile.Read(ref stopped) || (options.Time is { } time && Stopwatch.GetElapsedTime(begin) > time);
