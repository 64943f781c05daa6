using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Every file of the corpus through the DICOM JSON model and back: the same elements, element by element.</summary>
public sealed class CorpusJsonTests
{
    private const ushort MetaGroup = 0x0002;
    private const ushort DelimiterGroup = 0xFFFE;

    [Fact]
    public void Read_WhatWasWrittenOfEveryCorpusFile_SaysTheSame()
    {
        var failures = new List<string>();
        foreach (var path in Corpus.Files())
        {
            using var file = DicomFile.Open(path);
            var bulk = new Dictionary<string, DicomElement>();
            var text = DicomJson.Write(file.Dataset, new DicomJsonOptions
            {
                LongestInline = 4096,
                BulkUri = element =>
                {
                    var uri = $"bulk/{bulk.Count}";
                    bulk.Add(uri, element);
                    return uri;
                },
            });
            var back = DicomJson.Read(text, new DicomJsonOptions { FetchBulk = (_, _, uri) => bulk[uri] });
            Compare(file.Dataset, back, Path.GetFileName(path), failures);
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures.Take(40)));
    }

    private static void Compare(DicomDataset expected, DicomDataset actual, string path, List<string> failures)
    {
        var left = expected
            .Where(element => !element.Tag.IsGroupLength && element.Tag.Group is not (MetaGroup or DelimiterGroup))
            .DistinctBy(element => element.Tag).OrderBy(element => element.Tag).ToList();
        if (!left.Select(element => element.Tag).SequenceEqual(actual.Select(element => element.Tag)))
        {
            failures.Add($"{path}: {left.Count} elements became {actual.Count}, or others");
            return;
        }

        foreach (var (one, other) in left.Zip(actual))
        {
            var at = $"{path}: {one}";
            if (one is DicomSequence sequence)
            {
                var items = Assert.IsType<DicomSequence>(other).Items;
                Assert.Equal(sequence.Items.Count, items.Count);
                foreach (var (item, itemBack) in sequence.Items.Zip(items))
                {
                    Compare(item, itemBack, at, failures);
                }
            }
            else if (!Says(expected, one, actual, other))
            {
                failures.Add($"{at}: '{expected.GetText(one.Tag)}' became {other.VR} '{actual.GetText(one.Tag)}'");
            }
        }
    }

    private static bool Says(DicomDataset expected, DicomElement one, DicomDataset actual, DicomElement other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        if (one is not DicomValueElement value || other is not DicomValueElement valueBack)
        {
            return false;
        }

        // What its VR cannot say comes back as the bytes that it was.
        if (one.VR.IsString && other.VR == one.VR)
        {
            // Padding alone is no value.
            return expected.GetString(one.Tag) is null && expected.GetStrings(one.Tag).Count < 2 ? valueBack.Length == 0 : expected.GetStrings(one.Tag).SequenceEqual(actual.GetStrings(one.Tag), new SameValue(one.VR));
        }

        var bytes = value.Value.ToArray();
        if (one.IsBigEndian && other.VR == one.VR)
        {
            var unit = one.VR == DicomVR.AT ? 2 : Math.Max(1, one.VR.UnitSize);
            for (var i = 0; i + unit <= bytes.Length; i += unit)
            {
                bytes.AsSpan(i, unit).Reverse();
            }
        }

        return other.VR == one.VR || other.VR == DicomVR.UN ? valueBack.Value.Span.SequenceEqual(bytes) : false;
    }

    private sealed class SameValue(DicomVR vr) : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y)
        {
            if (vr == DicomVR.PN)
            {
                // A group that is empty at the end is none.
                return x!.TrimEnd('=') == y!.TrimEnd('=');
            }

            return x == y || ((vr == DicomVR.DS || vr == DicomVR.IS) && decimal.Parse(x!, Number) == decimal.Parse(y!, Number));
        }

        public int GetHashCode(string obj) => 0;

        private static System.Globalization.NumberStyles Number => System.Globalization.NumberStyles.Float;
    }
}
