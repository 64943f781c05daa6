using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>
/// <c>appliance dump</c> against other software, over every file of the corpus and every element: tag, VR, length and value, but for the
/// differences that the tables beside the scripts list and explain.
/// </summary>
public sealed class DumpComparisonTests
{
    [Fact]
    public void Dump_EveryElementOfTheCorpus_SaysWhatDcmdumpSays()
    {
        var dcmdump = Foreign.Need("dcmdump", "dcmtk");
        using var appliance = Installation.Make();
        var run = Python.Run("dumps.py", [appliance.Program, dcmdump, Corpus.PathOf("")]).Succeeded();
        Differences.AssertExplained(run.Output, "dump-differences.tsv", Corpus.Files().Count);
    }

    [Fact]
    public void DumpJson_EveryElementOfTheCorpus_IsTheModelThatPydicomMakes()
    {
        using var appliance = Installation.Make();
        var run = Python.Run("models.py", [appliance.Program, Corpus.PathOf("")]).Succeeded();
        Differences.AssertExplained(run.Output, "model-differences.tsv", Corpus.Files().Count);
    }
}
