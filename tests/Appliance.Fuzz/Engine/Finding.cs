using System.Globalization;

namespace Appliance.Fuzz;

/// <summary>An input that broke a promise.</summary>
internal sealed record Finding(string Target, int Variant, long Seed, long Case, string SeedName, byte[] Bytes, string What)
{
    /// <summary>The file name that says how to take it again.</summary>
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Target}.{Variant}.{Seed}.{Case}.bin");

    /// <summary>In one line.</summary>
    public string Headline => $"{FileName} (from {SeedName}, {Bytes.Length} bytes): {What.Split('\n')[0]}";

    /// <summary>Target and variant, read back from a file name.</summary>
    public static bool TryParseName(string path, out string target, out int variant)
    {
        var parts = Path.GetFileName(path).Split('.');
        target = parts[0];
        variant = 0;
        return parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out variant);
    }

    /// <summary>Keeps the input, and beside it what happened.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        File.WriteAllBytes(path, Bytes);
        File.WriteAllText(path + ".txt", $"{Headline}\n\n{What}\n");
    }
}
