using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class DicomReaderTests
{
    [Fact]
    public void Read_FedByteByByte_GivesTheSameTokensAsAtOnce()
    {
        foreach (var (bytes, encoding) in new[]
        {
            (ForeignDatasets.ExplicitLittle, DicomEncoding.ExplicitLittle),
            (ForeignDatasets.ExplicitBig, DicomEncoding.ExplicitBig),
            (ForeignDatasets.ImplicitLittle, DicomEncoding.ImplicitLittle),
        })
        {
            var atOnce = Tokens(bytes, encoding, bytes.Length);
            Assert.Equal(DicomTokenKind.End, atOnce[^1].Kind);
            Assert.Equal(2 + 1, atOnce.Count(token => token.Kind == DicomTokenKind.ItemStart));
            Assert.Equal(atOnce, Tokens(bytes, encoding, 1));
        }
    }

    [Fact]
    public void Read_ManyElements_AllocatesNothing()
    {
        var element = Convert.FromHexString("09000210554E00000400000001020304");
        var bytes = Enumerable.Repeat(element, 10_000).SelectMany(static part => part).ToArray();
        var state = new DicomReaderState(DicomEncoding.ExplicitLittle);

        // The runtime allocates now and then itself, for code that it compiles again: what the reader needed it would need each time.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => AllocatedBy(() => Count(bytes, state), 10_000)));
    }

    private static long AllocatedBy(Func<int> read, int elements)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = read();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(elements, count);
        return allocated;
    }

    [Fact]
    public void Read_StopBefore_LeavesTheElementThere()
    {
        var state = new DicomReaderState(DicomEncoding.ExplicitLittle, stopBefore: DicomTag.PixelData);
        var bytes = ForeignDatasets.ExplicitLittle;
        var reader = new DicomReader(bytes, 0, bytes.Length, true, state);
        var token = reader.Read();
        while (token is not (DicomTokenKind.Stopped or DicomTokenKind.End or DicomTokenKind.Fault))
        {
            token = reader.Read();
        }

        Assert.Equal(DicomTokenKind.Stopped, token);
        Assert.Equal(bytes.Length - 16, reader.Position);
    }

    [Fact]
    public void Read_LengthBehindWhatIsKnown_AsksForIt()
    {
        var bytes = Convert.FromHexString("E07F10004F57000000000080");
        var reader = new DicomReader(bytes, 0, bytes.Length, limitIsEnd: false, new DicomReaderState(DicomEncoding.ExplicitLittle));
        Assert.Equal(DicomTokenKind.NeedMore, reader.Read());
        Assert.Equal(12 + 0x80000000L, reader.NeededEnd);
        reader.Feed(bytes, 0, bytes.Length, limitIsEnd: true);
        Assert.Equal(DicomTokenKind.Fault, reader.Read());
        Assert.Equal(DicomFault.LengthBeyondData, reader.Fault);
        Assert.Equal(DicomTokenKind.Element, reader.AcceptCut());
        Assert.Equal(0, reader.ValueLength);
    }

    [Theory]
    [InlineData("100020005A5A00000200000041424344", DicomEncoding.ExplicitLittle, 2)] // unknown VR ZZ, long form
    [InlineData("100020005A5A0200414243444546", DicomEncoding.ExplicitLittle, 2)] // unknown VR ZZ, short form
    [InlineData("1000200002000000414210003000", DicomEncoding.ExplicitLittle, 2)] // no VR at all
    [InlineData("100020004C4F02004142", DicomEncoding.ImplicitLittle, 2)] // a VR where none belongs
    [InlineData("280010104F420200010203040506", DicomEncoding.ExplicitLittle, 2)] // OB with a 16-bit length and no reserved bytes
    public void Read_HeaderInAnotherForm_IsUnderstood(string hex, DicomEncoding encoding, int length)
    {
        var bytes = Convert.FromHexString(hex);
        var reader = new DicomReader(bytes, 0, bytes.Length, true, new DicomReaderState(encoding));
        Assert.Equal(DicomTokenKind.Element, reader.Read());
        Assert.Equal(length, reader.ValueLength);
    }

    private static List<(DicomTokenKind Kind, DicomTag Tag, long Position)> Tokens(byte[] bytes, DicomEncoding encoding, int step)
    {
        var tokens = new List<(DicomTokenKind, DicomTag, long)>();
        var known = Math.Min(step, bytes.Length);
        var reader = new DicomReader(bytes.AsSpan(0, known), 0, bytes.Length, true, new DicomReaderState(encoding));
        while (true)
        {
            var token = reader.Read();
            if (token == DicomTokenKind.NeedMore)
            {
                // Windows need not start at zero: only what lies behind the reader's place is given.
                known = Math.Min(bytes.Length, known + step);
                var from = (int)Math.Min(reader.Position, known);
                reader = new DicomReader(bytes.AsSpan(from, known - from), from, bytes.Length, true, reader.State);
                continue;
            }

            tokens.Add((token, token == DicomTokenKind.End ? default : reader.Header.Tag, reader.Position));
            if (token is DicomTokenKind.End or DicomTokenKind.Fault)
            {
                return tokens;
            }
        }
    }

    private static int Count(byte[] bytes, DicomReaderState state)
    {
        var reader = new DicomReader(bytes, 0, bytes.Length, true, state);
        var count = 0;
        while (reader.Read() == DicomTokenKind.Element)
        {
            count++;
        }

        return count;
    }
}
