using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Appliance.Archive;

/// <summary>Packs as files in a folder, which is made with the first of them.</summary>
internal sealed class PackFiles(string folder) : IPackStorage
{
    /// <inheritdoc/>
    public IEnumerable<uint> Numbers() => !Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "*" + PackFolder.Ending)
        .Select(path => uint.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Where(number => number > 0);

    /// <inheritdoc/>
    public long? LengthOf(uint pack) => new FileInfo(NameOf(pack)) is { Exists: true } file ? file.Length : null;

    /// <inheritdoc/>
    public IPackHandle Create(uint pack)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            FolderSync.Run(Path.GetDirectoryName(folder)!);
        }

        return new Handle(File.OpenHandle(NameOf(pack), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
    }

    /// <inheritdoc/>
    public IPackHandle Open(uint pack, bool forWriting) => new Handle(File.OpenHandle(
        NameOf(pack), FileMode.Open, forWriting ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    /// <inheritdoc/>
    public void Delete(uint pack) => File.Delete(NameOf(pack));

    /// <inheritdoc/>
    public void SyncNames() => FolderSync.Run(folder);

    /// <inheritdoc/>
    public string NameOf(uint pack) => Path.Combine(folder, pack.ToString("D8", CultureInfo.InvariantCulture) + PackFolder.Ending);

    private sealed class Handle(SafeFileHandle file) : IPackHandle
    {
        public int Read(Span<byte> destination, long offset) => RandomAccess.Read(file, destination, offset);

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long offset) => RandomAccess.Write(file, pieces, offset);

        public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

        public void Sync() => FileSync.Run(file);

        public void Forget() => CachedPages.Forget(file);

        public void Dispose() => file.Dispose();
    }
}
