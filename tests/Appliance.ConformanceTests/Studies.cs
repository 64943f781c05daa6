using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>Some patients of the corpus with several studies, series and instances each: what queries and retrievals are tried on.</summary>
internal static class Studies
{
    // DCMTK's dcmqrscp and Orthanc take these as they are; a sample of a DICOMDIR, made by other software.
    private const string Below = "dicomdir/pydicom-dicomdirtests";
    private static readonly string[] Patients = ["77654033", "98892001", "98892003"];

    /// <summary>The folders of the patients.</summary>
    public static IReadOnlyList<string> Folders => [.. Patients.Select(patient => Corpus.PathOf($"{Below}/{patient}"))];

    /// <summary>Every instance as pydicom reads it, with its full path.</summary>
    public static IReadOnlyList<CorpusFile> Read() =>
        [.. Folders.SelectMany(folder => CorpusFile.Read(folder).Select(file => file with { Path = Path.Combine(folder, file.Path) }))];

    /// <summary>The study with the most series among those, and in it the series with the most instances.</summary>
    public static IReadOnlyList<CorpusFile> LargestStudyOf(IEnumerable<CorpusFile> files) =>
        [.. files.GroupBy(file => file.Study).MaxBy(study => (study.Select(file => file.Series).Distinct().Count(), study.Count()))!];

    /// <summary>Fails the running test unless two lists hold the same instances, each with the same data set, byte for byte.</summary>
    public static void AssertSameBytes(IEnumerable<CorpusFile> expected, string folder)
    {
        var found = CorpusFile.Read(folder).ToDictionary(file => file.SopInstance, file => Path.Combine(folder, file.Path));
        var sent = expected.ToList();
        Xunit.Assert.Equal(sent.Select(file => file.SopInstance).Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Xunit.Assert.All(sent, file => Xunit.Assert.True(
            Part10.DataSet(file.Path).AsSpan().SequenceEqual(Part10.DataSet(found[file.SopInstance])), $"{file.Path} is another data set in {found[file.SopInstance]}"));
    }

    /// <summary>Fails the running test unless a folder holds the same instances with the same elements, whatever became of lengths and padding.</summary>
    public static void AssertSameElements(IEnumerable<CorpusFile> expected, string folder)
    {
        var found = CorpusFile.Read(folder).ToDictionary(file => file.SopInstance, file => Path.Combine(folder, file.Path));
        var sent = expected.ToList();
        Xunit.Assert.Equal(sent.Select(file => file.SopInstance).Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Python.AssertSameElements(sent.Select(file => (file.Path, found[file.SopInstance])));
    }
}
