using System.CommandLine;

namespace Appliance;

/// <summary>One verb of the command line, with the examples its help ends with.</summary>
/// <param name="name">The word on the command line.</param>
/// <param name="description">One sentence.</param>
internal sealed class Verb(string name, string description) : Command(name, description)
{
    /// <summary>Command lines as one would type them, each with a word on what it does.</summary>
    public IReadOnlyList<(string Line, string Meaning)> Examples { get; init; } = [];
}
