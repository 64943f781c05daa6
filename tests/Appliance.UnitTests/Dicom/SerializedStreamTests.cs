using System.Buffers.Binary;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Data sets that are written while they are read.</summary>
public sealed class SerializedStreamTests
{
    private static readonly DicomTransferSyntax[] Syntaxes =
    [
        DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRBigEndian,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian, DicomTransferSyntax.PixelMedBzip2,
    ];

    [Theory]
    [InlineData("ct/CT_small.dcm")]
    [InlineData("transfer-syntax/uncompressed/MR_small_bigendian.dcm")]
    [InlineData("transfer-syntax/uncompressed/emri_small_big_endian.dcm")]
    [InlineData("transfer-syntax/deflated/image_dfl.dcm")]
    [InlineData("ct/CT1_UNC.implicit_little_endian.dcm")]
    [InlineData("charset/chrH31.dcm")]
    public void Stream_ReadInAnyPieces_GivesWhatTheWriterWrites(string relative)
    {
        var path = Corpus.PathOf(relative);
        foreach (var syntax in Syntaxes)
        {
            using var file = DicomFile.Open(path);
            using var again = DicomFile.Open(path);
            var expected = DicomDatasetWriter.Write(file.Dataset, syntax);
            using var stream = DicomDatasetWriter.OpenRead(again.Dataset, syntax);

            var random = new Random(3);
            using var read = new MemoryStream();
            var piece = new byte[100_000];
            for (int count; (count = stream.Read(piece, 0, random.Next(1, piece.Length))) > 0;)
            {
                read.Write(piece, 0, count);
            }

            Assert.Equal(expected, read.ToArray());
            Assert.Equal(0, stream.Read(piece, 0, 1));
        }
    }

    [Fact]
    public void Stream_LeftEarlyOrNeverRead_ClosesWhatItOwns()
    {
        foreach (var syntax in Syntaxes)
        {
            var owned = new Owned();
            var dataset = new DicomDataset().Set(DicomTag.PatientID, "P").Set(DicomTag.ImageComments, new string('c', 5000));
            using (var stream = DicomDatasetWriter.OpenRead(dataset, syntax, owned))
            {
                Assert.Equal(7, stream.ReadAtLeast(new byte[7], 7));
            }

            using (DicomDatasetWriter.OpenRead(dataset, syntax, owned))
            {
            }

            Assert.Equal(2, owned.Times);
        }
    }

    [Fact]
    public void EncapsulatedPixelData_InASyntaxThatHasNone_AreRefusedBeforeAnythingIsRead()
    {
        using var file = DicomFile.Open(Corpus.PathOf("transfer-syntax/jpeg/JPEG-LL.dcm"));

        Assert.Throws<InvalidOperationException>(() => DicomDatasetWriter.OpenRead(file.Dataset, DicomTransferSyntax.ExplicitVRLittleEndian));
    }

    // 4 GiB of pixel data in a source of which not one byte is in memory.
    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void HugeValue_Converted_IsNeverInMemory(string syntax)
    {
        using var file = DicomFile.Open(new HugeSource());
        var target = DicomTransferSyntax.Of(new DicomUID(syntax));
        using var stream = DicomDatasetWriter.OpenRead(file.Dataset, target);
        var piece = new byte[1 << 20];
        var before = GC.GetAllocatedBytesForCurrentThread();

        long total = 0;
        for (int count; (count = stream.Read(piece)) > 0; total += count)
        {
        }

        Assert.Equal(DicomDatasetWriter.Measure(file.Dataset, target), total);
        Assert.True(total > HugeSource.Pixels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    private sealed class Owned : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }

    /// <summary>A file of one small element and zeros, as long as a length can tell.</summary>
    private sealed class HugeSource : IByteSource
    {
        public const long Pixels = uint.MaxValue - 15;
        private readonly byte[] _front;

        public HugeSource()
        {
            var header = DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian);
            var dataset = DicomDatasetWriter.Write(new DicomDataset().Set(DicomTag.PatientID, "HUGE"), DicomTransferSyntax.ExplicitVRLittleEndian);
            byte[] pixels = [0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(pixels.AsSpan(8), (uint)Pixels);
            _front = [.. header, .. dataset, .. pixels];
        }

        public long Length => _front.Length + Pixels;

        public int Read(long offset, Span<byte> destination)
        {
            var count = (int)Math.Clamp(Length - offset, 0, destination.Length);
            destination[..count].Clear();
            if (offset < _front.Length)
            {
                var front = _front.AsSpan((int)offset);
                front[..Math.Min(front.Length, count)].CopyTo(destination);
            }

            return count;
        }

        public void Dispose()
        {
        }
    }
}
