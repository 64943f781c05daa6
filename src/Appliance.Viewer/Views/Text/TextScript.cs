namespace Appliance.Viewer;

/// <summary>Families of writing that need different fonts.</summary>
internal enum TextScript
{
    /// <summary>Latin letters, digits and signs: every font has them.</summary>
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    Thai,
    Japanese,
    Korean,
    Chinese,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Cuts text into runs of one script each.</summary>
internal static class TextScripts
{
    /// <summary>A run of text in one script.</summary>
    public readonly record struct Run(string Text, TextScript Script);

    /// <summary>
    /// The runs in the order they are read. Spaces, and signs that belong to no script, go with what stands before them, Han characters
    /// with the Japanese or Korean letters of the same text, if there are any.
    /// </summary>
    public static IReadOnlyList<Run> Split(string text)
    {
        var runs = new List<Run>();
        var han = HanOf(text);
        var (start, at, current) = (0, 0, TextScript.Latin);
        foreach (var rune in text.EnumerateRunes())
        {
            var script = Of(rune.Value) switch
            {
                TextScript.Chinese => han,

                // Fonts of these scripts may lack ASCII; those of the right-to-left ones keep it, so that order within a run stays theirs.
                null when rune.IsAscii && rune.Value != ' ' && current is not (TextScript.Arabic or TextScript.Hebrew) => TextScript.Latin,
                var own => own,
            };
            if (script is { } next && next != current)
            {
                if (at > start)
                {
                    runs.Add(new Run(text[start..at], current));
                }

                (start, current) = (at, next);
            }

            at += rune.Utf16SequenceLength;
        }

        if (at > start)
        {
            runs.Add(new Run(text[start..], current));
        }

        return runs;
    }

    /// <summary>The script of a character; null for digits, spaces and signs that belong to all.</summary>
    public static TextScript? Of(int codePoint) => codePoint switch
    {
        >= 'A' and <= 'Z' or >= 'a' and <= 'z' or >= 0xC0 and <= 0x24F => TextScript.Latin,
        < 0x250 => null,
        >= 0x370 and <= 0x3FF or >= 0x1F00 and <= 0x1FFF => TextScript.Greek,
        >= 0x400 and <= 0x52F => TextScript.Cyrillic,
        >= 0x590 and <= 0x5FF or >= 0xFB1D and <= 0xFB4F => TextScript.Hebrew,
        >= 0x600 and <= 0x6FF or >= 0x750 and <= 0x77F or >= 0xFB50 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFE => TextScript.Arabic,
        >= 0xE00 and <= 0xE7F => TextScript.Thai,
        >= 0x1100 and <= 0x11FF or >= 0x3130 and <= 0x318F or >= 0xAC00 and <= 0xD7AF => TextScript.Korean,
        >= 0x3040 and <= 0x30FF or >= 0x31F0 and <= 0x31FF or >= 0xFF66 and <= 0xFF9F => TextScript.Japanese,
        >= 0x2E80 and <= 0x2FDF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF
            or >= 0x20000 and <= 0x3FFFF => TextScript.Chinese,
        >= 0x3000 and <= 0x303F or >= 0xFF00 and <= 0xFF65 => TextScript.Chinese,
        >= 0x1E00 and <= 0x1EFF => TextScript.Latin,
        >= 0x2000 and <= 0x2BFF => null,
        >= 0x300 and <= 0x36F => null,
        _ => TextScript.Other,
    };

    private static TextScript HanOf(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Of(rune.Value) is TextScript.Japanese or TextScript.Korean)
            {
                return Of(rune.Value)!.Value;
            }
        }

        return TextScript.Chinese;
    }
}
