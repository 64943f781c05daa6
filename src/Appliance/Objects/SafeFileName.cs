using System.Text;

namespace Appliance;

/// <summary>Names for files out of texts that come from outside: they lead into no other folder and fit every file system.</summary>
internal static class SafeFileName
{
    private const int MostBytes = 120;

    private static readonly string[] Devices =
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).Select(number => $"COM{number}"), .. Enumerable.Range(1, 9).Select(number => $"LPT{number}")];

    /// <summary>A name with an ending.</summary>
    /// <param name="text">Any text. Letters and digits of all scripts stay, as do single spaces, dots, hyphens and underscores within it.</param>
    /// <param name="ending">Begins with a dot; not added a second time.</param>
    /// <param name="otherwise">The name when nothing of the text can be used.</param>
    public static string Of(string? text, string ending, string otherwise)
    {
        var name = new StringBuilder();
        foreach (var rune in (text ?? "").Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var fit = Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' or '.' or ' ' ? rune : new Rune('_');
            if (Encoding.UTF8.GetByteCount(name.ToString()) + fit.Utf8SequenceLength > MostBytes)
            {
                break;
            }

            name.Append(fit.ToString());
        }

        var safe = name.ToString().Trim('.', ' ', '_');
        safe = safe.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? safe[..^ending.Length].Trim('.', ' ', '_') : safe;
        safe = safe.Length == 0 ? otherwise : safe;

        // Windows takes these for devices, whatever follows behind a dot.
        return (Devices.Contains(safe.Split('.')[0].Trim(), StringComparer.OrdinalIgnoreCase) ? "_" : "") + safe + ending;
    }
}
