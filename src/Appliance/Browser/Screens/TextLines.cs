using System.Text;
using Terminal.Gui.Text;

namespace Appliance.Browser;

/// <summary>Text measured in terminal cells, where a CJK character takes two.</summary>
internal static class TextLines
{
    /// <summary>Breaks a text into lines of at most <paramref name="width"/> cells, at spaces where there are any.</summary>
    public static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            var line = new StringBuilder();
            var cells = 0;
            foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var wide = word.GetColumns();
                if (cells > 0 && cells + 1 + wide > width)
                {
                    lines.Add(line.ToString());
                    line.Clear();
                    cells = 0;
                }

                if (cells > 0)
                {
                    line.Append(' ');
                    cells++;
                }

                foreach (var rune in word.EnumerateRunes())
                {
                    var columns = Math.Max(rune.GetColumns(), 0);
                    if (cells + columns > width)
                    {
                        lines.Add(line.ToString());
                        line.Clear();
                        cells = 0;
                    }

                    line.Append(rune);
                    cells += columns;
                }
            }

            lines.Add(line.ToString());
        }

        return lines;
    }
}
