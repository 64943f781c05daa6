using System.Text;
using Terminal.Gui.Drawing;
using Terminal.Gui.ViewBase;
using Attribute = Terminal.Gui.Drawing.Attribute;

namespace Appliance.Browser;

/// <summary>Draws a <see cref="CellPicture"/> in its middle, or a line of text where there is none.</summary>
internal sealed class CellPictureView : View
{
    private readonly bool _color;
    private CellPicture? _picture;
    private string _note = "";

    /// <param name="color">False draws glyphs only, in the terminal's own colours.</param>
    public CellPictureView(bool color)
    {
        _color = color;
        CanFocus = false;
    }

    /// <summary>The cells a picture can use here.</summary>
    public (int Columns, int Rows) Room => (Math.Max(Viewport.Width, 1), Math.Max(Viewport.Height, 1));

    public void Show(CellPicture? picture, string note = "")
    {
        _picture = picture;
        _note = note;
        SetNeedsDraw();
    }

    protected override bool OnDrawingContent(DrawContext? context)
    {
        if (_picture is not { } picture)
        {
            var lines = TextLines.Wrap(_note, Math.Max(Viewport.Width, 1));
            for (var i = 0; i < lines.Count && i < Viewport.Height; i++)
            {
                AddStr(0, i, lines[i]);
            }

            return true;
        }

        var left = Math.Max((Viewport.Width - picture.Columns) / 2, 0);
        var top = Math.Max((Viewport.Height - picture.Rows) / 2, 0);
        for (var row = 0; row < picture.Rows && top + row < Viewport.Height; row++)
        {
            for (var column = 0; column < picture.Columns && left + column < Viewport.Width; column++)
            {
                var cell = picture[column, row];
                if (_color)
                {
                    SetAttribute(new Attribute(Of(cell.Foreground), Of(cell.Background)));
                }

                AddRune(left + column, top + row, new Rune(cell.Glyph));
            }
        }

        return true;
    }

    private static Color Of(CellColor color) => new(color.Red, color.Green, color.Blue);
}
