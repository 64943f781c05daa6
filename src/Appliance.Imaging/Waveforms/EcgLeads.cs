using System.Globalization;

namespace Appliance.Imaging;

/// <summary>Recognises the twelve standard leads by the codes of CID 3001 (MDC, formerly SCPECG) or by how people write them.</summary>
internal static class EcgLeads
{
    private const int MdcBase = 131328;

    /// <summary>In the order they are drawn.</summary>
    public static IReadOnlyList<string> Names { get; } = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <summary>The lead that a channel source means; null when it is none of the twelve.</summary>
    /// <param name="code">Code Value: <c>2:1</c>, <c>131329</c>, <c>5.6.3-9-1</c>.</param>
    /// <param name="scheme">Coding Scheme Designator.</param>
    /// <param name="names">Code Meaning and label.</param>
    public static string? Of(string? code, string? scheme, params ReadOnlySpan<string> names)
    {
        if (OfCode(code ?? "", scheme ?? "") is { } coded)
        {
            return coded;
        }

        foreach (var name in names)
        {
            if (OfName(name) is { } named)
            {
                return named;
            }
        }

        return null;
    }

    private static string? OfCode(string code, string scheme)
    {
        var number = scheme switch
        {
            "MDC" when code.StartsWith("2:", StringComparison.Ordinal) => Number(code[2..]),
            "MDC" => Number(code) - MdcBase,
            "SCPECG" when code.StartsWith("5.6.3-9-", StringComparison.Ordinal) => Number(code[8..]),
            _ => null,
        };
        return number switch
        {
            1 => "I",
            2 => "II",
            >= 3 and <= 8 => string.Create(CultureInfo.InvariantCulture, $"V{number - 2}"),
            61 => "III",
            62 => "aVR",
            63 => "aVL",
            64 => "aVF",
            _ => null,
        };
    }

    private static int? Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // "Lead I (Einthoven)", "LEAD II", "avr", "V1".
    private static string? OfName(string name)
    {
        var bare = name.Split('(')[0].Trim();
        bare = bare.StartsWith("lead", StringComparison.OrdinalIgnoreCase) ? bare[4..].Trim() : bare;
        return Names.FirstOrDefault(lead => string.Equals(lead, bare, StringComparison.OrdinalIgnoreCase));
    }
}
