using System.Diagnostics;
using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Inputs that once took more than they should, or came out other than they went in.</summary>
public sealed class BadInputTests
{
    private static readonly DicomTransferSyntax Implicit = DicomTransferSyntax.ImplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Explicit = DicomTransferSyntax.ExplicitVRLittleEndian;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Read_SequenceCarriedAsUnThatIsCutAtItsBeginning_Ends(int left)
    {
        // (0008,1140) UN of 1000 bytes, of which next to nothing is there.
        byte[] bytes = [8, 0, 0x40, 0x11, (byte)'U', (byte)'N', 0, 0, 0xE8, 3, 0, 0, .. new byte[left]];

        var reading = Task.Run(() => DicomDatasetReader.Read(bytes, Explicit, new DicomReadOptions { KeepReadable = true }), TestContext.Current.CancellationToken);
        var dataset = await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, Explicit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Open_FewZerosBehindTheLastElement_AreNothingOddFromFileOrMemory(int zeros)
    {
        byte[] bytes = [8, 0, 0x60, 0, (byte)'C', (byte)'S', 2, 0, .. "CT"u8, .. new byte[zeros]];
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            using var source = new FileByteSource(path);
            Assert.Single(DicomDatasetReader.Read(source, Explicit));
            Assert.Single(DicomDatasetReader.Read(bytes, Explicit));
            // Nothing but zeros, and too few for a header.
            Assert.Empty(DicomDatasetReader.Read(new SliceByteSource(source, bytes.Length - zeros, zeros), Explicit));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_ImplicitValueWhereTheDictionaryKnowsASequence_IsKeptAsBytes()
    {
        // (0008,1140) with text, then (0010,0020).
        byte[] bytes = [8, 0, 0x40, 0x11, 10, 0, 0, 0, .. "no items  "u8, 0x10, 0, 0x20, 0, 2, 0, 0, 0, .. "ID"u8];

        var dataset = DicomDatasetReader.Read(bytes, Implicit);

        var value = Assert.IsType<DicomValueElement>(dataset[DicomTag.ReferencedImageSequence]);
        Assert.Equal(DicomVR.UN, value.VR);
        Assert.Equal("no items  "u8.ToArray(), value.Value.ToArray());
        Assert.Equal("ID", dataset.GetString(DicomTag.PatientID));
        var converted = DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, Explicit), Explicit);
        Assert.Equal("no items  "u8.ToArray(), converted.GetBytes(DicomTag.ReferencedImageSequence).ToArray());
    }

    // Begins like an item, whose element says more bytes than there are: found by fuzzing, where such a value was turned to another byte order.
    [Theory]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF, 8, 0, 0x55, 0x11, 99, 0, 0, 0, 1, 2 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0xE0, 4, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF })]
    public void Read_UnWithALengthThatIsNoSequence_IsKeptAsBytesAlsoWhereNothingOddIsTaken(byte[] value)
    {
        // (0008,1140) UN, then (0010,0020) LO.
        byte[] bytes = [8, 0, 0x40, 0x11, (byte)'U', (byte)'N', 0, 0, (byte)value.Length, 0, 0, 0, .. value, 0x10, 0, 0x20, 0, .. "LO"u8, 2, 0, .. "ID"u8];

        var dataset = DicomDatasetReader.Read(bytes, Explicit);

        var kept = Assert.IsType<DicomValueElement>(dataset[DicomTag.ReferencedImageSequence]);
        Assert.Equal(DicomVR.UN, kept.VR);
        Assert.Equal(value, kept.Value.ToArray());
        Assert.Equal("ID", dataset.GetString(DicomTag.PatientID));
        Assert.Equal(bytes, DicomDatasetWriter.Write(dataset, Explicit));
    }

    [Fact]
    public void Write_GroupLengthOfAnotherVR_WritesAsManyBytesAsMeasured()
    {
        // (0008,0000) OB with four bytes, its header four longer than that of UL, in front of (0008,0060).
        byte[] bytes = [8, 0, 0, 0, (byte)'O', (byte)'B', 0, 0, 4, 0, 0, 0, 99, 0, 0, 0, 8, 0, 0x60, 0, (byte)'C', (byte)'S', 2, 0, .. "CT"u8];
        var dataset = DicomDatasetReader.Read(bytes, Explicit);
        dataset.Set(DicomTag.PatientID, "X");

        foreach (var syntax in (DicomTransferSyntax[])[Explicit, Implicit, DicomTransferSyntax.ExplicitVRBigEndian])
        {
            var written = DicomDatasetWriter.Write(dataset, syntax);

            Assert.Equal(DicomDatasetWriter.Measure(dataset, syntax), written.Length);
            var read = DicomDatasetReader.Read(written, syntax);
            Assert.Equal(3, read.Count);
            Assert.Equal("X", read.GetString(DicomTag.PatientID));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public void Write_WordsOfOddLengthToTheOtherByteOrderAndBack_AreTheSame(int length)
    {
        foreach (var vr in (DicomVR[])[DicomVR.OW, DicomVR.OL, DicomVR.OD, DicomVR.UN])
        {
            var dataset = new DicomDataset().SetBytes(DicomTag.RedPaletteColorLookupTableData, vr, Enumerable.Range(1, length).Select(i => (byte)i).ToArray());
            var expected = DicomDatasetWriter.Write(dataset, Explicit);

            var there = DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRBigEndian), DicomTransferSyntax.ExplicitVRBigEndian);

            Assert.Equal(expected, DicomDatasetWriter.Write(there, Explicit));
        }
    }

    [Fact]
    public void Write_GroupLengthOfThreeBytesWithoutVR_IsRightAtOnce()
    {
        byte[] bytes = [8, 0, 0, 0, (byte)'U', (byte)'N', 0, 0, 3, 0, 0, 0, 9, 9, 9, 8, 0, 0x60, 0, (byte)'C', (byte)'S', 2, 0, .. "CT"u8];

        var read = DicomDatasetReader.Read(DicomDatasetWriter.Write(DicomDatasetReader.Read(bytes, Explicit), Implicit), Implicit);

        Assert.Equal(10, read.GetInt32(new DicomTag(8, 0)));
        Assert.Equal("CT", read.GetString(DicomTag.Modality));
    }

    [Fact]
    public void Write_AnyNumberOfGroupLengths_TakesTimeInProportion()
    {
        const int count = 200_000;
        byte[] one = [8, 0, 0, 0, (byte)'U', (byte)'L', 4, 0, 0, 0, 0, 0];
        var bytes = new byte[count * one.Length];
        for (var i = 0; i < count; i++)
        {
            one.CopyTo(bytes, i * one.Length);
        }

        var dataset = DicomDatasetReader.Read(bytes, Explicit);
        dataset.Set(DicomTag.PatientID, "X");
        var began = Stopwatch.GetTimestamp();
        DicomDatasetWriter.Write(dataset, Explicit);

        // Going through the rest for each of them took minutes.
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Read_SequencesInSequencesCutOff_TakesMemoryInProportion()
    {
        // 60 levels without their ends: each is told of, in words with the path to it.
        byte[] level = [8, 0, 0x40, 0x11, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF];
        var bytes = Enumerable.Repeat(level, 60).SelectMany(b => b).ToArray();
        var options = new DicomReadOptions { KeepReadable = true };
        DicomDatasetReader.Read(bytes, Implicit, options);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var dataset = DicomDatasetReader.Read(bytes, Implicit, options);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Single(dataset);
        Assert.True(allocated < 128 * bytes.Length, $"{allocated} bytes for {bytes.Length}");
    }

    [Theory]
    [InlineData('0')]
    [InlineData(':')]
    [InlineData('9')]
    public void Open_Bzip2StreamWhoseFirstBlockIsDamaged_IsRefusedOrTold(char level)
    {
        using var stream = new MemoryStream();
        using (var file = new DicomFile(new DicomDataset().Set(DicomTag.SOPInstanceUID, "1.2.3"), DicomTransferSyntax.PixelMedBzip2))
        {
            file.Write(stream);
        }

        // "BZh" and the level stand where the data set begins; behind them comes the first block.
        var bytes = stream.ToArray();
        var begin = bytes.AsSpan().IndexOf("BZh"u8);
        bytes[begin + 3] = (byte)level;
        for (var at = begin + 4; at < bytes.Length; at++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[at] ^= 0x55;
            try
            {
                using var read = DicomFile.Parse(damaged);
                // Some bits describe codes that are never used: flipping them changes nothing.
                Assert.True(read.Note is not null || read.Dataset.GetString(DicomTag.SOPInstanceUID) == "1.2.3", $"byte {at} of {bytes.Length}");
            }
            catch (DicomFormatException)
            {
                // Refused in words.
            }
        }
    }

    [Fact]
    public void CharacterSet_ThousandsOfTerms_TakesMemoryInProportion()
    {
        var terms = Enumerable.Repeat("", 100_000).Append("ISO_IR 100").ToArray();
        terms[0] = "ISO_IR 144";
        DicomCharacterSet.Of(terms);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = DicomCharacterSet.Of(terms);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal("ф", set.Decode([0xE4], DicomVR.LO));
    }
}
