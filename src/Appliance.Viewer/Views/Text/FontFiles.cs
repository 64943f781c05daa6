namespace Appliance.Viewer;

/// <summary>Finds font files: beside the program, in the folders of the system and the user, and where fontconfig says.</summary>
internal static class FontFiles
{
    private const int MaxFiles = 20000;

    /// <summary>Every font file in the given folders and below, each once, in a stable order. Folders that cannot be read are passed over.</summary>
    public static IReadOnlyList<string> In(IEnumerable<string> folders)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 8 };
        return [.. folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", options).Where(IsFont).Order(StringComparer.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxFiles)];
    }

    /// <summary>The folders of this machine, the most own first: a font beside the program wins over one of the system.</summary>
    public static IReadOnlyList<string> Folders()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folders = new List<string> { Path.Combine(AppContext.BaseDirectory, "fonts") };
        if (OperatingSystem.IsWindows())
        {
            folders.Add(Environment.GetFolderPath(Environment.SpecialFolder.Fonts));
            folders.Add(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Microsoft", "Windows", "Fonts"));
            return folders;
        }

        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        folders.Add(string.IsNullOrEmpty(data) ? Path.Combine(home, ".local", "share", "fonts") : Path.Combine(data, "fonts"));
        folders.Add(Path.Combine(home, ".fonts"));
        folders.AddRange(["/usr/share/fonts", "/usr/local/share/fonts", "/run/host/fonts", "/System/Library/Fonts", "/Library/Fonts"]);
        folders.AddRange(FromFontconfig("/etc/fonts/fonts.conf"));
        return folders;
    }

    /// <summary>The absolute folders in the dir elements of a fontconfig file's text.</summary>
    public static IEnumerable<string> FoldersIn(string configuration)
    {
        foreach (var piece in configuration.Split("<dir").Skip(1))
        {
            var (from, to) = (piece.IndexOf('>', StringComparison.Ordinal), piece.IndexOf("</dir>", StringComparison.Ordinal));
            var folder = from >= 0 && to > from ? piece[(from + 1)..to].Trim() : "";
            if (folder.StartsWith('/'))
            {
                yield return folder;
            }
        }
    }

    private static IEnumerable<string> FromFontconfig(string file)
    {
        try
        {
            return File.Exists(file) ? FoldersIn(File.ReadAllText(file)) : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Only a hint where to look further: the usual folders are searched anyway.
            return [];
        }
    }

    private static bool IsFont(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".TTF" or ".OTF" or ".TTC" or ".OTC";
}
