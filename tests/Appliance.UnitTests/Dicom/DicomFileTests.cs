using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Files as they come: without parts, cut, or no DICOM at all.</summary>
public sealed class DicomFileTests
{
    [Theory]
    [InlineData("bare/ExplVR_BigEndNoMeta.dcm", "1.2.840.10008.1.2.2", 0, "20150529")]
    [InlineData("bare/ExplVR_LitEndNoMeta.dcm", "1.2.840.10008.1.2.1", 0, "20150529")]
    [InlineData("bare/CR-MONO1-10-chest", "1.2.840.10008.1.2", 0, null)]
    [InlineData("malformed/no_meta.dcm", "1.2.840.10008.1.2.1", 1, null)] // one stray byte in front
    [InlineData("malformed/no_preamble_dicm_in_data", "1.2.840.10008.1.2.1", 0, null)] // DICM is part of a value
    [InlineData("malformed/meta_missing_tsyntax.dcm", "1.2.840.10008.1.2", 202, null)]
    public void Open_WithoutMetaOrTransferSyntax_GuessesAndTells(string name, string syntax, long offset, string? creationDate)
    {
        using var file = DicomFile.Open(Corpus.PathOf(name));
        Assert.Equal(syntax, file.TransferSyntax.Uid.Value);
        Assert.Equal(offset, file.DatasetOffset);
        Assert.NotNull(file.Note);
        Assert.True(file.Dataset.Count >= 2);
        if (creationDate is not null)
        {
            Assert.Equal(creationDate, file.Dataset.GetString(DicomTag.InstanceCreationDate));
        }
    }

    [Theory]
    [InlineData("bare/no_meta_group_length.dcm", "1.2.840.10008.5.1.4.1.1.481.1")]
    [InlineData("malformed/no-meta-length-test.dcm", "1.2.840.10008.5.1.4.1.1.6.1")]
    public void Open_MetaWithoutGroupLength_EndsWithItsGroup(string name, string sopClass)
    {
        using var file = DicomFile.Open(Corpus.PathOf(name));
        Assert.True(file.HasMeta);
        Assert.Equal(sopClass, file.SopClassUid.Value);
        Assert.All(file.Dataset, element => Assert.True(element.Tag.Group > 2));
    }

    [Theory]
    [InlineData("malformed/MR_truncated.dcm", 8130)]
    [InlineData("malformed/3gb-bulk-data-truncated", 98080)]
    public void Open_CutPixelData_KeepsWhatIsThereAndTells(string name, long length)
    {
        using var file = DicomFile.Open(Corpus.PathOf(name));
        var pixels = Assert.IsType<DicomValueElement>(file.Dataset[DicomTag.PixelData]);
        Assert.Equal(length, pixels.Length);
        Assert.Contains("PixelData", file.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutInsideASequence_KeepsWhatIsThereOrThrowsWithPlace()
    {
        var path = Corpus.PathOf("malformed/rtplan_truncated.dcm");
        using (var file = DicomFile.Open(path))
        {
            Assert.NotNull(file.Dataset.GetString(DicomTag.SOPInstanceUID));
            Assert.NotEmpty(file.Dataset.GetItems(DicomTag.BeamSequence));
            Assert.Contains("BeamSequence", file.Note, StringComparison.Ordinal);
        }

        var fault = Assert.Throws<DicomFormatException>(() => DicomFile.Open(path, new DicomReadOptions { KeepReadable = false }));
        Assert.Equal("(300A,00B0)", fault.TagPath);
        Assert.Equal(1410, fault.Offset);
    }

    [Fact]
    public void Open_DeclaredSyntaxPlainlyWrong_ReadsWhatIsThereAndTells()
    {
        foreach (var (declared, bytes, found) in new[]
        {
            (DicomTransferSyntax.ImplicitVRLittleEndian, ForeignDatasets.ExplicitLittle, DicomTransferSyntax.ExplicitVRLittleEndian),
            (DicomTransferSyntax.ExplicitVRLittleEndian, ForeignDatasets.ImplicitLittle, DicomTransferSyntax.ImplicitVRLittleEndian),
            (DicomTransferSyntax.ExplicitVRLittleEndian, ForeignDatasets.ExplicitBig, DicomTransferSyntax.ExplicitVRBigEndian),
            (DicomTransferSyntax.DeflatedExplicitVRLittleEndian, ForeignDatasets.ExplicitLittle, DicomTransferSyntax.ExplicitVRLittleEndian),
        })
        {
            var header = DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2.3"), declared);
            byte[] all = [.. header, .. bytes];
            using var file = DicomFile.Parse(all);
            Assert.Equal(found, file.TransferSyntax);
            Assert.Contains(declared.Name, file.Note, StringComparison.Ordinal);
            Assert.Equal("MR", file.Dataset.GetString(DicomTag.Modality));
            Assert.Equal(all, Written(file));
        }
    }

    [Fact]
    public void Parse_NoDicom_IsOneClearErrorWhateverItIs()
    {
        var random = new Random(7);
        var noise = new byte[100_000];
        random.NextBytes(noise);
        foreach (var (bytes, words) in new (byte[], string)[]
        {
            ([], "it is empty"),
            (new byte[5000], "a file of zeros"),
            ("Hello, this is a text and nothing else. "u8.ToArray(), "text"),
            ([0x89, .. "PNG\r\n\x1a\n"u8, .. noise], "a PNG picture"),
            (noise, "begins with"),
        })
        {
            var fault = Assert.Throws<DicomFormatException>(() => DicomFile.Parse(bytes));
            Assert.Contains("not a DICOM file", fault.Message, StringComparison.Ordinal);
            Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_NoDicomHoweverLarge_ReadsOnlyItsHead()
    {
        var source = new CountingSource(1L << 40);
        Assert.Throws<DicomFormatException>(() => DicomFile.Open(source));
        Assert.InRange(source.BytesRead, 1, 3 * DicomLimits.MaxSniff);
    }

    [Fact]
    public void Open_FourGibibytesOfPixels_TakesLittleMemoryAndReadsAnyPart()
    {
        // 4 GiB less a bit: the largest value that a length can tell. The head is real, the pixels are made up where they are read.
        const uint pixels = 0xFFFFFFFE;
        var dataset = new DicomDataset().Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage).Set(DicomTag.PatientID, "7");
        byte[] head =
        [
            .. DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian),
            .. DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian),
            0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 0xFE, 0xFF, 0xFF, 0xFF,
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var file = DicomFile.Open(new CountingSource(head.Length + (long)pixels, head));
        Assert.Equal("7", file.Dataset.GetString(DicomTag.PatientID));
        var value = Assert.IsType<DicomValueElement>(file.Dataset[DicomTag.PixelData]);
        Assert.True(value.IsDeferred);
        Assert.Equal(pixels, value.Length);
        var part = new byte[4];
        Assert.Equal(4, value.Read(3_000_000_000, part));
        Assert.Equal(CountingSource.ByteAt(head.Length + 3_000_000_000), part[0]);
        Assert.Null(file.Note);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        var fault = Assert.Throws<DicomFormatException>(() => value.Value);
        Assert.Contains("in slices", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Save_OverItself_KeepsAllAndChangesWhatWasChanged()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.dcm");
        try
        {
            File.Copy(Corpus.PathOf("ct/CT_small.dcm"), path);
            using (var file = DicomFile.Open(path, new DicomReadOptions { DeferThreshold = 100 }))
            {
                file.Dataset.Set(DicomTag.PatientID, "CHANGED");
                file.Save(path);
            }

            using var original = DicomFile.Open(Corpus.PathOf("ct/CT_small.dcm"));
            using var saved = DicomFile.Open(path);
            Assert.Equal("CHANGED", saved.Dataset.GetString(DicomTag.PatientID));
            Assert.Equal(original.Preamble, saved.Preamble);
            original.Dataset.Set(DicomTag.PatientID, "CHANGED");
            DatasetAssert.SameElements(original.Dataset, saved.Dataset);
            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.part"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void BuildHeader_GroupLength_CountsWhatFollows()
    {
        var header = DicomFile.BuildHeader(DicomUID.MRImageStorage, new DicomUID("1.2.3"), DicomTransferSyntax.RLELossless, "SENDER");
        Assert.Equal("DICM"u8, header.AsSpan(128, 4));
        Assert.Equal(header.Length - 144, BitConverter.ToInt32(header, 140));
        using var file = DicomFile.Parse(header);
        Assert.Equal("SENDER", file.FileMeta.GetString(DicomTag.SourceApplicationEntityTitle));
        Assert.Equal(DicomTransferSyntax.RLELossless, file.TransferSyntax);
        Assert.Equal("1.2.3", file.SopInstanceUid.Value);
        Assert.Contains("no data set", file.Note, StringComparison.Ordinal);
    }

    private static byte[] Written(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    /// <summary>A source of any length: a head, then bytes that tell their place.</summary>
    private sealed class CountingSource(long length, byte[]? head = null) : IByteSource
    {
        public long BytesRead { get; private set; }

        public long Length => length;

        public static byte ByteAt(long offset) => (byte)((offset * 31) + 0x80);

        public int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Min(destination.Length, Math.Max(0, length - offset));
            for (var i = 0; i < count; i++)
            {
                destination[i] = offset + i < head?.Length ? head[(int)offset + i] : ByteAt(offset + i);
            }

            BytesRead += count;
            return count;
        }

        public void Dispose()
        {
        }
    }
}
