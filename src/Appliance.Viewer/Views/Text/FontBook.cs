using SkiaSharp;

namespace Appliance.Viewer;

/// <summary>
/// The fonts in use: one for Latin text, found when first needed, and one more for each script that it lacks. Text in a script that no
/// font of this machine has is drawn as boxes, and <see cref="Missing"/> names the script.
/// </summary>
internal sealed class FontBook : IDisposable
{
    private const int MaxProbes = 600;
    private readonly Lazy<IReadOnlyList<string>> _files;
    private readonly Dictionary<string, SKTypeface?> _opened = [];
    private readonly Dictionary<TextScript, SKTypeface?> _chosen = [];
    private readonly SortedSet<TextScript> _missing = [];

    /// <summary>Fonts of this machine, or only those in the given folders.</summary>
    public FontBook(IReadOnlyList<string>? folders = null) =>
        _files = new Lazy<IReadOnlyList<string>>(() => FontFiles.In(folders ?? FontFiles.Folders()));

    /// <summary>Scripts that have been asked for and that no font here can write.</summary>
    public IReadOnlyCollection<TextScript> Missing => _missing;

    /// <summary>False when there is no usable font at all: then no text can be drawn.</summary>
    public bool HasAny => For(TextScript.Latin, "A") is not null;

    /// <summary>The typeface for a run of text, or null when there is no font at all.</summary>
    /// <param name="script">The run's script.</param>
    /// <param name="text">The run: the font must have all its characters, if any font has.</param>
    public SKTypeface? For(TextScript script, string text)
    {
        if (_chosen.TryGetValue(script, out var known))
        {
            return known;
        }

        var found = Search(script, text);
        if (found is null)
        {
            _missing.Add(script);
            found = script == TextScript.Latin ? null : For(TextScript.Latin, "A");
        }

        _chosen.Add(script, found);
        return found;
    }

    public void Dispose()
    {
        foreach (var typeface in _opened.Values)
        {
            typeface?.Dispose();
        }
    }

    private SKTypeface? Search(TextScript script, string text)
    {
        var probe = Probe(script, text);
        foreach (var file in FontChoice.Ranked(_files.Value, script).Take(MaxProbes))
        {
            if (Open(file) is { } typeface && HasAll(typeface, probe))
            {
                return typeface;
            }
        }

        return null;
    }

    private static bool HasAll(SKTypeface typeface, string characters)
    {
        using var font = new SKFont(typeface);
        return font.ContainsGlyphs(characters);
    }

    // The characters at hand show best whether a font will do; for Latin the plain alphabet does, whatever the first text is.
    private static string Probe(TextScript script, string text) => script == TextScript.Latin
        ? "AZaz09"
        : string.Concat(text.EnumerateRunes().Where(rune => TextScripts.Of(rune.Value) is not null).Take(16));

    private SKTypeface? Open(string file)
    {
        if (!_opened.TryGetValue(file, out var typeface))
        {
            typeface = SKTypeface.FromFile(file);
            _opened.Add(file, typeface);
        }

        return typeface;
    }
}
