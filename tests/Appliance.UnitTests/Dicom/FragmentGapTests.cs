using System.Buffers.Binary;
using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Large encapsulated values in a source that is read piece by piece: one frame does not cost a look at all of them.</summary>
public sealed class FragmentGapTests
{
    private const int Frames = 60;
    private const int FragmentLength = 80_000;
    private const int ItemHeader = 8;

    [Fact]
    public void LargeValue_WithOffsetTable_IsOpenedAndAskedForAFrameWithoutReadingTheOthers()
    {
        var source = new CountingSource(File());
        using var file = DicomFile.Open(source);
        var value = Fragments(file);
        var frame = Assert.Single(value.FragmentsOf(Frames / 2, Frames)!);

        Assert.Equal(0, value.First!.ToMemory().Span[0]);
        Assert.Equal(FragmentLength, frame.Length);
        Assert.Equal(Frames / 2, frame.ToMemory().Span[0]);
        Assert.Equal(Frames - 1, Assert.Single(value.FragmentsOf(Frames - 1, Frames)!).ToMemory().Span[0]);
        Assert.True(file.Dataset.Contains(DicomTag.DataSetTrailingPadding));
        Assert.InRange(source.Given, 1, (4 * FragmentLength) + (64 * 1024));
    }

    [Fact]
    public void LargeValue_AskedForAllFragments_HasThemInOrderAndIsWrittenAsRead()
    {
        var bytes = File();
        using var file = DicomFile.Open(new CountingSource(bytes));
        Assert.Equal(Enumerable.Range(0, Frames), Fragments(file).Fragments.Select(fragment => (int)fragment.ToMemory().Span[0]));
        using var written = new MemoryStream();
        file.Write(written);
        Assert.True(written.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public void LargeValue_FrameInTwoFragments_GivesBoth()
    {
        // The first entry of the table stays, the second goes: two fragments belong to the first frame.
        using var file = DicomFile.Open(new CountingSource(File(without: 1)));
        var value = Fragments(file);
        Assert.Equal(2, value.FragmentsOf(0, Frames - 1)!.Count);
        Assert.Equal(2, Assert.Single(value.FragmentsOf(1, Frames - 1)!).ToMemory().Span[0]);
        Assert.Null(value.FragmentsOf(0, Frames));
    }

    [Fact]
    public void LargeValue_BrokenFragmentInTheMiddle_IsNoFrameAndEndsTheFragmentsBeforeIt()
    {
        var bytes = File();
        bytes.AsSpan(PlaceOf(bytes, 30), 4).Clear();
        using var file = DicomFile.Open(new CountingSource(bytes));
        var value = Fragments(file);
        Assert.Null(value.FragmentsOf(30, Frames));
        Assert.NotNull(value.FragmentsOf(31, Frames));
        Assert.Equal([.. Enumerable.Range(0, 30), Frames - 1], value.Fragments.Select(fragment => (int)fragment.ToMemory().Span[0]));
    }

    [Fact]
    public void LargeValue_TableThatLeadsNowhere_IsWalkedThrough()
    {
        var bytes = File();
        var last = PlaceOf(bytes, 0) - 4;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(last), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(last)) + 2);
        using var file = DicomFile.Open(new CountingSource(bytes));
        Assert.Null(Fragments(file).FragmentsOf(0, Frames));
        Assert.Equal(Frames, Fragments(file).Fragments.Count);
    }

    [Fact]
    public void SmallValue_WithOffsetTable_HasItsFragmentsAtHand()
    {
        using var file = DicomFile.Open(new CountingSource(File(length: 1000)));
        Assert.Null(Fragments(file).FragmentsOf(0, Frames));
        Assert.Equal(Frames, Fragments(file).Fragments.Count);
    }

    [Fact]
    public void LargeValue_WithExtendedOffsetTable_IsOpenedAndAskedForAFrameWithoutReadingTheOthers()
    {
        var source = new CountingSource(File(table: Table.Extended));
        using var file = DicomFile.Open(source);
        var frame = Assert.Single(Fragments(file).FragmentsOf(Frames / 2, Frames)!);
        Assert.Equal(Frames / 2, frame.ToMemory().Span[0]);
        Assert.True(file.Dataset.Contains(DicomTag.DataSetTrailingPadding));
        Assert.InRange(source.Given, 1, FragmentLength + (64 * 1024));
    }

    [Fact]
    public void LargeValue_WithoutTableAtTheEnd_IsLookedUpFragmentByFragment()
    {
        var source = new CountingSource(File(table: Table.None, padding: false));
        using var file = DicomFile.Open(source);
        var value = Fragments(file);
        Assert.True(value.IsLookedUp);
        Assert.Equal(3, value.FragmentAt(3)!.ToMemory().Span[0]);
        Assert.Equal(0, value.First!.ToMemory().Span[0]);
        Assert.False(file.Dataset.Contains(DicomTag.ICCProfile));
        Assert.InRange(source.Given, 1, (2 * FragmentLength) + (64 * 1024));

        Assert.Null(value.FragmentAt(Frames));
        Assert.Equal(Enumerable.Range(0, Frames), value.Fragments.Select(fragment => (int)fragment.ToMemory().Span[0]));
        Assert.Same(value, file.Dataset.Last());
    }

    [Fact]
    public void LargeValue_WithoutTable_IsWrittenAsRead()
    {
        var bytes = File(table: Table.None, padding: false);
        using var file = DicomFile.Open(new CountingSource(bytes));
        using var written = new MemoryStream();
        file.Write(written);
        Assert.True(written.ToArray().AsSpan().SequenceEqual(bytes));
    }

    // The source ends with the delimiter of another sequence: nothing but a walk tells that the value ends before it.
    [Theory]
    [InlineData("find")]
    [InlineData("list")]
    [InlineData("count")]
    [InlineData("change")]
    public void LargeValue_WithoutTableBeforeASequence_DoesNotHideIt(string how)
    {
        var bytes = File(table: Table.None, padding: false);
        bytes = [.. bytes, 0xFA, 0xFF, 0xFA, 0xFF, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0];
        using var file = DicomFile.Open(new CountingSource(bytes));
        var dataset = file.Dataset;
        Assert.True(Fragments(file).IsLookedUp);
        switch (how)
        {
            case "find":
                Assert.Single(dataset.GetItems(DicomTag.DigitalSignaturesSequence));
                break;
            case "list":
                Assert.Equal([DicomTag.PixelData, DicomTag.DigitalSignaturesSequence], dataset.Select(element => element.Tag).TakeLast(2));
                break;
            case "count":
                Assert.Equal(4, dataset.Count);
                break;
            default:
                dataset.Set(DicomTag.PatientName, "A^B");
                break;
        }

        Assert.Equal(Frames, Fragments(file).Fragments.Count);
        using var written = new MemoryStream();
        file.Write(written);
        using var again = DicomFile.Parse(written.ToArray());
        Assert.Equal(how == "change" ? 5 : 4, again.Dataset.Count);
        Assert.Equal(Frames, Fragments(again).Fragments.Count);
        Assert.Equal(how == "change", !written.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(0xFF, 0xFF, 0xFF, 0xFF)]
    [InlineData(0xF0, 0xFF, 0xFF, 0x0F)]
    [InlineData(0, 0, 0, 0)]
    public void LargeValue_WithoutTableAndABrokenFragment_EndsBeforeItAndIsWrittenAsRead(byte a, byte b, byte c, byte d)
    {
        var bytes = File(table: Table.None, padding: false);
        byte[] header = [0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(FragmentLength)];
        var place = bytes.AsSpan().IndexOf(header) + (30 * (ItemHeader + FragmentLength));
        ((byte[])[a, b, c, d]).CopyTo(bytes, place + 4);
        using var file = DicomFile.Open(new CountingSource(bytes));
        var value = Fragments(file);
        Assert.Equal(29, value.FragmentAt(29)!.ToMemory().Span[0]);
        Assert.InRange(value.Fragments.Count, 30, 31);
        Assert.Null(file.Note);

        // Once all is asked for it is as in memory, where all is looked at from the start.
        using var whole = DicomFile.Parse(bytes);
        Assert.Equal(whole.Dataset.Select(element => element.Tag), file.Dataset.Select(element => element.Tag));
        Assert.Equal(Fragments(whole).Fragments.Select(fragment => (fragment.Position, fragment.Length)), Fragments(file).Fragments.Select(fragment => (fragment.Position, fragment.Length)));
        Assert.Equal(whole.Note, file.Note);
        Assert.NotNull(file.Note);
        using var written = new MemoryStream();
        file.Write(written);
        Assert.True(written.ToArray().AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public void LargeValue_WithoutTable_ReadFromSeveralThreadsIsTheSame()
    {
        using var file = DicomFile.Open(new CountingSource(File(table: Table.None, padding: false)));
        var value = Fragments(file);
        Parallel.For(0, Frames * 4, i =>
        {
            Assert.Equal(i % Frames, value.FragmentAt(i % Frames)!.ToMemory().Span[0]);
            Assert.False(file.Dataset.Contains(DicomTag.DataSetTrailingPadding));
            Assert.Equal(3, file.Dataset.Count);
        });
    }

    private enum Table
    {
        Basic,
        Extended,
        None,
    }

    private static DicomFragmentSequence Fragments(DicomFile file) => Assert.IsType<DicomFragmentSequence>(file.Dataset[DicomTag.PixelData]);

    // Each fragment is filled with its number.
    private static byte[] File(int? without = null, int length = FragmentLength, Table table = Table.Basic, bool padding = true)
    {
        var fragments = Enumerable.Range(0, Frames).Select(number => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)number, length).ToArray()).ToArray();
        var offsets = Enumerable.Range(0, Frames).Where(number => number != without).Select(number => number * (ItemHeader + length));
        var basic = table == Table.Basic ? offsets.SelectMany(BitConverter.GetBytes).ToArray() : [];
        var dataset = new DicomDataset(DicomTransferSyntax.RLELossless).Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.SOPInstanceUID, "1.2.3");
        dataset.Add(new DicomFragmentSequence(DicomTag.PixelData, fragments, basic));
        if (padding)
        {
            dataset.SetBytes(DicomTag.DataSetTrailingPadding, DicomVR.OB, new byte[6]);
        }

        if (table == Table.Extended)
        {
            dataset.SetBytes(DicomTag.ExtendedOffsetTable, DicomVR.OV, offsets.SelectMany(offset => BitConverter.GetBytes((long)offset)).ToArray());
        }

        using var stream = new MemoryStream();
        using var file = new DicomFile(dataset, DicomTransferSyntax.RLELossless);
        file.Write(stream);
        return stream.ToArray();
    }

    private static int PlaceOf(byte[] file, int fragment)
    {
        var table = file.AsSpan().IndexOf((byte[])[0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(Frames * sizeof(uint))]);
        return table + ItemHeader + (Frames * sizeof(uint)) + (fragment * (ItemHeader + FragmentLength));
    }

    private sealed class CountingSource(byte[] bytes) : IByteSource
    {
        public long Given { get; private set; }

        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Clamp(bytes.Length - offset, 0, destination.Length);
            bytes.AsSpan((int)offset, count).CopyTo(destination);
            Given += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
