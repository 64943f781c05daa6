using System.Text;
using Terminal.Gui.Text;

namespace Appliance.Browser;

/// <summary>Text measured in terminal cells, where a CJK character takes two.</summary>
internal static class TextLines
{
    /// <summary>Breaks one line where it is wider than <paramref name="width"/> cells; what follows is set in as it is, and a little more.</summary>
    public static IReadOnlyList<string> WrapIndented(string line, int width)
    {
        const int Hanging = 2;
        if (line.GetColumns() <= width)
        {
            return [line];
        }

        var indent = Math.Min(line.Length - line.TrimStart(' ').Length, width / 2);
        var parts = Wrap(line, Math.Max(1, width - indent - Hanging));
        return [.. parts.Select((part, place) => new string(' ', indent + (place == 0 ? 0 : Hanging)) + part)];
    }

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
