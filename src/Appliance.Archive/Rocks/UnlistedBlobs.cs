using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>
/// Reads values from blob files that the database does not list yet. A value written directly lies in its blob file at once, but the file is
/// listed only with the next flush: a database opened for reading only, beside its writer or after the writer was killed, knows from the
/// log that the value exists and not where to look. The files are walked from record to record, and their values are not verified here.
/// </summary>
/// <param name="folder">The folder of the database's files.</param>
internal sealed class UnlistedBlobs(string folder)
{
    private const string Ending = "*.blob";
    private const int FileHeaderSize = 30;
    private const int RecordHeaderSize = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _walked = [];
    private readonly Dictionary<string, Place> _places = [];

    /// <summary>The value of a key; null when no file has it.</summary>
    /// <exception cref="IOException">A file could not be read.</exception>
    public byte[]? Read(ReadOnlySpan<byte> key)
    {
        var name = Convert.ToHexString(key);
        lock (_gate)
        {
            if (!_places.TryGetValue(name, out var place))
            {
                // What the writer has appended meanwhile.
                foreach (var path in Directory.EnumerateFiles(folder, Ending))
                {
                    Walk(path, key.Length);
                }

                if (!_places.TryGetValue(name, out place))
                {
                    return null;
                }
            }

            using var file = Open(place.Path);
            var value = new byte[place.Length];
            ReadExactly(file, value, place.Offset, place.Path);
            return value;
        }
    }

    private void Walk(string path, int keyLength)
    {
        using var file = Open(path);
        var end = RandomAccess.GetLength(file);
        var at = _walked.GetValueOrDefault(path, FileHeaderSize);
        var head = new byte[RecordHeaderSize + keyLength];
        while (at + head.Length <= end)
        {
            ReadExactly(file, head, at, path);
            var keySize = BinaryPrimitives.ReadUInt64LittleEndian(head);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(sizeof(ulong)));
            if (keySize != (ulong)keyLength || length > (ulong)(end - at - head.Length) || length > (ulong)Array.MaxLength)
            {
                // The footer of a finished file, or a record that is not wholly written.
                break;
            }

            _places[Convert.ToHexString(head.AsSpan(RecordHeaderSize))] = new Place(path, at + head.Length, (int)length);
            at += head.Length + (long)length;
        }

        _walked[path] = at;
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static void ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> destination, long offset, string path)
    {
        while (!destination.IsEmpty)
        {
            var count = RandomAccess.Read(file, destination, offset);
            if (count == 0)
            {
                throw new EndOfStreamException($"'{path}' ends at {offset}, in the middle of a value");
            }

            destination = destination[count..];
            offset += count;
        }
    }

    private readonly record struct Place(string Path, long Offset, int Length);
}
