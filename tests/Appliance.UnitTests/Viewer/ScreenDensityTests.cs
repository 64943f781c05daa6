using Appliance.Viewer;
using Xunit;

namespace Appliance.UnitTests.Viewer;

/// <summary>What is believed of the size that a monitor tells.</summary>
public sealed class ScreenDensityTests
{
    [Theory]
    [InlineData(1920, 1080, 531, 299, 91.8)]
    [InlineData(3840, 2160, 597, 336, 163.3)]
    [InlineData(1200, 1600, 330, 440, 92.4)]
    [InlineData(2048, 2560, 337, 422, 154.2)]
    public void Monitor_ThatTellsItsSize_IsBelieved(int width, int height, int across, int down, double dpi)
    {
        var density = ScreenDensity.Of(ScreenDensity.OfMonitor(width, height, across, down), scale: 2);
        Assert.True(density.IsKnown);
        Assert.InRange(density.Dpi, dpi - 0.1, dpi + 0.1);
        Assert.Equal($"TRUE SIZE  screen {Math.Round(dpi)} dpi", density.Words);
    }

    // None told; the shape in place of the size; made up from 96 dpi by the server; one side wrong; denser and coarser than any there are.
    [Theory]
    [InlineData(1920, 1080, 0, 0)]
    [InlineData(1920, 1080, 160, 90)]
    [InlineData(1280, 1024, 339, 271)]
    [InlineData(1920, 1080, 531, 200)]
    [InlineData(1920, 1080, 32, 18)]
    [InlineData(1920, 1080, 3000, 1688)]
    [InlineData(0, 1080, 531, 299)]
    public void Monitor_ThatTellsNoSizeOrAnAbsurdOne_IsNot(int width, int height, int across, int down) =>
        Assert.Null(ScreenDensity.OfMonitor(width, height, across, down));

    [Theory]
    [InlineData(1, "TRUE SIZE, screen taken as 96 dpi")]
    [InlineData(2, "TRUE SIZE, screen taken as 192 dpi")]
    public void Screen_WhoseMonitorTellsNothing_IsTakenAsTheDesktopDrawsIt(double scale, string words)
    {
        var density = ScreenDensity.Of(null, scale);
        Assert.False(density.IsKnown);
        Assert.Equal(words, density.Words);
        Assert.Equal(96 * scale / 25.4, density.PixelsPerMillimetre, 9);
    }
}
