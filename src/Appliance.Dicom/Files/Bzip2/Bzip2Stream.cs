namespace Appliance.Dicom;

/// <summary>
/// Compresses what is written to it in the bzip2 format. A block takes time bounded by its size alone (see <see cref="BlockSorter"/>).
/// Disposing it ends the stream; the one below stays open.
/// </summary>
internal sealed class Bzip2Stream : Stream
{
    // Blocks of nine times 100,000 bytes, less the room that decoders keep for themselves.
    private const int Level = 9;
    private const int BlockSize = (Level * 100_000) - 20;
    private const int MaxRun = 255;
    private const int RunFrom = 4;

    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly BitSink _sink;
    private readonly BlockSorter _sorter = new(BlockSize);
    private readonly BlockCoder _coder = new(BlockSize);
    private readonly byte[] _block = new byte[BlockSize];
    private readonly byte[] _last = new byte[BlockSize];
    private int _filled;
    private uint _blockCrc = uint.MaxValue;
    private uint _streamCrc;
    private int _runByte = -1;
    private int _runLength;
    private bool _finished;

    public Bzip2Stream(Stream stream)
    {
        _sink = new BitSink(stream);
        foreach (var letter in "BZh"u8)
        {
            _sink.Write(letter, 8);
        }

        _sink.Write('0' + Level, 8);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (var b in buffer)
        {
            if (b == _runByte && _runLength < MaxRun)
            {
                _runLength++;
                continue;
            }

            EndRun();
            _runByte = b;
            _runLength = 1;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Blocks end where they are full; an early end would only cost ratio.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_finished)
        {
            _finished = true;
            EndRun();
            EndBlock();
            WriteMark(0x177245, 0x385090);
            _sink.Write(_streamCrc, 32);
            _sink.Finish();
        }

        base.Dispose(disposing);
    }

    /// <summary>Puts the run into the block: four equal bytes are followed by how many more there were.</summary>
    private void EndRun()
    {
        if (_runLength == 0)
        {
            return;
        }

        if (_filled + RunFrom + 1 > BlockSize)
        {
            EndBlock();
        }

        for (var i = 0; i < _runLength; i++)
        {
            _blockCrc = (_blockCrc << 8) ^ CrcTable[(_blockCrc >> 24) ^ (byte)_runByte];
        }

        var literal = Math.Min(_runLength, RunFrom);
        _block.AsSpan(_filled, literal).Fill((byte)_runByte);
        _filled += literal;
        if (literal == RunFrom)
        {
            _block[_filled++] = (byte)(_runLength - RunFrom);
        }

        _runLength = 0;
    }

    private void EndBlock()
    {
        if (_filled == 0)
        {
            return;
        }

        var crc = ~_blockCrc;
        _streamCrc = ((_streamCrc << 1) | (_streamCrc >> 31)) ^ crc;
        WriteMark(0x314159, 0x265359);
        _sink.Write(crc, 32);
        _sink.Write(0, 1);
        var last = _last.AsSpan(0, _filled);
        var origin = _sorter.Transform(_block.AsSpan(0, _filled), last);
        _sink.Write((uint)origin, 24);
        _coder.Write(last, _sink);
        _filled = 0;
        _blockCrc = uint.MaxValue;
    }

    private void WriteMark(uint high, uint low)
    {
        _sink.Write(high, 24);
        _sink.Write(low, 24);
    }

    private static uint[] MakeCrcTable()
    {
        const uint polynomial = 0x04C11DB7;
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var crc = i << 24;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ polynomial : crc << 1;
            }

            table[i] = crc;
        }

        return table;
    }
}
