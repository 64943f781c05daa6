using System.Globalization;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary><c>dump --spectrum</c> and <c>render</c> of real spectra; the numbers beside those of numpy.</summary>
public sealed class SpectraTests
{
    private const string Demonstration = "mr-spectroscopy/BRTUMSP2";

    [Fact]
    public void SpectraOfTheCorpus_AsNumbers_AreThoseOfNumpy()
    {
        using var installation = Installation.Make();
        foreach (var file in Corpus.Files("mr-spectroscopy"))
        {
            var ours = installation.Run("dump", file, "--spectrum", "all").Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var theirs = Python.Run("spectra.py", [file]).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("frame,row,column,ppm,real,imaginary", ours[0]);
            Assert.Equal(theirs.Length, ours.Length - 1);
            var rows = ours.Skip(1).Select(Numbers).Zip(theirs.Select(Numbers)).ToList();
            var largest = rows.Max(row => Math.Max(Math.Abs(row.Second[4]), Math.Abs(row.Second[5])));
            foreach (var (our, their) in rows)
            {
                Assert.Equal(their[..3], our[..3]);
                Assert.Equal(their[3], our[3], 1e-9);
                Assert.Equal(their[4], our[4], largest * 1e-12);
                Assert.Equal(their[5], our[5], largest * 1e-12);
            }
        }
    }

    [Fact]
    public void SpectraOfTheDemonstration_Rendered_AreAPictureOfTheSizeAskedFor()
    {
        using var installation = Installation.Make();
        var path = Path.Combine(installation.Folder, "spectra.pgm");
        installation.Run("render", Corpus.PathOf(Demonstration), "-o", path, "--size", "640x480").Succeeded();
        var picture = Picture.ReadPnm(path);
        Assert.Equal((640, 480), (picture.Width, picture.Height));
        Assert.True(picture.Data.Distinct().Count() > 10, "the picture is empty");
    }

    [Theory]
    [InlineData("9,1", "rows 1 to 6")]
    [InlineData("0,1", "rows 1 to 6")]
    [InlineData("1,9", "columns 1 to 8")]
    [InlineData("middle", "ROW,COLUMN")]
    public void Voxel_ThatThereIsNot_IsAWrongCall(string voxel, string said)
    {
        using var installation = Installation.Make();
        var run = installation.Run("dump", Corpus.PathOf(Demonstration), "--spectrum", voxel).Ended(1);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_AskedForItsSpectra_SaysThatItHasNone()
    {
        using var installation = Installation.Make();
        var run = installation.Run("dump", Corpus.PathOf("enhanced-mr/BRTUM001"), "--spectrum", "all");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("SpectroscopyData", run.Error, StringComparison.Ordinal);
    }

    private static double[] Numbers(string line) => [.. line.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
