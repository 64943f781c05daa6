namespace Appliance.Archive;

/// <summary>Sentences about what was found, with an end to how many are kept.</summary>
public sealed class Findings
{
    /// <summary>How many are kept in words.</summary>
    public const int MostNamed = 10_000;

    private readonly List<string> _named = [];

    /// <summary>The first ones, a sentence each.</summary>
    public IReadOnlyList<string> Named => _named;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    internal void Add(string sentence)
    {
        Count++;
        if (_named.Count < MostNamed)
        {
            _named.Add(sentence);
        }
    }
}
