namespace Appliance.Archive;

/// <summary>Where packs are kept: files in a folder, or memory. Failures are those of files. All members may be called from any thread.</summary>
internal interface IPackStorage
{
    /// <summary>The packs that are there.</summary>
    IEnumerable<uint> Numbers();

    /// <summary>Bytes of a pack; null when it is not there.</summary>
    long? LengthOf(uint pack);

    /// <summary>Makes a pack that is not there, and whatever it lies in.</summary>
    IPackHandle Create(uint pack);

    /// <summary>Opens a pack that is there.</summary>
    /// <exception cref="FileNotFoundException">It is not there, or the folder is not (<see cref="DirectoryNotFoundException"/>).</exception>
    IPackHandle Open(uint pack, bool forWriting);

    /// <summary>Deletes a pack; nothing when it is not there.</summary>
    void Delete(uint pack);

    /// <summary>Makes the names of packs survive a loss of power.</summary>
    void SyncNames();

    /// <summary>The name of a pack, for messages.</summary>
    string NameOf(uint pack);
}

/// <summary>An open pack. Used after it was disposed, it throws <see cref="ObjectDisposedException"/>.</summary>
internal interface IPackHandle : IDisposable
{
    /// <summary>Reads what there is from a place on; 0 at the end.</summary>
    int Read(Span<byte> destination, long offset);

    /// <summary>Writes all pieces, one behind the other.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset);

    /// <summary>Writes bytes.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Makes what was written survive a loss of power.</summary>
    void Sync();

    /// <summary>Lets go of what the system remembers of it, so that the next read is of the disk.</summary>
    void Forget();
}
