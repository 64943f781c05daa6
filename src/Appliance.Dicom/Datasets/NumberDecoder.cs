using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Dicom;

/// <summary>Values as numbers (PS3.5 6.2), binary or in text. Tolerant: a value that is no number is null or NaN.</summary>
internal static class NumberDecoder
{
    private const int LongestNumber = 64;

    public static long? Int64(DicomValueElement element, int index)
    {
        if (index < 0)
        {
            return null;
        }

        var vr = element.MeaningVR;
        if (vr.IsString)
        {
            return NumberText(element, index) is { } text ? ParseInt64(text) : null;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (!TryReadUnit(element, vr, index, ref bytes))
        {
            return null;
        }

        if (vr == DicomVR.FL || vr == DicomVR.OF || vr == DicomVR.FD || vr == DicomVR.OD)
        {
            return Whole(ToDouble(bytes, vr));
        }

        return ToInt64(bytes, vr);
    }

    public static double? Double(DicomValueElement element, int index)
    {
        if (index < 0)
        {
            return null;
        }

        var vr = element.MeaningVR;
        if (vr.IsString)
        {
            return NumberText(element, index) is { } text ? ParseDouble(text) : null;
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        return TryReadUnit(element, vr, index, ref bytes) ? ToDouble(bytes, vr) : null;
    }

    public static IReadOnlyList<double> Doubles(DicomValueElement element)
    {
        var vr = element.MeaningVR;
        if (vr.IsString)
        {
            var texts = ValueDecoder.Strings(element, DicomCharacterSet.Default);
            var parsed = new double[texts.Count];
            for (var i = 0; i < parsed.Length; i++)
            {
                parsed[i] = ParseDouble(texts[i]) ?? double.NaN;
            }

            return parsed;
        }

        var unit = NumberSize(vr);
        if (unit == 0)
        {
            return [];
        }

        var bytes = element.Value.Span;
        var numbers = new double[bytes.Length / unit];
        Span<byte> one = stackalloc byte[unit];
        for (var i = 0; i < numbers.Length; i++)
        {
            bytes.Slice(i * unit, unit).CopyTo(one);
            if (element.IsBigEndian)
            {
                one.Reverse();
            }

            numbers[i] = ToDouble(one, vr);
        }

        return numbers;
    }

    public static DicomTag? Tag(DicomValueElement element) =>
        element.MeaningVR == DicomVR.AT && Int64(element, 0) is { } number ? new DicomTag((ushort)(number >> 16), (ushort)number) : null;

    /// <summary>The values of a binary number element written out; empty for other kinds.</summary>
    public static IReadOnlyList<string> Texts(DicomValueElement element, DicomVR vr)
    {
        // Bulk kinds are pictures and tables, not values to be read out one by one.
        if (vr != DicomVR.AT && (vr.HasLongLength && vr != DicomVR.SV && vr != DicomVR.UV))
        {
            return [];
        }

        var unit = NumberSize(vr);
        if (unit == 0)
        {
            return [];
        }

        var texts = new string[element.Length / unit];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = WriteOut(element, vr, i);
        }

        return texts;
    }

    private static string WriteOut(DicomValueElement element, DicomVR vr, int index)
    {
        if (vr == DicomVR.FL)
        {
            return ((float)(Double(element, index) ?? 0)).ToString("R", CultureInfo.InvariantCulture);
        }

        if (vr == DicomVR.FD)
        {
            return (Double(element, index) ?? 0).ToString("R", CultureInfo.InvariantCulture);
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        TryReadUnit(element, vr, index, ref bytes);
        if (vr == DicomVR.UV)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture);
        }

        var number = ToInt64(bytes, vr) ?? 0;
        return vr == DicomVR.AT
            ? new DicomTag((ushort)(number >> 16), (ushort)number).ToString()
            : number.ToString(CultureInfo.InvariantCulture);
    }

    private static int NumberSize(DicomVR vr) => vr == DicomVR.AT ? sizeof(uint)
        : vr == DicomVR.OB || vr == DicomVR.UN ? 1
        : vr == DicomVR.SQ || vr.IsString || !vr.IsKnown ? 0
        : vr.UnitSize;

    /// <summary>One number's bytes, brought to little endian; <paramref name="bytes"/> is cut to its size.</summary>
    private static bool TryReadUnit(DicomValueElement element, DicomVR vr, int index, ref Span<byte> bytes)
    {
        var unit = NumberSize(vr);
        bytes = bytes[..unit];
        if (unit == 0 || element.Read((long)index * unit, bytes) < unit)
        {
            return false;
        }

        if (!element.IsBigEndian)
        {
            return true;
        }

        if (vr == DicomVR.AT)
        {
            bytes[..2].Reverse();
            bytes[2..].Reverse();
        }
        else
        {
            bytes.Reverse();
        }

        return true;
    }

    private static long? ToInt64(ReadOnlySpan<byte> bytes, DicomVR vr) => bytes.Length switch
    {
        1 => bytes[0],
        2 when vr == DicomVR.SS => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        4 when vr == DicomVR.SL => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        4 when vr == DicomVR.AT => ((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        8 when vr == DicomVR.SV => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var number and <= long.MaxValue ? (long)number : null,
        _ => null,
    };

    private static double ToDouble(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (vr == DicomVR.FL || vr == DicomVR.OF)
        {
            return BinaryPrimitives.ReadSingleLittleEndian(bytes);
        }

        if (vr == DicomVR.FD || vr == DicomVR.OD)
        {
            return BinaryPrimitives.ReadDoubleLittleEndian(bytes);
        }

        return vr == DicomVR.UV || vr == DicomVR.OV ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : ToInt64(bytes, vr) ?? double.NaN;
    }

    private static string? NumberText(DicomValueElement element, int index)
    {
        if (element.PendingText is null && index == 0 && element.Length <= LongestNumber)
        {
            // The common case without a list: one short value.
            Span<byte> bytes = stackalloc byte[LongestNumber];
            bytes = bytes[..element.Read(0, bytes)];
            var end = bytes.IndexOf((byte)'\\');
            return Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
        }

        var texts = ValueDecoder.Strings(element, DicomCharacterSet.Default);
        return index < texts.Count ? texts[index] : null;
    }

    private static long? ParseInt64(string text)
    {
        var trimmed = text.AsSpan().Trim(" \0\t");
        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : ParseDouble(text) is { } value ? Whole(value) : null;
    }

    private static double? ParseDouble(string text)
    {
        // A decimal comma is forbidden, and found.
        var trimmed = text.AsSpan().Trim(" \0\t");
        if (double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return trimmed.Count(',') == 1
            && double.TryParse(trimmed.ToString().Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out number)
                ? number
                : null;
    }

    private static long? Whole(double value) => Math.Truncate(value) == value && Math.Abs(value) < long.MaxValue ? (long)value : null;
}
