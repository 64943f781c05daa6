using Appliance.Browser;
using Appliance.Imaging;
using Xunit;

namespace Appliance.UnitTests.Browser;

public sealed class CellPictureTests
{
    [Fact]
    public void Of_SquareImageInAWideRoom_UsesAllRowsAndTwiceAsManyColumns()
    {
        var picture = CellPicture.Of(Grey(64, 64, (_, _) => 0), 1, maxColumns: 80, maxRows: 20, CellStyle.HalfBlocks);

        Assert.Equal(20, picture.Rows);
        Assert.Equal(40, picture.Columns);
    }

    [Fact]
    public void Of_WideImageInAHighRoom_UsesAllColumns()
    {
        var picture = CellPicture.Of(Grey(100, 50, (_, _) => 0), 1, maxColumns: 30, maxRows: 40, CellStyle.HalfBlocks);

        Assert.Equal(30, picture.Columns);
        Assert.Equal(8, picture.Rows);
    }

    [Fact]
    public void Of_PixelsTwiceAsHighAsWide_KeepsTheShape()
    {
        var picture = CellPicture.Of(Grey(64, 32, (_, _) => 0), 2, maxColumns: 80, maxRows: 20, CellStyle.HalfBlocks);

        Assert.Equal(40, picture.Columns);
        Assert.Equal(20, picture.Rows);
    }

    [Fact]
    public void Of_TopBlackBottomWhite_PutsThemInForegroundAndBackground()
    {
        var picture = CellPicture.Of(Grey(2, 2, (_, y) => y == 0 ? (byte)0 : (byte)255), 1, 2, 1, CellStyle.HalfBlocks);

        var cell = picture[0, 0];
        Assert.Equal('▀', cell.Glyph);
        Assert.Equal(0, cell.Foreground.Luma);
        Assert.Equal(255, cell.Background.Luma);
    }

    [Fact]
    public void Of_CoveredPixels_TakesTheirMean()
    {
        var picture = CellPicture.Of(Grey(4, 4, (x, _) => x % 2 == 0 ? (byte)100 : (byte)200), 1, 2, 1, CellStyle.HalfBlocks);

        Assert.Equal(new CellColor(150, 150, 150), picture[1, 0].Background);
    }

    [Fact]
    public void Of_AsciiStyle_RunsFromBlankToAt()
    {
        var picture = CellPicture.Of(Grey(20, 2, (x, _) => (byte)(x < 10 ? 0 : 255)), 1, 20, 10, CellStyle.Ascii);

        Assert.Equal(' ', picture[0, 0].Glyph);
        Assert.Equal('@', picture[19, 0].Glyph);
    }

    private static RenderedImage Grey(int width, int height, Func<int, int, byte> value)
    {
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = value(x, y);
            }
        }

        return new RenderedImage(width, height, isColor: false, pixels);
    }
}
