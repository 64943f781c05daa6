using Xunit;

namespace Appliance.UnitTests.House;

/// <summary>The working tree the tests were built in, for the tests that hold the sources to the rules of the house.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>appliance.sln</c>; skips the running test where the test program was carried away from its sources.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "appliance.sln")))
            {
                folder = folder.Parent;
            }

            Assert.SkipWhen(folder is null, "the sources are not here: the test program was moved out of its working tree");
            return folder!.FullName;
        }
    }

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Every file below a folder of the repository, without what builds leave behind, as paths relative to the root.</summary>
    public static IReadOnlyList<string> Files(string below, string pattern) =>
        [.. Directory.EnumerateFiles(PathOf(below), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];

    /// <summary>Names and folders of the seven product projects, e.g. <c>Appliance.Dicom</c>.</summary>
    public static IReadOnlyList<string> ProductProjects =>
        [.. Directory.EnumerateDirectories(PathOf("src")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
