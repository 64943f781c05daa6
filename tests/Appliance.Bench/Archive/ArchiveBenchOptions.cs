using System.Globalization;

namespace Appliance.Bench;

/// <summary>What of the archive is measured, and where.</summary>
internal sealed record ArchiveBenchOptions
{
    /// <summary>The arguments in a few words.</summary>
    public const string Usage = "[--instances 10000,100000,1000000] [--folder DIR] [--only WORD] [--rounds N] [--cold N] [--keep]";

    /// <summary>Says that this is the process in which queries are measured.</summary>
    public const string ChildFlag = "--child";

    /// <summary>Instances of the archives that are loaded and asked, smallest first.</summary>
    public IReadOnlyList<int> Instances { get; private init; } = [10_000, 100_000, 1_000_000];

    /// <summary>The folder under which everything is made; the disk it lies on is what is measured.</summary>
    public string Folder { get; private init; } = Path.Combine(Path.GetTempPath(), $"appliance-bench-{Environment.ProcessId}");

    /// <summary>Only sections with this in their name; null for all.</summary>
    public string? Only { get; private init; }

    /// <summary>Rounds of what is measured beside something else, interleaved.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>How often each query is made of an archive just opened, with nothing of it in memory.</summary>
    public int Cold { get; private init; } = 20;

    /// <summary>Whether the loaded archives stay; those that are there from an earlier run are asked without loading them again.</summary>
    public bool Keep { get; private init; }

    /// <summary>Whether this is the process of its own in which queries are measured: it prints what another one takes into its table.</summary>
    public bool IsChild { get; private init; }

    /// <summary>Reads the command line; null when it is none.</summary>
    public static ArchiveBenchOptions? Parse(string[] arguments)
    {
        var options = new ArchiveBenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--keep" or ChildFlag)
            {
                options = options with { Keep = true, IsChild = options.IsChild || arguments[i] == ChildFlag };
                continue;
            }

            if (i + 1 == arguments.Length || options.With(arguments[i], arguments[i + 1]) is not { } next)
            {
                return null;
            }

            options = next;
            i++;
        }

        return options;
    }

    private ArchiveBenchOptions? With(string name, string value) => name switch
    {
        "--instances" when Numbers(value) is { } numbers => this with { Instances = numbers },
        "--folder" => this with { Folder = Path.GetFullPath(value) },
        "--only" => this with { Only = value },
        "--rounds" when Numbers(value) is [var rounds] => this with { Rounds = rounds },
        "--cold" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var cold) => this with { Cold = cold },
        _ => null,
    };

    private static int[]? Numbers(string text)
    {
        var numbers = text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Order().ToArray();
        return numbers[0] > 0 ? numbers : null;
    }
}
