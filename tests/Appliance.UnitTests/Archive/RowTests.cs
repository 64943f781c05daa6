using System.Text;
using Appliance.Archive;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Appliance.UnitTests.Archive;

/// <summary>Rows and tallies come back as they were written, merge by their rule, and are errors when damaged.</summary>
public sealed class RowTests
{
    [Fact]
    public void Row_Written_ReadsBack() =>
        Prop.ForAll<ulong[], string?[]>((numbers, texts) =>
        {
            var row = Row(numbers, texts);
            var reader = new RowReader(row);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (reader.Number(i) != numbers[i])
                {
                    return false;
                }
            }

            for (var i = 0; i < texts.Length; i++)
            {
                if (reader.Text((uint)i * 2) != Known(texts[i]) || reader.TryGet(((uint)i * 2) + 1, out _))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Row_CutAnywhere_IsWholeOrAnError() =>
        Prop.ForAll<string?[], int>((texts, cut) =>
        {
            var row = Row([1, 300], texts);
            var part = row.AsSpan(0, (int)((uint)cut % (uint)row.Length)).ToArray();
            try
            {
                var count = 0;
                foreach (var field in new RowReader(part).Fields)
                {
                    count += field.Utf8.Length >= 0 ? 1 : 0;
                }

                return count <= texts.Length;
            }
            catch (ArchiveException error)
            {
                return error.Kind == ArchiveErrorKind.Corrupt;
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Merge_OfTwoRows_TakesTheNewerValueOfEachAttribute()
    {
        var merged = new RowWriter();
        merged.Begin(9);

        RowMerge.Into(merged, new RowReader(Fields((1, "a"), (3, "old"), (5, "b"))), new RowReader(Fields((2, "c"), (3, "new"), (9, "d"))));

        Assert.Equal("1=a 2=c 3=new 5=b 9=d", Show(merged.Row));
        Assert.Equal(9ul, new RowReader(merged.Row).Number(0));
    }

    [Fact]
    public void LongText_InARow_IsCut()
    {
        var row = new RowWriter();
        row.Begin();
        row.Add(1, new string('x', RowWriter.MaxFieldLength + 5));

        Assert.Equal(RowWriter.MaxFieldLength, new RowReader(row.Row).Text(1).Length);
    }

    [Fact]
    public void Tally_Written_ReadsBack() =>
        Prop.ForAll<(ushort Instances, ushort Series, string? Modality)[]>(steps =>
        {
            var tally = new Tally { Patients = 1, Bytes = 1L << 40 };
            foreach (var (instances, series, modality) in steps)
            {
                tally.Instances += instances;
                tally.Series += series;
                tally.Count(Known(modality), "1.2", 1);
            }

            var back = tally.Clone();
            return (back.Patients, back.Instances, back.Series, back.Bytes) == (tally.Patients, tally.Instances, tally.Series, tally.Bytes)
                && back.Modalities.SequenceEqual(tally.Modalities) && back.SopClasses.SequenceEqual(tally.SopClasses);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Kind_CountedAway_IsGone()
    {
        var tally = new Tally();
        tally.Count("CT", "1.2", 1);
        tally.Count("CT", "1.3", 1);
        tally.Count("CT", "1.2", -1);

        Assert.Equal(["CT"], tally.Modalities);
        Assert.Equal(["1.3"], tally.SopClasses);
    }

    // Unpaired surrogates have no UTF-8; a row keeps the sign that stands for them.
    private static string Known(string? text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));

    private static byte[] Row(ulong[] numbers, string?[] texts)
    {
        var row = new RowWriter();
        row.Begin(numbers);
        for (var i = 0; i < texts.Length; i++)
        {
            row.Add((uint)i * 2, Known(texts[i]).AsSpan());
        }

        return row.Row.ToArray();
    }

    private static byte[] Fields(params (uint Tag, string Text)[] fields)
    {
        var row = new RowWriter();
        row.Begin();
        foreach (var (tag, text) in fields)
        {
            row.Add(tag, text.AsSpan());
        }

        return row.Row.ToArray();
    }

    private static string Show(ReadOnlySpan<byte> row)
    {
        var shown = new List<string>();
        foreach (var field in new RowReader(row).Fields)
        {
            shown.Add($"{field.Tag}={Encoding.UTF8.GetString(field.Utf8)}");
        }

        return string.Join(' ', shown);
    }
}
