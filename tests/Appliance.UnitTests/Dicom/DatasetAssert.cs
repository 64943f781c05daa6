using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Compares data sets by what they say.</summary>
internal static class DatasetAssert
{
    /// <summary>
    /// Same tags in the same order, same items, and same values: as bytes turned to little endian, up to padding to even length. Group lengths
    /// and stray delimiters are left out: they tell of the encoding.
    /// </summary>
    public static void SameElements(DicomDataset expected, DicomDataset actual)
    {
        var left = Meant(expected);
        var right = Meant(actual);
        Assert.Equal(left.Select(element => element.Tag), right.Select(element => element.Tag));
        foreach (var (one, other) in left.Zip(right))
        {
            if (one is DicomSequence sequence)
            {
                var items = Assert.IsType<DicomSequence>(other).Items;
                Assert.Equal(sequence.Items.Count, items.Count);
                foreach (var (item, otherItem) in sequence.Items.Zip(items))
                {
                    SameElements(item, otherItem);
                }

                continue;
            }

            Assert.True(LittleEndian(one).AsSpan().SequenceEqual(LittleEndian(other)), $"{one} has another value");
        }
    }

    private static List<DicomElement> Meant(DicomDataset dataset) =>
        [.. dataset.Where(element => !element.Tag.IsGroupLength && element.Tag.Group != 0xFFFE)];

    private static byte[] LittleEndian(DicomElement element)
    {
        var value = Assert.IsType<DicomValueElement>(element);
        var bytes = value.Value.ToArray();
        if (value.IsBigEndian && value.VR.UnitSize is > 1 and var unit)
        {
            for (var i = 0; i + unit <= bytes.Length; i += unit)
            {
                bytes.AsSpan(i, unit).Reverse();
            }
        }

        return (bytes.Length & 1) == 0 ? bytes : [.. bytes, value.VR.PaddingByte];
    }
}
