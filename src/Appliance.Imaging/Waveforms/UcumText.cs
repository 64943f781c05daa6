namespace Appliance.Imaging;

/// <summary>Units by their UCUM code, as people write them.</summary>
internal static class UcumText
{
    /// <summary>The unit without the brackets that mark it for machines: "mmHg" for <c>mm[Hg]</c>, nothing for the unit of pure numbers.</summary>
    /// <param name="code">The code; may be empty.</param>
    public static string Readable(string code) => code is "1" ? "" : new string([.. code.Where(letter => letter is not ('[' or ']' or '{' or '}'))]);
}
