using System.Globalization;
using Appliance.Dicom;

namespace Appliance.Viewer;

/// <summary>The elements of a data set as rows of a list: tag and name, then the value in short.</summary>
internal static class ElementList
{
    /// <summary>Rows of a list; what lies beyond is counted in the last one.</summary>
    public const int MaxRows = 5000;

    private const int MaxValue = 140;
    private const int MaxDepth = 16;
    private const long MaxBytesRead = 4096;

    /// <summary>The rows, items of sequences indented below them.</summary>
    public static IReadOnlyList<(string Left, string Right)> Of(DicomDataset? dataset)
    {
        if (dataset is null)
        {
            return [("", "The elements of this object cannot be listed here.")];
        }

        var rows = new List<(string, string)>();
        Add(rows, dataset, 0);
        return rows;
    }

    private static void Add(List<(string Left, string Right)> rows, DicomDataset dataset, int depth)
    {
        foreach (var element in dataset)
        {
            if (rows.Count >= MaxRows)
            {
                rows.Add(("…", $"more than {MaxRows} elements"));
                return;
            }

            rows.Add(($"{new string(' ', depth * 3)}{element.Tag} {NameOf(element.Tag)}", ValueOf(dataset, element)));
            if (element is DicomSequence sequence && depth < MaxDepth)
            {
                foreach (var item in sequence.Items)
                {
                    Add(rows, item, depth + 1);
                }
            }
        }
    }

    private static string NameOf(DicomTag tag) =>
        DicomDictionary.TryGet(tag, out var entry) ? entry.Name : tag.IsPrivateCreator ? "Private Creator" : tag.IsPrivate ? "Private" : "";

    private static string ValueOf(DicomDataset dataset, DicomElement element)
    {
        try
        {
            return element switch
            {
                DicomSequence sequence => Counted(sequence.Items.Count, "item"),
                DicomFragmentSequence fragments => Counted(fragments.Fragments.Count, "fragment"),
                DicomValueElement { Length: 0 } => "",
                DicomValueElement value when value.Length > MaxBytesRead || value.IsDeferred => Counted(value.Length, "byte"),
                DicomValueElement value => Short(dataset.GetText(value.Tag) ?? Counted(value.Length, "byte")),
                _ => "",
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or ObjectDisposedException or DicomFormatException or FormatException)
        {
            return $"cannot be read: {unreadable.Message}";
        }
    }

    private static string Counted(long count, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    // One line: what would break it is shown as a space.
    private static string Short(string text)
    {
        var line = string.Concat(text.Take(MaxValue).Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd();
        return text.Length > MaxValue ? line + " …" : line;
    }
}
