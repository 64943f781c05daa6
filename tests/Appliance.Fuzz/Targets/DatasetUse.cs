using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>What readers of data sets do with them: every getter on every element, in every item.</summary>
internal static class DatasetUse
{
    private const int Slice = 64;

    public static void WalkAll(DicomDataset root)
    {
        var open = new Stack<DicomDataset>([root]);
        while (open.TryPop(out var dataset))
        {
            foreach (var element in dataset)
            {
                WalkElement(dataset, element);
                if (element is DicomSequence sequence)
                {
                    foreach (var item in sequence.Items)
                    {
                        open.Push(item);
                    }
                }
            }
        }
    }

    /// <summary>
    /// What differs between two data sets that should say the same, as <c>(0040,A730)[1].(0008,0100)</c> and why; null when nothing does. With
    /// <paramref name="bytesOnly"/> off, encodings may differ: numbers are turned to little endian, values padded, and what only tells of an
    /// encoding is left out.
    /// </summary>
    public static string? Difference(DicomDataset one, DicomDataset other, bool bytesOnly)
    {
        var left = bytesOnly ? [.. one] : one.Where(IsMeant).ToList();
        var right = bytesOnly ? [.. other] : other.Where(IsMeant).ToList();
        for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (i == left.Count || i == right.Count)
            {
                return $"{(i < left.Count ? left[i] : right[i])} is on one side only";
            }

            if (left[i].Tag != right[i].Tag)
            {
                return $"{left[i].Tag} became {right[i].Tag}";
            }

            if (Difference(left[i], right[i], bytesOnly) is { } difference)
            {
                return $"{left[i].Tag}{difference}";
            }
        }

        return null;
    }

    private static string? Difference(DicomElement one, DicomElement other, bool bytesOnly)
    {
        switch (one, other)
        {
            case (DicomSequence left, DicomSequence right) when left.Items.Count == right.Items.Count:
                for (var i = 0; i < left.Items.Count; i++)
                {
                    if (Difference(left.Items[i], right.Items[i], bytesOnly) is { } difference)
                    {
                        return $"[{i}].{difference}";
                    }
                }

                return null;
            case (DicomValueElement { Length: 0 }, DicomSequence { Items.Count: 0 }) when !bytesOnly:
                // Nothing is nothing, whatever the dictionary says it is.
                return null;
            case (DicomFragmentSequence left, DicomFragmentSequence right):
                return left.Fragments.Count == right.Fragments.Count ? null : ": another number of fragments";
            case (DicomValueElement left, DicomValueElement right):
                return (bytesOnly ? left.Value.Span.SequenceEqual(right.Value.Span) : LittleEndian(left).AsSpan().SequenceEqual(LittleEndian(right)))
                    ? null : ": another value";
            default:
                return $": {one.GetType().Name} became {other.GetType().Name}, or has another number of items";
        }
    }

    private static bool IsMeant(DicomElement element) => !element.Tag.IsGroupLength && element.Tag.Group != DicomTag.Item.Group;

    private static byte[] LittleEndian(DicomValueElement value)
    {
        byte[] bytes = (value.Length & 1) == 0 ? value.Value.ToArray() : [.. value.Value.Span, value.VR.PaddingByte];
        if (value.IsBigEndian && value.VR.IsKnown && value.VR.UnitSize is > 1 and var unit)
        {
            for (var i = 0; i + unit <= bytes.Length; i += unit)
            {
                bytes.AsSpan(i, unit).Reverse();
            }
        }

        return bytes;
    }

    private static void WalkElement(DicomDataset dataset, DicomElement element)
    {
        var tag = element.Tag;
        _ = dataset.GetStrings(tag);
        _ = dataset.GetText(tag);
        _ = dataset.GetString(tag);
        _ = dataset.GetInt64(tag);
        _ = dataset.GetInt32(tag, 1);
        _ = dataset.GetDoubles(tag);
        _ = dataset.GetTag(tag);
        _ = dataset.GetUID(tag);
        _ = element.ToString();
        Span<byte> slice = stackalloc byte[Slice];
        switch (element)
        {
            case DicomValueElement value:
                _ = value.Read(value.Length / 2, slice);
                break;
            case DicomFragmentSequence fragments:
                _ = fragments.OffsetTable;
                foreach (var fragment in fragments.Fragments)
                {
                    _ = fragment.Read(fragment.Length / 2, slice);
                }

                break;
        }
    }
}
