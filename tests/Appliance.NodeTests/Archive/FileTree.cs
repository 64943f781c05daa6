using System.Security.Cryptography;

namespace Appliance.NodeTests.Archive;

/// <summary>What lies in a folder and below it, to be compared: names, lengths and contents.</summary>
internal static class FileTree
{
    /// <summary>A line for each file and folder, in the order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ignored">Tells by its name what is left out; null for nothing.</param>
    public static IReadOnlyList<string> Of(string folder, Func<string, bool>? ignored = null) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(path => ignored?.Invoke(Path.GetFileName(path)) != true)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{Path.GetRelativePath(folder, path)} {ContentOf(path)}"),
    ];

    private static string ContentOf(string path)
    {
        if (Directory.Exists(path))
        {
            return "folder";
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return $"{file.Length} {Convert.ToHexString(SHA256.HashData(file))}";
    }
}
