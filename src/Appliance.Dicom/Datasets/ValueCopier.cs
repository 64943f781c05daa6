using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Appliance.Dicom;

/// <summary>Copies values from one byte order to another (PS3.5 7.3), in slices, so that large ones never come into memory whole.</summary>
internal static class ValueCopier
{
    // A multiple of every unit that is swapped.
    private const int Slice = 32 * 1024;

    /// <summary>Writes a value that lies in memory, in the byte order asked for, padded to even length.</summary>
    public static void Write(DicomValueElement element, DicomVR vr, bool bigEndian, ByteSink sink)
    {
        if (SwapUnit(element, vr, bigEndian) != 1)
        {
            for (long done = 0; done < element.Length; done += Slice)
            {
                WriteSlice(element, vr, bigEndian, done, (int)Math.Min(Slice, element.Length - done), sink);
            }

            return;
        }

        sink.Write(element.Value.Span);
        if ((element.Length & 1) != 0)
        {
            sink.WriteByte(vr.PaddingByte);
        }
    }

    /// <summary>Writes a part of a value, the last one padded to even length.</summary>
    /// <param name="element">The value.</param>
    /// <param name="vr">The VR it is written with.</param>
    /// <param name="bigEndian">The byte order asked for.</param>
    /// <param name="from">Where the part begins, at a multiple of eight bytes.</param>
    /// <param name="count">Its bytes, a multiple of eight but for the last part.</param>
    /// <param name="sink">Where to; must have room for a part at once.</param>
    public static void WriteSlice(DicomValueElement element, DicomVR vr, bool bigEndian, long from, int count, ByteSink sink)
    {
        var isLast = from + count == element.Length;
        var room = sink.Reserve(isLast ? count + (count & 1) : count);
        if (element.Read(from, room[..count]) < count)
        {
            throw new DicomFormatException("the source ends before the value does", element.Position, element.Tag.ToString());
        }

        // The padding belongs to the last number, and turns round with it: else there and back would not give the same.
        room[count..].Fill(vr.PaddingByte);
        Swap(room, SwapUnit(element, vr, bigEndian));
    }

    /// <summary>The bytes to turn round as one; 1 where the order stays, as it always does for text, bytes and UN.</summary>
    private static int SwapUnit(DicomValueElement element, DicomVR vr, bool bigEndian) =>
        element.IsBigEndian == (bigEndian && vr != DicomVR.UN) || !element.VR.IsKnown ? 1 : Math.Max(1, element.VR.UnitSize);

    /// <summary>Turns every whole unit round; a rest stays as it is.</summary>
    private static void Swap(Span<byte> bytes, int unit)
    {
        switch (unit)
        {
            case sizeof(ushort):
                var words = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case sizeof(uint):
                var doubleWords = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            case sizeof(ulong):
                var quadWords = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }
}
