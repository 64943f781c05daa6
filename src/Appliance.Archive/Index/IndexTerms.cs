using System.Text;

namespace Appliance.Archive;

/// <summary>One term under which an entity is found.</summary>
/// <param name="Tag">The attribute it comes from.</param>
/// <param name="Text">
/// The term: names folded, one for each component group, and one for how each sounds (<see cref="NameSound"/>); dates with the time behind them; other
/// texts as they are.
/// </param>
internal readonly record struct IndexTerm(uint Tag, string Text);

/// <summary>The terms of a row: what the index holds is exactly this, so that it can be taken back when the row changes.</summary>
internal static class IndexTerms
{
    /// <summary>The terms of all indexed attributes of a row of a level.</summary>
    public static HashSet<IndexTerm> Of(QueryLevel level, RowReader row)
    {
        var terms = new HashSet<IndexTerm>();
        foreach (var key in QueryKeys.InRow(level))
        {
            if (key.Indexed && row.TryGet(key.Tag.Value, out var utf8))
            {
                Add(terms, key, Encoding.UTF8.GetString(utf8), row);
            }
        }

        return terms;
    }

    private static void Add(HashSet<IndexTerm> terms, QueryKey key, string text, RowReader row)
    {
        foreach (var value in text.Split('\\'))
        {
            switch (key.Matching)
            {
                case KeyMatching.Name:
                    foreach (var group in value.Split('='))
                    {
                        var folded = TextFold.Name(group);
                        AddOne(terms, key, folded);
                        AddOne(terms, key, NameSound.Of(folded));
                    }

                    break;
                case KeyMatching.Date:
                    var time = DateTimePairs.TimeOf(key.Tag) is { } tag ? row.Text(tag.Value) : "";
                    AddOne(terms, key, DateTimeText.Date(value) + DateTimeText.Time(time));
                    break;
                default:
                    AddOne(terms, key, value);
                    break;
            }
        }
    }

    private static void AddOne(HashSet<IndexTerm> terms, QueryKey key, string term)
    {
        if (term.Length > 0)
        {
            terms.Add(new IndexTerm(key.Tag.Value, term));
        }
    }
}
