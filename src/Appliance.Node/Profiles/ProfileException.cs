namespace Appliance.Node;

/// <summary>A profile that cannot be used: unreadable, not TOML, an unknown key, or a value out of its range.</summary>
public sealed class ProfileException : Exception
{
    /// <summary>Makes the error of one place in a profile.</summary>
    /// <param name="source">The file, or the name of a built-in profile.</param>
    /// <param name="line">The line, counted from 1; 0 when the whole file is meant.</param>
    /// <param name="problem">What was found, what was expected.</param>
    /// <param name="cause">The error underneath, if any.</param>
    public ProfileException(string source, int line, string problem, Exception? cause = null)
        : base(line > 0 ? $"{source}, line {line}: {problem}" : $"{source}: {problem}", cause)
    {
        ProfileSource = source;
        Line = line;
    }

    /// <summary>The file, or the name of a built-in profile.</summary>
    public string ProfileSource { get; }

    /// <summary>The line, counted from 1; 0 when the whole file is meant.</summary>
    public int Line { get; }
}
