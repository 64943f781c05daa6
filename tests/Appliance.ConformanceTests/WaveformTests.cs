using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary><c>dump --waveform</c> beside pydicom: the same samples in the same units.</summary>
public sealed class WaveformTests
{
    [Fact]
    public void DumpWaveform_EveryWaveformOfTheCorpus_HasTheSamplesThatPydicomWorksOut()
    {
        using var appliance = Installation.Make();
        var run = Python.Run("waveforms.py", [appliance.Program, .. Corpus.Files("waveform")]).Succeeded();
        Assert.Equal(3, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }
}
