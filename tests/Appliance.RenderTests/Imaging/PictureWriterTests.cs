using System.Text;
using Appliance.Imaging;
using SkiaSharp;
using Xunit;

namespace Appliance.RenderTests.Imaging;

public sealed class PictureWriterTests
{
    private static readonly RenderedImage Gray = new(3, 1, false, [0, 128, 255]);
    private static readonly RenderedImage Color = new(2, 1, true, [255, 0, 0, 10, 20, 30]);

    [Fact]
    public void Pgm_OfGrey_IsHeaderAndBytes() => Assert.Equal([.. "P5\n3 1\n255\n"u8, 0, 128, 255], Written(Gray, PictureFormat.Pgm));

    [Fact]
    public void Ppm_OfColour_IsHeaderAndBytes() => Assert.Equal([.. "P6\n2 1\n255\n"u8, 255, 0, 0, 10, 20, 30], Written(Color, PictureFormat.Ppm));

    [Fact]
    public void Ppm_OfGrey_HasEqualComponents() => Assert.EndsWith(Latin1([0, 0, 0, 128, 128, 128, 255, 255, 255]), Latin1(Written(Gray, PictureFormat.Ppm)), StringComparison.Ordinal);

    [Fact]
    public void Pgm_OfColour_IsItsLuma() => Assert.EndsWith(Latin1([76, 18]), Latin1(Written(Color, PictureFormat.Pgm)), StringComparison.Ordinal);

    [Fact]
    public void Png_OfGrey_HasOneChannelOfEightBitsAndTheSameLevels()
    {
        var png = Written(Gray, PictureFormat.Png);
        Assert.Equal([8, 0], png[24..26]);
        using var bitmap = SKBitmap.Decode(png);
        Assert.Equal([0, 128, 255], Enumerable.Range(0, 3).Select(x => (int)bitmap.GetPixel(x, 0).Green));
    }

    [Fact]
    public void Png_OfColour_HasThreeChannelsAndTheSameColours()
    {
        var png = Written(Color, PictureFormat.Png);
        Assert.Equal([8, 2], png[24..26]);
        using var bitmap = SKBitmap.Decode(png);
        Assert.Equal(new SKColor(10, 20, 30), bitmap.GetPixel(1, 0));
    }

    [Fact]
    public void Save_WithAnEndingThatIsNone_SaysWhichThereAre() =>
        Assert.Contains(".png", Assert.Throws<ArgumentException>(() => PictureWriter.Save(Gray, "out.gif")).Message, StringComparison.Ordinal);

    private static byte[] Written(RenderedImage image, PictureFormat format)
    {
        using var stream = new MemoryStream();
        PictureWriter.Write(image, stream, format);
        return stream.ToArray();
    }

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
