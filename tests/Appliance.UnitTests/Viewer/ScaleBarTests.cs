using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

/// <summary>The scale beside a picture: the largest round number that fits, in words.</summary>
public sealed class ScaleBarTests
{
    [Theory]
    [InlineData(1, 200, 200, "20 cm")]
    [InlineData(1, 199, 100, "10 cm")]
    [InlineData(2, 200, 100, "10 cm")]
    [InlineData(2.54, 173, 50, "5 cm")]
    [InlineData(40, 200, 5, "5 mm")]
    [InlineData(400, 200, 0.5, "500 \u00b5m")]
    [InlineData(0.01, 200, 20000, "2000 cm")]
    public void Length_IsTheLargestRoundOneThatFits(double pixelsPerMillimetre, double most, double millimetres, string words)
    {
        var bar = new ScaleBar(pixelsPerMillimetre, null);
        Assert.Equal(millimetres, bar.LengthWithin(most), 9);
        Assert.Equal(words, bar.Words(bar.LengthWithin(most)));
    }

    [Fact]
    public void Words_SayWhereTheMillimetresHold() => Assert.Equal("1 cm at the detector", new ScaleBar(1, "at the detector").Words(10));
}
