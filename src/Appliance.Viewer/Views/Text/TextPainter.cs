using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace Appliance.Viewer;

/// <summary>
/// Draws lines of text in any script: cut into runs, each shaped by HarfBuzz with the font that has it. Shaped lines are kept, since the
/// same words are drawn picture after picture. Without any font it draws nothing and measures nothing.
/// </summary>
internal sealed class TextPainter(FontBook fonts) : IDisposable
{
    private const int MaxKept = 1024;
    private const string Ellipsis = "\u2026";
    private readonly Dictionary<SKTypeface, SKShaper> _shapers = [];
    private readonly Dictionary<(string Text, float Size), Line> _lines = [];

    /// <summary>The width of a line in pixels.</summary>
    public float Measure(string text, float size) => Shaped(text, size).Width;

    /// <summary>Cuts a text at its line ends and, between words, where it would be wider than allowed; a word that is wider by itself is cut inside.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="size">Height of the letters in pixels (em).</param>
    /// <param name="width">The width allowed, in pixels.</param>
    /// <returns>At least one line; empty ones stay.</returns>
    public IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(' ').SelectMany(word => Pieces(word, size, width)))
            {
                var longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 0 && Measure(longer, size) > width)
                {
                    lines.Add(line);
                    longer = word;
                }

                line = longer;
            }

            lines.Add(line);
        }

        return lines;
    }

    /// <summary>A line that is no wider than allowed: cut, with an ellipsis at its end, where it would be.</summary>
    /// <param name="line">One line.</param>
    /// <param name="size">Height of the letters in pixels (em).</param>
    /// <param name="width">The width allowed, in pixels; the ellipsis alone may be wider.</param>
    public string Fit(string line, float size, float width) =>
        Measure(line, size) <= width ? line : $"{Pieces(line, size, Math.Max(1, width - Measure(Ellipsis, size))).First().TrimEnd()}{Ellipsis}";

    /// <summary>Draws a line, its baseline at <paramref name="y"/>.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="text">One line.</param>
    /// <param name="x">The left end, the middle or the right end, as <paramref name="align"/> says.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="size">Height of the letters in pixels (em).</param>
    /// <param name="paint">Colour.</param>
    /// <param name="align">What <paramref name="x"/> is.</param>
    public void Draw(SKCanvas canvas, string text, float x, float y, float size, SKPaint paint, SKTextAlign align = SKTextAlign.Left)
    {
        var line = Shaped(text, size);
        var left = align switch
        {
            SKTextAlign.Right => x - line.Width,
            SKTextAlign.Center => x - (line.Width / 2),
            _ => x,
        };
        foreach (var (blob, offset) in line.Runs)
        {
            // Whole pixels keep small letters crisp.
            canvas.DrawText(blob, MathF.Round(left + offset), MathF.Round(y), paint);
        }
    }

    public void Dispose()
    {
        Forget();
        foreach (var shaper in _shapers.Values)
        {
            shaper.Dispose();
        }
    }

    // Text of scripts without spaces, and numbers without end, have to be cut inside a word.
    private IEnumerable<string> Pieces(string word, float size, float width)
    {
        var left = word;
        while (left.Length > 1 && Measure(left, size) > width)
        {
            var cut = left.Length;
            while (cut > 1 && Measure(left[..cut], size) > width)
            {
                cut = Math.Max(1, Math.Min(cut - 1, (int)(cut * width / Measure(left[..cut], size)) + 1));
            }

            // Never between the halves of one character.
            cut += cut < left.Length && char.IsLowSurrogate(left[cut]) ? 1 : 0;
            yield return left[..cut];
            left = left[cut..];
        }

        yield return left;
    }

    private Line Shaped(string text, float size)
    {
        if (_lines.TryGetValue((text, size), out var known))
        {
            return known;
        }

        if (_lines.Count >= MaxKept)
        {
            Forget();
        }

        var line = Shape(text, size);
        _lines.Add((text, size), line);
        return line;
    }

    private Line Shape(string text, float size)
    {
        var runs = new List<(SKTextBlob, float)>();
        var width = 0f;
        foreach (var run in TextScripts.Split(text))
        {
            if (fonts.For(run.Script, run.Text) is not { } typeface)
            {
                continue;
            }

            using var font = new SKFont(typeface, size) { Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.Slight };
            var shaped = ShaperOf(typeface).Shape(run.Text, font);
            if (Blob(shaped, font) is { } blob)
            {
                runs.Add((blob, width));
            }

            width += shaped.Width;
        }

        return new Line(runs, width);
    }

    private static SKTextBlob? Blob(SKShaper.Result shaped, SKFont font)
    {
        using var builder = new SKTextBlobBuilder();
        var glyphs = Array.ConvertAll(shaped.Codepoints, codepoint => (ushort)codepoint);
        builder.AddPositionedRun(glyphs, font, shaped.Points);
        return builder.Build();
    }

    private SKShaper ShaperOf(SKTypeface typeface)
    {
        if (!_shapers.TryGetValue(typeface, out var shaper))
        {
            shaper = new SKShaper(typeface);
            _shapers.Add(typeface, shaper);
        }

        return shaper;
    }

    private void Forget()
    {
        foreach (var (blob, _) in _lines.Values.SelectMany(line => line.Runs))
        {
            blob.Dispose();
        }

        _lines.Clear();
    }

    private sealed record Line(IReadOnlyList<(SKTextBlob Blob, float Offset)> Runs, float Width);
}
