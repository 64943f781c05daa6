using System.Text;
using System.Xml;
using Appliance.Viewer;

namespace Appliance;

/// <summary>What a clinical document (HL7 CDA) says: the titles and the narrative text of its sections, as lines to read.</summary>
internal static class CdaText
{
    private const int MostLines = 5000;
    private const int MostDepth = 256;

    /// <summary>The lines; one that says so when the document cannot be read as XML.</summary>
    /// <param name="document">The document.</param>
    public static IReadOnlyList<TextPageLine> Lines(ReadOnlyMemory<byte> document)
    {
        var lines = new List<TextPageLine>();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document.ToArray(), writable: false), new XmlReaderSettings
            {
                // Nothing of it may fetch, expand or grow.
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = 32 << 20,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
            });
            Read(reader, lines);
        }
        catch (XmlException broken)
        {
            lines.Add(new TextPageLine(0, "", $"… it cannot be read as XML any further: {broken.Message}"));
        }

        return lines;
    }

    private static void Read(XmlReader reader, List<TextPageLine> lines)
    {
        var (words, narrative) = (new StringBuilder(), -1);
        while (reader.Read() && lines.Count < MostLines)
        {
            if (reader.Depth > MostDepth)
            {
                throw new XmlException($"it is nested deeper than {MostDepth}");
            }

            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName == "title":
                    lines.Add(new TextPageLine(0, Squeezed(TitleOf(reader)), ""));
                    break;
                case XmlNodeType.Element when reader.LocalName == "text" && narrative < 0 && !reader.IsEmptyElement:
                    narrative = reader.Depth;
                    break;
                case XmlNodeType.Element or XmlNodeType.EndElement when narrative >= 0:
                    words.Append(reader.LocalName is "td" or "th" ? "  " : "");
                    if (reader.Depth == narrative || reader.LocalName is "br" or "tr" or "paragraph" or "item" or "list" or "table" or "caption")
                    {
                        Flush(words, lines);
                    }

                    narrative = reader.NodeType == XmlNodeType.EndElement && reader.Depth == narrative ? -1 : narrative;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when narrative >= 0:
                    words.Append(reader.Value);
                    break;
            }
        }

        Flush(words, lines);
    }

    private static string TitleOf(XmlReader reader)
    {
        using var title = reader.ReadSubtree();
        var words = new StringBuilder();
        while (title.Read())
        {
            words.Append(title.NodeType is XmlNodeType.Text or XmlNodeType.CDATA ? title.Value : "");
        }

        return words.ToString();
    }

    private static void Flush(StringBuilder words, List<TextPageLine> lines)
    {
        var text = Squeezed(words.ToString());
        words.Clear();
        if (text.Length > 0)
        {
            lines.Add(new TextPageLine(1, "", text));
        }
    }

    private static string Squeezed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
