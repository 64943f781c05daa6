using System.Text;

namespace Appliance;

/// <summary>Text from files and peers made fit for a terminal: no control characters, and columns counted as they are shown.</summary>
internal static class TerminalText
{
    /// <summary>The text with control characters shown as <c>\xNN</c>: what a file says must not steer the terminal.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length + 8);
        foreach (var letter in text)
        {
            _ = char.IsControl(letter) ? clean.Append($"\\x{(int)letter:X2}") : clean.Append(letter);
        }

        return clean.ToString();
    }

    /// <summary>The columns a text takes: East Asian wide characters take two, marks that combine take none (Unicode TR11).</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += WidthOf(rune);
        }

        return width;
    }

    /// <summary>The text filled up, or cut, to so many columns.</summary>
    public static string Fit(string text, int columns)
    {
        var width = Width(text);
        if (width <= columns)
        {
            return text + new string(' ', columns - width);
        }

        var cut = new StringBuilder();
        var taken = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (taken + WidthOf(rune) > columns - 1)
            {
                break;
            }

            cut.Append(rune.ToString());
            taken += WidthOf(rune);
        }

        return cut.Append('~').Append(' ', Math.Max(0, columns - taken - 1)).ToString();
    }

    private static int WidthOf(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.EnclosingMark or System.Globalization.UnicodeCategory.Format)
        {
            return 0;
        }

        return rune.Value switch
        {
            < 0x1100 => 1,
            <= 0x115F => 2,
            >= 0x2E80 and <= 0x303E => 2,
            >= 0x3041 and <= 0xA4CF => 2,
            >= 0xAC00 and <= 0xD7A3 => 2,
            >= 0xF900 and <= 0xFAFF => 2,
            >= 0xFE30 and <= 0xFE6F => 2,
            >= 0xFF00 and <= 0xFF60 => 2,
            >= 0xFFE0 and <= 0xFFE6 => 2,
            >= 0x1F300 and <= 0x1FAFF => 2,
            >= 0x20000 and <= 0x3FFFD => 2,
            _ => 1,
        };
    }
}
