using System.Text.Json;
using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>A file as pydicom reads it: a line of <c>scripts/manifest.py</c>.</summary>
internal sealed record CorpusFile
{
    // Whole neither for us nor for DCMTK, though the corpus keeps it for its sequences.
    private const string VrOfTwoBlanks = "sequence/GH179B.dcm";

    private const string StandardRoot = "1.2.840.10008.";
    private const int LongestUid = 64;

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    /// <summary>Relative to the folder that was read, with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Why pydicom could not read it, or null.</summary>
    public string? Error { get; init; }

    public string Syntax { get; init; } = "";

    public string SopClass { get; init; } = "";

    public string SopInstance { get; init; } = "";

    public string MetaClass { get; init; } = "";

    public string MetaInstance { get; init; } = "";

    public string Study { get; init; } = "";

    public string Series { get; init; } = "";

    public string Patient { get; init; } = "";

    public string Photometric { get; init; } = "";

    public int Bits { get; init; }

    public int Stored { get; init; }

    public int Samples { get; init; }

    public int Frames { get; init; }

    public int Rows { get; init; }

    public int Columns { get; init; }

    public double? Center { get; init; }

    public double? Width { get; init; }

    public long PixelBytes { get; init; }

    public bool FunctionalGroups { get; init; }

    /// <summary>
    /// Whether the file is a composite instance that a node has to take: a Part 10 file with a transfer syntax, whose data set names its
    /// class (one of the standard's), instance, study and series, and which no folder of the corpus calls malformed.
    /// </summary>
    public bool IsConformant =>
        Error is null && !Path.StartsWith("malformed/", StringComparison.Ordinal) && Path != VrOfTwoBlanks
        && Syntax != "" && SopClass.StartsWith(StandardRoot, StringComparison.Ordinal)
        && SopInstance.Length is > 0 and <= LongestUid && Study != "" && Series != "";

    /// <summary>The whole corpus; skips the running test where it, or pydicom, is missing.</summary>
    public static IReadOnlyList<CorpusFile> All() => Read(Corpus.PathOf(""));

    /// <summary>The conformant files in rounds, so that no round holds a SOP instance twice: the corpus has some in several encodings.</summary>
    public static IReadOnlyList<IReadOnlyList<CorpusFile>> Rounds(IEnumerable<CorpusFile> files) =>
        [.. files.GroupBy(file => file.SopInstance).SelectMany(same => same.Select((file, round) => (file, round)))
            .GroupBy(entry => entry.round, entry => entry.file).OrderBy(round => round.Key)
            .Select(round => (IReadOnlyList<CorpusFile>)[.. round.OrderBy(file => file.Path, StringComparer.Ordinal)])];

    /// <summary>Every file below a folder.</summary>
    public static IReadOnlyList<CorpusFile> Read(string folder)
    {
        var run = Python.Run("manifest.py", [folder]).Succeeded();
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<CorpusFile>(line, Camel)!)
            .Where(file => !file.Path.EndsWith(".md", StringComparison.Ordinal))];
    }
}
