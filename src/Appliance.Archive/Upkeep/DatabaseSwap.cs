namespace Appliance.Archive;

/// <summary>
/// Puts a new database in the place of an old one by renaming alone, so that whatever ends the process there is one or the other, whole. A
/// database is made as <c>rocksdb.tmp</c>; complete and on the disk it becomes <c>rocksdb.new</c>; the old one steps aside, and it becomes
/// <c>rocksdb</c>. Of <c>rocksdb.tmp</c> nothing is ever needed.
/// </summary>
/// <param name="folder">The folder of the archive.</param>
internal sealed class DatabaseSwap(string folder)
{
    private readonly string _database = ArchiveFolder.DatabaseOf(folder);
    private readonly string _made = ArchiveFolder.DatabaseOf(folder) + ".tmp";
    private readonly string _new = ArchiveFolder.DatabaseOf(folder) + ".new";

    /// <summary>The steps, for tests that end the process before one.</summary>
    internal Action<string>? BeforeStep { get; init; }

    /// <summary>Clears the place where a new database is made, and returns it.</summary>
    /// <exception cref="ArchiveException">It cannot be cleared.</exception>
    public string Begin() => Do(() =>
    {
        Clear();
        Directory.CreateDirectory(_made);
        return _made;
    });

    /// <summary>Puts the database that was made, which is closed and on the disk, in the place of the old one, which is closed too.</summary>
    /// <param name="keepOld">Whether the old one stays beside it.</param>
    /// <returns>Where the old one is kept; null when it is not, or there was none.</returns>
    /// <exception cref="ArchiveException">It could not be done; the archive is as it was, or the next open ends it.</exception>
    public string? End(bool keepOld) => Do(() =>
    {
        Step("complete");
        Directory.Move(_made, _new);
        FolderSync.Run(folder);
        Step("aside");
        var kept = PutAside(keepOld);
        Step("in place");
        PutInPlace();
        Step("clear");
        Delete(_made);
        return kept;
    });

    /// <summary>Ends what a process began that died between the steps: where there is no database and a new one is complete, it takes the place.</summary>
    /// <exception cref="ArchiveException">It could not be done.</exception>
    public void Finish()
    {
        if (Directory.Exists(_new) && !ArchiveFolder.HoldsDatabase(folder))
        {
            Do(() =>
            {
                _ = PutAside(keepOld: false);
                PutInPlace();
                return true;
            });
        }
    }

    /// <summary>Deletes what is left of a database that was being made, if the disk lets it: called when the one in use is open.</summary>
    public static void ClearQuietly(string folder)
    {
        try
        {
            new DatabaseSwap(folder).Clear();
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
            // Nobody needs it: the next open for writing tries again.
        }
    }

    private void Clear()
    {
        Delete(_made);
        Delete(_new);
    }

    private string? PutAside(bool keepOld)
    {
        if (!Directory.Exists(_database))
        {
            return null;
        }

        if (!keepOld)
        {
            Delete(_made);
        }

        var aside = keepOld ? FreeName() : _made;
        Directory.Move(_database, aside);
        return keepOld ? aside : null;
    }

    private void PutInPlace()
    {
        Directory.Move(_new, _database);
        ArchiveFolder.NoteUpgraded(folder);
        FolderSync.Run(folder);
    }

    /// <summary>One that was kept before stays.</summary>
    private string FreeName()
    {
        var name = _database + ".old";
        for (var i = 2; Path.Exists(name); i++)
        {
            name = $"{_database}.old{i}";
        }

        return name;
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private void Step(string name) => BeforeStep?.Invoke(name);

    private T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ArchiveException(ArchiveErrorKind.Permission, $"rebuilding the archive in '{folder}': {error.Message}", error);
        }
        catch (IOException error)
        {
            throw new ArchiveException(ArchiveFolder.KindOf(error), $"rebuilding the archive in '{folder}': {error.Message}", error);
        }
    }
}
