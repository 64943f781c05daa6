namespace Appliance.Archive;

/// <summary>Syncs single packs; failures are those of files. A pack that has gone meanwhile needs no sync: nothing names it any more.</summary>
internal static class PackSync
{
    /// <summary>Syncs a pack that this process writes to.</summary>
    public static void Run(PackFile file)
    {
        try
        {
            file.Handle.Sync();
        }
        catch (ObjectDisposedException)
        {
            // Deleted meanwhile: nothing names it any more.
        }
    }

    /// <summary>Syncs a pack that this process need not have open.</summary>
    /// <param name="storage">Where it is.</param>
    /// <param name="pack">Its number.</param>
    /// <param name="forget">Whether to let go of what the system remembers of it, so that what is read of it afterwards is what the disk has.</param>
    public static void Run(IPackStorage storage, uint pack, bool forget = false)
    {
        try
        {
            // Windows syncs only what is open for writing.
            using var handle = storage.Open(pack, forWriting: true);
            handle.Sync();
            if (forget)
            {
                handle.Forget();
            }
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            // The pack has gone with all that was in it; or reading tells whose bytes are missing.
        }
    }
}
