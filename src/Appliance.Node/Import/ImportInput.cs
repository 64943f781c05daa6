using Appliance.Dicom;

namespace Appliance.Node;

/// <summary>One thing an import looks at: a file, an entry of a zip, or a place that could not be looked into.</summary>
/// <param name="Source">The file, or <c>archive.zip!entry</c>.</param>
/// <param name="Open">Opens its bytes; null when there is a problem instead.</param>
/// <param name="Problem">Why it cannot be opened.</param>
/// <param name="Path">The file, where the input is one; null inside a zip.</param>
public sealed record ImportInput(string Source, Func<IByteSource>? Open, string? Problem = null, string? Path = null)
{
    /// <summary>A file.</summary>
    public static ImportInput OfFile(string path) => new(path, () => new FileByteSource(path), Path: path);

    /// <summary>A place that could not be looked into.</summary>
    public static ImportInput OfProblem(string source, string problem) => new(source, null, problem);
}
