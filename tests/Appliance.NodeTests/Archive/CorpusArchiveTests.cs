using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>Files made by other software go in, are found, and come out as they were.</summary>
public sealed class CorpusArchiveTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Corpus_StoredAndReopened_ComesBackByteForByte()
    {
        var stored = new Dictionary<string, string>();
        var refused = new List<string>();
        foreach (var path in Corpus.Files().Where(path => !IsOddOnPurpose(path)))
        {
            try
            {
                stored[TestStore.IngestFile(_store.Archive, File.ReadAllBytes(path), 100_000).Row.SopInstanceUid.Value] = path;
            }
            catch (Exception error) when (error is DicomFormatException or ArchiveException { Kind: ArchiveErrorKind.Unusable })
            {
                refused.Add($"{path}: {error.Message}");
            }
        }

        // Six files of the corpus have no SOP Instance UID anywhere, and there is no other reason to refuse one.
        Assert.All(refused, reason => Assert.Contains("has no SOP Instance UID", reason, StringComparison.Ordinal));
        Assert.True(stored.Count > 250, $"{stored.Count} stored, {refused.Count} refused");
        Assert.Equal(stored.Count, _store.Archive.Counts.Instances);
        var counts = _store.Archive.Counts;
        var archive = _store.Reopen();
        Assert.Equal(counts, archive.Counts);
        foreach (var (uid, path) in stored)
        {
            Assert.True(archive.TryGetInstance(new DicomUID(uid), out var row), path);
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(TestStore.Read(archive, row)), path);
        }
    }

    [Theory]
    [InlineData("chrH31.dcm", "Yamada*")]
    [InlineData("chrH31.dcm", "山田*")]
    [InlineData("chrH31.dcm", "やまだ^たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("chrH32.dcm", "ヤマダ*")]
    [InlineData("chrRuss.dcm", "люкceмбypг")]
    [InlineData("chrFren.dcm", "BUC^JEROME")]
    [InlineData("chrGerm.dcm", "Äneas*")]
    [InlineData("chrGreek.dcm", "διον*")]
    [InlineData("chrI2.dcm", "Hong^Gildong")]
    [InlineData("chrI2.dcm", "洪^吉洞")]
    [InlineData("chrI2.dcm", "홍^길동")]
    public void NamesOfTheStandard_AskedByAnyGroup_AreFound(string file, string query)
    {
        var row = TestStore.IngestFile(_store.Archive, File.ReadAllBytes(Corpus.PathOf("charset/" + file))).Row;

        var answers = _store.Query(QueryLevel.Study, (DicomTag.PatientName, query), (DicomTag.StudyInstanceUID, ""));

        Assert.Equal([row.StudyUid.Value], answers.Select(answer => answer.GetString(DicomTag.StudyInstanceUID)));
        using var original = DicomFile.Open(Corpus.PathOf("charset/" + file));
        Assert.Equal(original.Dataset.GetString(DicomTag.PatientName), answers[0].GetString(DicomTag.PatientName));
    }

    private static bool IsOddOnPurpose(string path) =>
        path.Contains("malformed", StringComparison.Ordinal) || path.Contains("dicomdir", StringComparison.Ordinal)
        || path.Contains("/bare/", StringComparison.Ordinal) || path.Contains("/sequence/", StringComparison.Ordinal);
}
