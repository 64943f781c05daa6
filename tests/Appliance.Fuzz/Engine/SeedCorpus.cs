using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>
/// Good DICOM files to begin from: a few made here, and the corpus where it is. Long values are left out of them, as cases are many and what
/// matters is the structure.
/// </summary>
internal sealed class SeedCorpus
{
    private const int LongValue = 1024;
    private const int LargestSeed = 24 * 1024;

    private SeedCorpus(IReadOnlyList<(string Name, DicomDataset Dataset)> datasets, IReadOnlyList<(string Name, byte[] Bytes)> files)
    {
        Datasets = datasets;
        Files = files;
    }

    /// <summary>Data sets without their long values; not to be written in other encodings where they are encapsulated.</summary>
    public IReadOnlyList<(string Name, DicomDataset Dataset)> Datasets { get; }

    /// <summary>Whole files, the large ones cut off.</summary>
    public IReadOnlyList<(string Name, byte[] Bytes)> Files { get; }

    /// <summary>The folder of corpus files, or null.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("APPLIANCE_CORPUS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "appliance.sln")))
            {
                var beside = Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared", "corpus");
                return Directory.Exists(beside) ? beside : null;
            }
        }

        return null;
    }

    /// <summary>Takes the files of <paramref name="folder"/>, if any, and the made ones.</summary>
    public static SeedCorpus Load(string? folder)
    {
        List<(string, DicomDataset)> datasets = [("made", MadeSeeds.Dataset()), ("made-encapsulated", MadeSeeds.Encapsulated())];
        List<(string, byte[])> files = [("made", MadeSeeds.File(MadeSeeds.Dataset(), DicomTransferSyntax.ExplicitVRLittleEndian))];
        var paths = folder is null ? Enumerable.Empty<string>() : Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".md", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            // Many files of one series say the same.
            var name = Path.GetFileName(path);
            var family = $"{Path.GetDirectoryName(path)}/{name[..Math.Min(3, name.Length)]}";
            if (new FileInfo(path).Length > 64 * 1024 && !names.Add(family))
            {
                continue;
            }

            Take(path, name, datasets, files);
        }

        return new SeedCorpus(datasets, files);
    }

    private static void Take(string path, string name, List<(string, DicomDataset)> datasets, List<(string, byte[])> files)
    {
        var bytes = File.ReadAllBytes(path);
        files.Add((name, bytes[..Math.Min(bytes.Length, LargestSeed)]));
        DicomFile file;
        try
        {
            file = DicomFile.Parse(bytes);
        }
        catch (DicomFormatException)
        {
            // Broken on purpose: good as a file to begin from, not as a data set.
            return;
        }

        foreach (var tag in file.Dataset.Where(IsLong).Select(element => element.Tag).ToList())
        {
            file.Dataset.Remove(tag);
        }

        datasets.Add((name, file.Dataset));
    }

    private static bool IsLong(DicomElement element) => element switch
    {
        DicomValueElement value => value.Length > LongValue,
        DicomFragmentSequence fragments => fragments.Fragments.Sum(fragment => fragment.Length) > LongValue,
        DicomSequence sequence => Size(sequence) > LargestSeed / 2,
        _ => false,
    };

    private static long Size(DicomSequence sequence) => sequence.Items.Sum(item => item.Sum(element => element switch
    {
        DicomValueElement value => value.Length + 8,
        DicomSequence inner => Size(inner) + 8,
        _ => 8,
    }));
}
