using System.IO.Compression;
using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>Finds the files that paths on a command line stand for: files, whole folders, the files of a DICOMDIR, the entries of a zip.</summary>
public static class ImportInputs
{
    /// <summary>How deep folders are followed.</summary>
    public const int DeepestFolder = 64;

    /// <summary>The largest entry of a zip that is unpacked into memory, in bytes.</summary>
    public const long LargestZipEntry = 1L << 30;

    /// <summary>
    /// Every input below the paths, as they are found: the first comes before the last folder has been read. Links to folders are not
    /// followed. What cannot be looked into comes as an input with a problem.
    /// </summary>
    /// <param name="paths">Files, folders, DICOMDIR files, zips.</param>
    /// <param name="openZips">False leaves zips as plain files, for uses that need files on disk.</param>
    public static IEnumerable<ImportInput> Expand(IEnumerable<string> paths, bool openZips = true) =>
        paths.SelectMany(path => Directory.Exists(path) ? Folder(path, 0, openZips) : SingleFile(path, openZips));

    private static IEnumerable<ImportInput> SingleFile(string path, bool openZips) =>
        !File.Exists(path) ? [ImportInput.OfProblem(path, "there is no such file or folder")]
        : IsNamedDicomDir(path) ? MediaDirectory.InputsOf(path)
        : FileOrZip(path, openZips);

    private static IEnumerable<ImportInput> FileOrZip(string path, bool openZips) =>
        openZips && Path.GetExtension(path).Equals(".zip", StringComparison.OrdinalIgnoreCase) ? Zip(path) : [ImportInput.OfFile(path)];

    private static bool IsNamedDicomDir(string path) => Path.GetFileName(path).StartsWith("DICOMDIR", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<ImportInput> Folder(string folder, int depth, bool openZips)
    {
        if (depth > DeepestFolder)
        {
            return [ImportInput.OfProblem(folder, $"folders are nested deeper than {DeepestFolder}")];
        }

        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(folder).GetFileSystemInfos();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return [ImportInput.OfProblem(folder, refused.Message)];
        }

        Array.Sort(entries, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries.SelectMany(entry => entry switch
        {
            // A link to a folder may lead back to where we came from; a link to a file is as good as the file.
            DirectoryInfo { LinkTarget: not null } => [],
            DirectoryInfo below => Folder(below.FullName, depth + 1, openZips),
            _ => FileOrZip(entry.FullName, openZips),
        });
    }

    private static IEnumerable<ImportInput> Zip(string path)
    {
        ZipArchive zip;
        ImportInput? problem = null;
        try
        {
            zip = ZipFile.OpenRead(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            zip = null!;
            problem = ImportInput.OfProblem(path, "not a zip that can be read: " + unreadable.Message);
        }

        if (problem is not null)
        {
            yield return problem;
            yield break;
        }

        using (zip)
        {
            foreach (var entry in zip.Entries.Where(entry => !entry.FullName.EndsWith('/')))
            {
                // Each is opened before the next is asked for, while the zip is open.
                yield return new ImportInput($"{path}!{entry.FullName}", () => Unpack(entry));
            }
        }
    }

    private static MemoryByteSource Unpack(ZipArchiveEntry entry)
    {
        // What the entry says of its own length is only a promise; what comes out is what is counted.
        if (entry.Length > LargestZipEntry)
        {
            throw new InvalidDataException($"the entry says it has {entry.Length} bytes; at most {LargestZipEntry} are unpacked. Unpack the zip first");
        }

        using var packed = entry.Open();
        var bytes = new MemoryStream((int)Math.Min(entry.Length, 1 << 24));
        var buffer = new byte[1 << 16];
        for (int count; (count = packed.Read(buffer)) > 0;)
        {
            if (bytes.Length + count > entry.Length)
            {
                throw new InvalidDataException($"the entry unpacks to more than the {entry.Length} bytes it says it has");
            }

            bytes.Write(buffer, 0, count);
        }

        return new MemoryByteSource(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }
}
