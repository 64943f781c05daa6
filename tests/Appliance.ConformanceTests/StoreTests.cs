using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>What goes in comes out: the corpus through the node, found again, before and after a crash.</summary>
public sealed class StoreTests
{
    private const int FewestFiles = 250;

    [Fact]
    public void Corpus_SentByStorescu_ComesBackElementByElementAlsoAfterACrash()
    {
        using var installation = Installation.Make();
        var rounds = CorpusFile.Rounds(CorpusFile.All().Where(file => file.IsConformant && Dcmtk.CanSend(file)));
        Assert.InRange(rounds.Sum(round => round.Count), FewestFiles, int.MaxValue);

        var held = new Dictionary<string, CorpusFile>();
        foreach (var round in rounds)
        {
            using (var node = installation.Serve())
            {
                Dcmtk.Store(node, round);
                foreach (var file in round)
                {
                    held[file.SopInstance] = file;
                }

                if (round == rounds[0])
                {
                    AssertCounts(node, held.Values);
                }

                node.KillHard();
            }

            AssertExported(installation, round, (file, exported) => (Corpus.PathOf(file.Path), exported), Python.AssertSameElements);
        }

        using var restarted = installation.Serve();
        AssertCounts(restarted, held.Values);
        restarted.Stop();
    }

    [Fact]
    public void Corpus_SentByOurselves_ComesBackByteForByteAlsoAfterACrash()
    {
        using var installation = Installation.Make();
        var rounds = CorpusFile.Rounds(CorpusFile.All().Where(file => file.IsConformant));
        Assert.InRange(rounds.Sum(round => round.Count), FewestFiles, int.MaxValue);

        foreach (var round in rounds)
        {
            using var node = installation.Serve();
            installation.Run(["send", node.Peer, .. round.Select(file => Corpus.PathOf(file.Path))]).Succeeded();
            node.KillHard();

            AssertExported(installation, round, (file, exported) => (file, exported), pairs => Assert.All(pairs, pair =>
                Assert.True(Part10.SentDataSet(Corpus.PathOf(pair.file.Path), pair.file.Syntax).AsSpan().SequenceEqual(Part10.DataSet(pair.exported)), $"{pair.file.Path} changed")));
        }
    }

    [Fact]
    public void Instance_SentAgain_ReplacesTheFirst()
    {
        using var installation = Installation.Make();
        var file = CorpusFile.All().First(file => file.Path == "ct/CT_small.dcm");
        using var node = installation.Serve();
        Dcmtk.Store(node, [file]);
        Dcmtk.Store(node, [file]);
        Assert.Equal(1, Dcmtk.Count(node, "IMAGE", "StudyInstanceUID=" + file.Study, "SeriesInstanceUID=" + file.Series, "SOPInstanceUID"));
        node.Stop();
    }

    // Exports the files of a round, looks up each by its SOP Instance UID with pydicom, and hands the pairs to a judge.
    private static void AssertExported<TPair>(
        Installation installation, IReadOnlyList<CorpusFile> round, Func<CorpusFile, string, TPair> pair, Action<IEnumerable<TPair>> judge)
    {
        var folder = installation.NewFolder("exported");
        installation.Run(["export", .. round.Select(file => file.SopInstance), "-o", folder]).Succeeded();
        var exported = CorpusFile.Read(folder).ToDictionary(file => file.SopInstance, file => Path.Combine(folder, file.Path));
        Assert.Equal(round.Select(file => file.SopInstance).Order(StringComparer.Ordinal), exported.Keys.Order(StringComparer.Ordinal));
        judge(round.Select(file => pair(file, exported[file.SopInstance])));
        Directory.Delete(folder, recursive: true);
    }

    private static void AssertCounts(NodeProcess node, IEnumerable<CorpusFile> held)
    {
        var studies = held.GroupBy(file => file.Study).ToList();
        Assert.Equal(studies.Count, Dcmtk.Count(node, "STUDY", "StudyInstanceUID"));
        foreach (var study in studies)
        {
            var series = study.GroupBy(file => file.Series).ToList();
            Assert.Equal((study.Key, series.Count), (study.Key, Dcmtk.Count(node, "SERIES", "StudyInstanceUID=" + study.Key, "SeriesInstanceUID")));
            Assert.All(series, one => Assert.Equal(
                (one.Key, one.Count()),
                (one.Key, Dcmtk.Count(node, "IMAGE", "StudyInstanceUID=" + study.Key, "SeriesInstanceUID=" + one.Key, "SOPInstanceUID"))));
        }
    }
}
