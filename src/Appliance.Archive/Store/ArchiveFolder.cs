using System.Globalization;

namespace Appliance.Archive;

/// <summary>
/// The folder of an archive: a file <c>FORMAT</c> that says what it is and which version, readable before anything else is touched, and the
/// database in <c>rocksdb/</c>.
/// </summary>
internal static class ArchiveFolder
{
    /// <summary>The version of the format that this program writes, and the newest it reads.</summary>
    public const int FormatVersion = 3;

    /// <summary>The first format whose index knows names by their sound.</summary>
    public const int FormatWithSounds = 2;

    /// <summary>The first format whose objects have end records, all in packs.</summary>
    public const int FormatWithEnds = 3;

    private const string FirstLine = "appliance archive";
    private const string VersionWord = "format ";
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Where the database lies in the folder of an archive.</summary>
    public static string DatabaseOf(string folder) => Path.Combine(folder, "rocksdb");

    /// <summary>Where the packs lie in the folder of an archive.</summary>
    public static string PacksOf(string folder) => Path.Combine(folder, "packs");

    /// <summary>Whether a folder, or what lies in it, may not be looked into, so that nobody can say what it holds.</summary>
    public static bool IsHidden(string folder)
    {
        try
        {
            RequireSight(folder);
            return false;
        }
        catch (ArchiveException hidden) when (hidden.Kind == ArchiveErrorKind.Permission)
        {
            return true;
        }
    }

    /// <summary>Whether a folder holds an archive.</summary>
    public static bool HoldsArchive(string folder) => File.Exists(FormatFileOf(folder));

    /// <summary>Makes the folder an archive's if it is empty or missing, and checks the version if it is one already.</summary>
    /// <returns>The version of the format that it has.</returns>
    public static int Prepare(string folder, bool readOnly)
    {
        var hasDatabase = HoldsDatabase(folder);
        if (HoldsArchive(folder))
        {
            var version = CheckVersion(folder);
            RequireDatabase(folder, hasDatabase || (version >= FormatWithEnds && !HoldsPacks(folder)));
            return version;
        }

        RequireDatabase(folder, hasDatabase || !HoldsPacks(folder));
        if (hasDatabase)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Corrupt,
                $"opening the archive in '{folder}': there is a database but no file FORMAT that tells its version; "
                + $"if this program wrote it, put the file back with the lines '{FirstLine}' and '{VersionWord}{FormatVersion}'");
        }

        if (readOnly)
        {
            throw new ArchiveException(ArchiveErrorKind.NotFound, $"opening the archive in '{folder}': there is none; nothing was stored there yet");
        }

        Create(folder);
        return FormatVersion;
    }

    /// <summary>
    /// Looks, before anything is touched, whether this program may see what is in the folder of an archive, and knows its format: what may not be
    /// looked at would seem to be missing.
    /// </summary>
    /// <exception cref="ArchiveException">It may not, or the archive is of a newer version.</exception>
    public static void RequireKnown(string folder)
    {
        RequireSight(folder);
        _ = FormatOf(folder);
    }

    /// <summary>Whether there is a database in the folder of an archive, damaged or not.</summary>
    public static bool HoldsDatabase(string folder) => File.Exists(Path.Combine(DatabaseOf(folder), "CURRENT"));

    /// <summary>Whether there are packs in the folder of an archive.</summary>
    public static bool HoldsPacks(string folder) =>
        Directory.Exists(PacksOf(folder)) && Directory.EnumerateFiles(PacksOf(folder), "*" + PackFolder.Ending).Any();

    /// <summary>The format that a folder tells, for a rebuild: null when it does not tell one that can be read.</summary>
    /// <exception cref="ArchiveException">It is of a newer version.</exception>
    public static int? FormatOf(string folder)
    {
        try
        {
            return HoldsArchive(folder) ? CheckVersion(folder) : null;
        }
        catch (ArchiveException damaged) when (damaged.Kind == ArchiveErrorKind.Corrupt)
        {
            return null;
        }
    }

    /// <summary>Notes that an archive is of the format that this program writes; the file is replaced as a whole.</summary>
    public static void NoteUpgraded(string folder)
    {
        var draft = FormatFileOf(folder) + ".new";
        try
        {
            WriteFormat(draft);
            File.Move(draft, FormatFileOf(folder), overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Io, $"bringing the archive in '{folder}' to format {FormatVersion}: {error.Message}; the next open tries again", error);
        }
    }

    /// <summary>
    /// Makes the logs that an earlier process left survive a loss of power, and lets go of what the system remembers of them, so that what is read of
    /// them is what the disk has.
    /// </summary>
    /// <exception cref="ArchiveException">The disk failed, or does not let them be written to.</exception>
    public static void SyncLogs(string folder)
    {
        var database = DatabaseOf(folder);
        try
        {
            var logs = Directory.Exists(database) ? Directory.GetFiles(database, "*.log") : [];
            foreach (var log in logs)
            {
                SyncLog(log);
            }

            if (logs.Length > 0)
            {
                FolderSync.Run(database);
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Permission, $"opening the archive in '{folder}': {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(KindOf(error), $"opening the archive in '{folder}': {error.Message}", error);
        }
    }

    private static void RequireSight(string folder)
    {
        RequireSight(folder, folder);
        RequireSight(folder, DatabaseOf(folder));
        RequireSight(folder, PacksOf(folder));
    }

    private static void RequireSight(string folder, string part)
    {
        try
        {
            // Names may be readable where what they name may not be looked at.
            if (Directory.EnumerateFileSystemEntries(part).FirstOrDefault() is { } first)
            {
                _ = File.GetAttributes(first);
            }
        }
        catch (IOException none) when (none is DirectoryNotFoundException or FileNotFoundException || !Directory.Exists(part))
        {
            // What is missing, or no folder, is told by whoever needs it.
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Permission, $"opening the archive in '{folder}': '{part}' may not be looked into; check the rights of the folder and of what is in it", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(KindOf(error), $"opening the archive in '{folder}': {error.Message}", error);
        }
    }

    private static void SyncLog(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            FileSync.Run(handle);
            CachedPages.Forget(handle);
        }
        catch (IOException error) when (error.HResult == SharingViolation)
        {
            // Another process has the archive open: opening the database says so.
        }
    }

    private static void WriteFormat(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{FirstLine}\n{VersionWord}{FormatVersion}\n"));
        file.Flush();
        FileSync.Run(file.SafeFileHandle);
    }

    private static string FormatFileOf(string folder) => Path.Combine(folder, "FORMAT");

    private static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(DatabaseOf(folder));
            WriteFormat(FormatFileOf(folder));
            FolderSync.Run(folder);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Permission, $"making an archive in '{folder}': access is denied; choose another folder with --data", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(KindOf(error), $"making an archive in '{folder}': {error.Message}; choose another folder with --data", error);
        }
    }

    /// <summary>Never makes a new database where objects lie that an old one led to.</summary>
    private static void RequireDatabase(string folder, bool isThere)
    {
        if (!isThere)
        {
            throw new ArchiveException(
                ArchiveErrorKind.Corrupt,
                $"opening the archive in '{folder}': the bytes of its objects are there, in '{PacksOf(folder)}', but its database "
                + $"'{DatabaseOf(folder)}' is missing; put it back, or make a new one from the stored bytes with 'appliance rebuild'");
        }
    }

    private static int CheckVersion(string folder)
    {
        var path = FormatFileOf(folder);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Permission, $"opening the archive in '{folder}': '{path}' may not be read", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Io, $"opening the archive in '{folder}': {error.Message}", error);
        }

        if (lines.Length < 2 || lines[0] != FirstLine || !lines[1].StartsWith(VersionWord, StringComparison.Ordinal)
            || !int.TryParse(lines[1].AsSpan(VersionWord.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new ArchiveException(
                ArchiveErrorKind.Corrupt,
                $"opening the archive in '{folder}': '{path}' is not what this program writes ('{FirstLine}', '{VersionWord}{FormatVersion}')");
        }

        if (version > FormatVersion)
        {
            throw new ArchiveException(
                ArchiveErrorKind.NewerVersion,
                $"opening the archive in '{folder}': it is of format {version}, and this program knows formats up to {FormatVersion}; "
                + "use the version of the program that wrote it");
        }

        return version;
    }

    /// <summary>The kind of a failure of the file system.</summary>
    public static ArchiveErrorKind KindOf(IOException error) =>
        error.Message.Contains("Read-only", StringComparison.OrdinalIgnoreCase) ? ArchiveErrorKind.ReadOnly
        : error.Message.Contains("No space", StringComparison.OrdinalIgnoreCase) ? ArchiveErrorKind.Full
        : ArchiveErrorKind.Io;
}
