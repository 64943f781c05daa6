using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>The files that a DICOMDIR refers to (PS3.3 Annex F), found on the medium whatever the case its file system gives their names.</summary>
public static class MediaDirectory
{
    /// <summary>The inputs that a DICOMDIR names, in its order, those that are missing as problems.</summary>
    /// <param name="path">The DICOMDIR.</param>
    public static IEnumerable<ImportInput> InputsOf(string path)
    {
        List<string[]> references;
        try
        {
            references = ReferencesOf(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or DicomFormatException)
        {
            return [ImportInput.OfProblem(path, $"the DICOMDIR cannot be read: {unreadable.Message} Import its folder instead, which needs no DICOMDIR")];
        }

        var root = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return references.Select(reference => Resolve(root, reference) is { } file
            ? ImportInput.OfFile(file)
            : ImportInput.OfProblem(Path.Combine([root, .. reference]), "named in the DICOMDIR, and not on the medium"));
    }

    /// <summary>The Referenced File IDs (0004,1500) of all records in use.</summary>
    private static List<string[]> ReferencesOf(string path)
    {
        using var file = DicomFile.Open(path);
        return
        [
            .. file.Dataset.GetItems(DicomTag.DirectoryRecordSequence)
                .Where(record => record.GetInt32(DicomTag.RecordInUseFlag) != 0)
                .Select(record => record.GetStrings(DicomTag.ReferencedFileID).ToArray())
                .Where(components => components.Length > 0 && components.All(IsPlainName)),
        ];
    }

    // A file ID names files below the DICOMDIR (PS3.10 8.2); one that leads elsewhere is not followed.
    private static bool IsPlainName(string component) =>
        component.Length > 0 && component is not ("." or "..") && component.AsSpan().IndexOfAny('/', '\\', ':') < 0;

    private static string? Resolve(string folder, string[] components)
    {
        for (var level = 0; level < components.Length; level++)
        {
            var exact = Path.Combine(folder, components[level]);
            var isLast = level == components.Length - 1;
            if (isLast ? File.Exists(exact) : Directory.Exists(exact))
            {
                folder = exact;
                continue;
            }

            var found = LookUp(folder, components[level], isLast);
            if (found is null)
            {
                return null;
            }

            folder = found;
        }

        return folder;
    }

    /// <summary>Other systems show names of a disc in lower case, with a version (<c>;1</c>), or with a dot at the end.</summary>
    private static string? LookUp(string folder, string name, bool file)
    {
        try
        {
            return (file ? Directory.EnumerateFiles(folder) : Directory.EnumerateDirectories(folder)).FirstOrDefault(candidate =>
                Path.GetFileName(candidate).Split(';')[0].TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
