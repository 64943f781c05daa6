namespace Appliance.Archive;

/// <summary>
/// Makes the row of an entity from what it was and what a new instance says: the new values win, values that the new instance does not
/// have stay.
/// </summary>
internal static class RowMerge
{
    /// <summary>Appends the merged attributes of two rows to <paramref name="merged"/>.</summary>
    public static void Into(RowWriter merged, RowReader old, RowReader added)
    {
        var left = old.Fields;
        var right = added.Fields;
        var hasLeft = left.MoveNext();
        var hasRight = right.MoveNext();
        while (hasLeft || hasRight)
        {
            if (hasRight && (!hasLeft || right.Current.Tag <= left.Current.Tag))
            {
                if (hasLeft && left.Current.Tag == right.Current.Tag)
                {
                    hasLeft = left.MoveNext();
                }

                merged.Add(right.Current.Tag, right.Current.Utf8);
                hasRight = right.MoveNext();
            }
            else
            {
                merged.Add(left.Current.Tag, left.Current.Utf8);
                hasLeft = left.MoveNext();
            }
        }
    }
}
