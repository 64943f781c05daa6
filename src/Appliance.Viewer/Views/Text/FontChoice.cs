namespace Appliance.Viewer;

/// <summary>Which font files to try first for a script: pure, by file name.</summary>
internal static class FontChoice
{
    private static readonly string[] Sans =
    [
        "notosans-regular", "dejavusans", "liberationsans-regular", "ubuntu-r", "roboto-regular", "opensans-regular", "cantarell-regular",
        "segoeui", "arial", "helvetica", "verdana", "tahoma", "freesans",
    ];

    private static readonly string[] EastAsian = ["notosanscjk", "sourcehansans", "droidsansfallback", "unifont", "arialuni"];

    /// <summary>Font files in the order to try them for a script: known good ones, then plain sans faces, then the rest.</summary>
    public static IEnumerable<string> Ranked(IEnumerable<string> files, TextScript script)
    {
        var wanted = Names(script).ToArray();
        return files.Select(file => (file, rank: Rank(Stem(file), wanted))).OrderBy(entry => entry.rank).Select(entry => entry.file);
    }

    private static int Rank(string stem, string[] wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            // The exact name before longer ones: DejaVuSans before DejaVuSans-ExtraLight.
            if (stem == wanted[i])
            {
                return i * 2;
            }

            if (stem.StartsWith(wanted[i], StringComparison.Ordinal))
            {
                return IsFancy(stem) ? (wanted.Length * 2) + 1 : (i * 2) + 1;
            }
        }

        return (wanted.Length * 2) + (IsFancy(stem) ? 3 : stem.Contains("sans", StringComparison.Ordinal) ? 0 : 2);
    }

    private static bool IsFancy(string stem)
    {
        foreach (var word in (ReadOnlySpan<string>)["bold", "italic", "oblique", "light", "thin", "black", "mono", "condensed", "serif", "symbol", "emoji", "math"])
        {
            if (stem.Contains(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string Stem(string path) => Path.GetFileNameWithoutExtension(path).ToLowerInvariant();

    private static IEnumerable<string> Names(TextScript script) => script switch
    {
        TextScript.Japanese => ["notosanscjkjp", "notosansjp", "ipaexg", "ipag", "takaogothic", "takaopgothic", "vl-gothic", "vl-pgothic", "mplus", "yugothr",
            "yugothm", "meiryo", "msgothic", "hiragino", .. EastAsian],
        TextScript.Korean => ["notosanscjkkr", "notosanskr", "nanumgothic", "unbatang", "baekmuk", "malgun", "gulim", .. EastAsian],
        TextScript.Chinese => ["notosanscjksc", "notosanssc", "notosanscjktc", "wqy-zenhei", "wqy-microhei", "msyh", "simhei", "simsun", "mingliu", "uming",
            "pingfang", .. EastAsian, "ipaexg", "ipag"],
        TextScript.Arabic => ["notosansarabic", "notonaskharabic", "kacstone", "amiri-regular", .. Sans],
        TextScript.Hebrew => ["notosanshebrew", .. Sans],
        TextScript.Thai => ["notosansthai", "loma", "garuda", "waree", "norasi", "leelawui", "leelawad", .. Sans],
        _ => Sans,
    };
}
