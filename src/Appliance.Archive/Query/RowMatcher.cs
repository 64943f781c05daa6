using System.Text;

namespace Appliance.Archive;

/// <summary>One condition on the row of an entity.</summary>
internal abstract class RowMatcher
{
    /// <summary>The stretches of the index that hold all entities that can match; null when the index cannot help.</summary>
    public virtual IReadOnlyList<IndexStretch>? Stretches => null;

    /// <summary>Whether every entity in the stretches meets the condition, so that its row need not be held against it.</summary>
    public virtual bool IsMetByIndex => false;

    /// <summary>Whether a row meets the condition.</summary>
    public abstract bool Matches(RowReader row);
}

/// <summary>A stretch of the terms of one attribute.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="Low">The first term, or what it begins with.</param>
/// <param name="High">What the last term begins with.</param>
/// <param name="IsExact">Whether only the term <paramref name="Low"/> is meant.</param>
internal readonly record struct IndexStretch(uint Tag, string Low, string High, bool IsExact);

/// <summary>A condition on the values of one attribute: one of them has to meet it (PS3.4 C.2.2.2).</summary>
internal abstract class ValueMatcher(QueryKey key) : RowMatcher
{
    private const int StackLimit = 256;
    private readonly bool _isSingleText = key.IsSingleText;

    /// <summary>The attribute.</summary>
    public Appliance.Dicom.DicomTag Tag => Key.Tag;

    /// <summary>The attribute, and how it is compared.</summary>
    protected QueryKey Key { get; } = key;

    public sealed override bool Matches(RowReader row)
    {
        // An entity without the attribute matches no value; keys that match everything are no condition at all.
        if (!row.TryGet(Key.Tag.Value, out var utf8))
        {
            return false;
        }

        Span<char> room = utf8.Length <= StackLimit ? stackalloc char[StackLimit] : new char[utf8.Length];
        ReadOnlySpan<char> text = room[..Encoding.UTF8.GetChars(utf8, room)];
        if (_isSingleText)
        {
            return MatchesValue(text);
        }

        foreach (var value in text.Split('\\'))
        {
            if (MatchesValue(text[value]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one value meets the condition.</summary>
    protected abstract bool MatchesValue(ReadOnlySpan<char> value);
}
