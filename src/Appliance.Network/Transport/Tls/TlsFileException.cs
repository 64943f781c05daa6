namespace Appliance.Network;

/// <summary>A certificate, key or password file that cannot be used. The message names the file, what was found in it, and what to do.</summary>
public sealed class TlsFileException : IOException
{
    internal TlsFileException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner) => FilePath = path;

    /// <summary>The file.</summary>
    public string FilePath { get; }
}
