using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Dicom;

/// <summary>Values from text and numbers to bytes (PS3.5 6.2), padded to even length. Strict: what does not fit is refused.</summary>
internal static class ValueEncoder
{
    private const int MaxDecimalString = 16;

    /// <summary>The VR that the dictionary gives a tag.</summary>
    public static DicomVR VROf(DicomTag tag)
    {
        var vr = HeaderForm.ImplicitVR(tag);
        return vr != DicomVR.UN ? vr : throw new ArgumentException($"the dictionary does not tell the VR of {tag}: give it", nameof(tag));
    }

    public static DicomValueElement FromText(DicomTag tag, DicomVR vr, string[] values, bool bigEndian)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (vr.IsString)
        {
            return new DicomValueElement(tag, vr, values);
        }

        if (values.Length == 0 && vr != DicomVR.SQ)
        {
            return new DicomValueElement(tag, vr, ReadOnlyMemory<byte>.Empty, bigEndian);
        }

        if (vr == DicomVR.AT)
        {
            return FromTags(tag, Array.ConvertAll(values, DicomTag.Parse), bigEndian);
        }

        if (vr == DicomVR.FL || vr == DicomVR.FD)
        {
            return Binary(tag, vr, Array.ConvertAll(values, value => ParseDouble(tag, value)), bigEndian);
        }

        return IsInteger(vr)
            ? Binary(tag, vr, Array.ConvertAll(values, value => ParseInteger(tag, value)), bigEndian)
            : throw new ArgumentException($"{tag} {tag.Keyword} has VR {vr}, which is not set from text", nameof(values));
    }

    public static DicomValueElement FromIntegers(DicomTag tag, long[] values, bool bigEndian)
    {
        var vr = VROf(tag);
        if (vr == DicomVR.US && values.Any(static value => value < 0))
        {
            vr = DicomDictionary.TryGet(tag, out var entry) && entry.AlternativeVR == DicomVR.SS ? DicomVR.SS : vr;
        }

        if (vr.IsString)
        {
            return new DicomValueElement(tag, vr, Array.ConvertAll(values, static value => value.ToString(CultureInfo.InvariantCulture)));
        }

        if (vr == DicomVR.FL || vr == DicomVR.FD)
        {
            return Binary(tag, vr, Array.ConvertAll(values, static value => (double)value), bigEndian);
        }

        return IsInteger(vr)
            ? Binary(tag, vr, Array.ConvertAll(values, static value => (Int128)value), bigEndian)
            : throw new ArgumentException($"{tag} {tag.Keyword} has VR {vr}, which is not set from whole numbers", nameof(values));
    }

    public static DicomValueElement FromDoubles(DicomTag tag, double[] values, bool bigEndian)
    {
        var vr = VROf(tag);
        if (vr == DicomVR.DS)
        {
            return new DicomValueElement(tag, vr, Array.ConvertAll(values, DecimalString));
        }

        return vr == DicomVR.FL || vr == DicomVR.FD
            ? Binary(tag, vr, values, bigEndian)
            : throw new ArgumentException($"{tag} {tag.Keyword} has VR {vr}, which is not set from decimal numbers", nameof(values));
    }

    public static DicomValueElement FromTags(DicomTag tag, DicomTag[] values, bool bigEndian)
    {
        var bytes = new byte[values.Length * sizeof(uint)];
        for (var i = 0; i < values.Length; i++)
        {
            var at = bytes.AsSpan(i * sizeof(uint));
            Write(at, values[i].Group, sizeof(ushort), bigEndian);
            Write(at[sizeof(ushort)..], values[i].Element, sizeof(ushort), bigEndian);
        }

        return new DicomValueElement(tag, DicomVR.AT, bytes, bigEndian);
    }

    /// <summary>Text in a character set, values joined by backslashes.</summary>
    /// <exception cref="DicomFormatException">The character set has no place for a letter of it.</exception>
    public static byte[] Text(DicomTag tag, DicomVR vr, string[] values, DicomCharacterSet characterSet)
    {
        if (values.Length == 0)
        {
            return [];
        }

        var text = values.Length == 1 ? values[0] : string.Join('\\', values);
        byte[] bytes;
        if (vr.IsText)
        {
            bytes = characterSet.TryEncode(text, vr, out _) ?? throw new DicomFormatException(
                $"'{text}' cannot be written in character set '{string.Join('\\', characterSet.DefinedTerms)}': set Specific Character Set (0008,0005) to one that holds it",
                -1, tag.ToString());
        }
        else
        {
            bytes = Encoding.Latin1.GetBytes(text);
        }

        if ((bytes.Length & 1) == 0)
        {
            return bytes;
        }

        Array.Resize(ref bytes, bytes.Length + 1);
        bytes[^1] = vr.PaddingByte;
        return bytes;
    }

    /// <summary>A number in at most 16 characters, with as many digits as they hold.</summary>
    public static string DecimalString(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"a decimal string cannot hold {value}", nameof(value));
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        for (var digits = 15; text.Length > MaxDecimalString; digits--)
        {
            text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static bool IsInteger(DicomVR vr) =>
        vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.UV || vr == DicomVR.SV;

    private static Int128 ParseInteger(DicomTag tag, string text) =>
        Int128.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"'{text}' is no whole number, as {tag} {tag.Keyword} needs", nameof(text));

    private static double ParseDouble(DicomTag tag, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException($"'{text}' is no number, as {tag} {tag.Keyword} needs", nameof(text));

    private static DicomValueElement Binary(DicomTag tag, DicomVR vr, Int128[] values, bool bigEndian)
    {
        var unit = vr.UnitSize;
        var signed = vr == DicomVR.SS || vr == DicomVR.SL || vr == DicomVR.SV;
        var bits = unit * 8;
        var (least, most) = signed ? (-(Int128.One << (bits - 1)), (Int128.One << (bits - 1)) - 1) : (Int128.Zero, (Int128.One << bits) - 1);
        var bytes = new byte[values.Length * unit];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] < least || values[i] > most)
            {
                throw new ArgumentException($"{values[i]} does not fit {tag} {tag.Keyword}, whose VR {vr} holds {least} to {most}", nameof(values));
            }

            Write(bytes.AsSpan(i * unit), unchecked((ulong)(long)(values[i] & ulong.MaxValue)), unit, bigEndian);
        }

        return new DicomValueElement(tag, vr, bytes, bigEndian);
    }

    private static DicomValueElement Binary(DicomTag tag, DicomVR vr, double[] values, bool bigEndian)
    {
        var unit = vr.UnitSize;
        var bytes = new byte[values.Length * unit];
        for (var i = 0; i < values.Length; i++)
        {
            var pattern = unit == sizeof(float) ? BitConverter.SingleToUInt32Bits((float)values[i]) : BitConverter.DoubleToUInt64Bits(values[i]);
            Write(bytes.AsSpan(i * unit), pattern, unit, bigEndian);
        }

        return new DicomValueElement(tag, vr, bytes, bigEndian);
    }

    private static void Write(Span<byte> at, ulong pattern, int size, bool bigEndian)
    {
        Span<byte> eight = stackalloc byte[sizeof(ulong)];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt64BigEndian(eight, pattern);
            eight[^size..].CopyTo(at);
        }
        else
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, pattern);
            eight[..size].CopyTo(at);
        }
    }
}
