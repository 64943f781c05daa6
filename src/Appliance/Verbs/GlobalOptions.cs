using System.CommandLine;

namespace Appliance;

/// <summary>The options every verb takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Profile { get; } = new("--profile")
    {
        Description = "A built-in profile by name, or a profile file (TOML).",
        HelpName = "NAME|FILE",
        Recursive = true,
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The archive's folder, instead of the profile's.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write results as JSON, one object per line.",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Write results and errors only.",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Tell more: both context lists of an association, where an error came from.",
        Recursive = true,
    };

    public IEnumerable<Option> All => [Profile, Data, Json, Quiet, Verbose];
}
