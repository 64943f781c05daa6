namespace Appliance.Viewer;

/// <summary>A file that a page stands for: a document that is no picture and is handed over to another program.</summary>
/// <param name="FileName">Its name, without any folder: letters, digits and little else.</param>
/// <param name="Bytes">What is in it.</param>
public sealed record PageAttachment(string FileName, ReadOnlyMemory<byte> Bytes)
{
    private const int MostOfOneName = 1000;

    /// <summary>Writes the file. One that has the name already is left as it is: the new one gets a number.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <returns>The path it was written to.</returns>
    /// <exception cref="IOException">It cannot be written, or the folder has a thousand files of the name.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public string SaveTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var (name, ending) = (Path.GetFileNameWithoutExtension(FileName), Path.GetExtension(FileName));
        for (var number = 1; number <= MostOfOneName; number++)
        {
            var path = Path.Combine(folder, number == 1 ? FileName : $"{name}-{number}{ending}");
            if (!Path.Exists(path))
            {
                using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
                file.Write(Bytes.Span);
                return path;
            }
        }

        throw new IOException($"{folder} has {MostOfOneName} files of the name {FileName}");
    }
}
