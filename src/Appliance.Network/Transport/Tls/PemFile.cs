namespace Appliance.Network;

/// <summary>Reads the small text files that certificates and keys lie in.</summary>
internal static class PemFile
{
    /// <summary>Longest file believed, in bytes: the system's whole list of authorities is a quarter of it.</summary>
    internal const int MaxLength = 1024 * 1024;

    /// <exception cref="TlsFileException">Not there, not readable, or too long to be what it should be.</exception>
    internal static string Read(string path, string what)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxLength } file)
            {
                throw new TlsFileException(path, $"{file.Length} bytes, which no {what} has (at most {MaxLength})");
            }
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TlsFileException(path, $"the {what} is not there", e);
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not TlsFileException)
        {
            throw new TlsFileException(path, $"the {what} cannot be read: {e.Message}", e);
        }
    }
}
