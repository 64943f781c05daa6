using System.Globalization;

namespace Appliance.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        appliance fuzz: bad input for every door that takes bytes from outside.

          --cases N        how many cases in all (default 20000)
          --seed S         the seed that all cases follow from (default 1)
          --target T       one target only; --list names them
          --open-ended     go on, seed after seed, until stopped by Ctrl-C
          --time SECONDS   stop after this long
          --case-limit MS  a case that takes longer is a finding (default 5000)
          --corpus DIR     DICOM files to begin from (default APPLIANCE_CORPUS, else ../shared/corpus beside the project)
          --findings DIR   where inputs that break a promise are kept (default fuzz-findings)
          --replay FILE    take one kept input again
          --list           the targets and what they promise
        """;

    public long Cases { get; init; } = 20_000;

    public long Seed { get; init; } = 1;

    public string? Target { get; init; }

    public bool OpenEnded { get; init; }

    public TimeSpan? Time { get; init; }

    public TimeSpan CaseLimit { get; init; } = TimeSpan.FromSeconds(5);

    public string? Corpus { get; init; }

    public string Findings { get; init; } = "fuzz-findings";

    public string? Replay { get; init; }

    public bool List { get; init; }

    /// <summary>Reads a command line; null with words on what is wrong with it.</summary>
    public static FuzzOptions? Parse(IReadOnlyList<string> args, out string? error)
    {
        var options = new FuzzOptions();
        error = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--open-ended":
                    options = options with { OpenEnded = true };
                    continue;
                case "--list":
                    options = options with { List = true };
                    continue;
            }

            if (i + 1 == args.Count)
            {
                error = $"'{args[i]}' is no option, or lacks its value";
                return null;
            }

            var (name, value) = (args[i], args[++i]);
            var isNumber = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var read = (name, isNumber) switch
            {
                ("--cases", true) => options with { Cases = number },
                ("--seed", true) => options with { Seed = number },
                ("--time", true) => options with { Time = TimeSpan.FromSeconds(number) },
                ("--case-limit", true) => options with { CaseLimit = TimeSpan.FromMilliseconds(number) },
                ("--target", _) => options with { Target = value },
                ("--corpus", _) => options with { Corpus = value },
                ("--findings", _) => options with { Findings = value },
                ("--replay", _) => options with { Replay = value },
                _ => null,
            };
            if (read is null)
            {
                error = $"'{name} {value}' is no option of this program";
                return null;
            }

            options = read;
        }

        return options;
    }
}
