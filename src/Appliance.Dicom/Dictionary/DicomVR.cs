namespace Appliance.Dicom;

/// <summary>
/// A value representation: what the bytes of an element mean and how its length is written (PS3.5 6.2 and 7.1.2). Two letters, held as
/// one number; the default value is <see cref="None"/>, which items and delimiters have.
/// </summary>
/// <param name="Value">The two letters as a big-endian number (<c>'P' &lt;&lt; 8 | 'N'</c>); 0 for <see cref="None"/>.</param>
public readonly record struct DicomVR(ushort Value)
{
    /// <summary>No value representation: items and delimiters (PS3.5 7.5).</summary>
    public static DicomVR None => default;

    /// <summary>Application Entity title: up to 16 characters, spaces around it not significant.</summary>
    public static DicomVR AE => new(Letters.AE);

    /// <summary>Age String: three digits and one of D, W, M, Y.</summary>
    public static DicomVR AS => new(Letters.AS);

    /// <summary>Attribute Tag: pairs of 16-bit numbers.</summary>
    public static DicomVR AT => new(Letters.AT);

    /// <summary>Code String: up to 16 capital letters, digits, spaces and underscores.</summary>
    public static DicomVR CS => new(Letters.CS);

    /// <summary>Date: YYYYMMDD.</summary>
    public static DicomVR DA => new(Letters.DA);

    /// <summary>Decimal String: a number in text, up to 16 characters.</summary>
    public static DicomVR DS => new(Letters.DS);

    /// <summary>Date Time: YYYYMMDDHHMMSS.FFFFFF&amp;ZZXX, from the right cut where unknown.</summary>
    public static DicomVR DT => new(Letters.DT);

    /// <summary>IEEE 754 numbers of 32 bits.</summary>
    public static DicomVR FL => new(Letters.FL);

    /// <summary>IEEE 754 numbers of 64 bits.</summary>
    public static DicomVR FD => new(Letters.FD);

    /// <summary>Integer String: a whole number in text, up to 12 characters.</summary>
    public static DicomVR IS => new(Letters.IS);

    /// <summary>Long String: up to 64 characters, leading and trailing spaces not significant.</summary>
    public static DicomVR LO => new(Letters.LO);

    /// <summary>Long Text: up to 10240 characters, one value, backslash is a letter like others.</summary>
    public static DicomVR LT => new(Letters.LT);

    /// <summary>Other Byte: bytes whose meaning the transfer syntax or the attribute gives.</summary>
    public static DicomVR OB => new(Letters.OB);

    /// <summary>Other Double: a stream of IEEE 754 numbers of 64 bits.</summary>
    public static DicomVR OD => new(Letters.OD);

    /// <summary>Other Float: a stream of IEEE 754 numbers of 32 bits.</summary>
    public static DicomVR OF => new(Letters.OF);

    /// <summary>Other Long: a stream of 32-bit words.</summary>
    public static DicomVR OL => new(Letters.OL);

    /// <summary>Other 64-bit Very Long: a stream of 64-bit words.</summary>
    public static DicomVR OV => new(Letters.OV);

    /// <summary>Other Word: a stream of 16-bit words.</summary>
    public static DicomVR OW => new(Letters.OW);

    /// <summary>Person Name: up to three groups of five components.</summary>
    public static DicomVR PN => new(Letters.PN);

    /// <summary>Short String: up to 16 characters.</summary>
    public static DicomVR SH => new(Letters.SH);

    /// <summary>Signed Long: 32-bit whole numbers.</summary>
    public static DicomVR SL => new(Letters.SL);

    /// <summary>Sequence of items.</summary>
    public static DicomVR SQ => new(Letters.SQ);

    /// <summary>Signed Short: 16-bit whole numbers.</summary>
    public static DicomVR SS => new(Letters.SS);

    /// <summary>Short Text: up to 1024 characters, one value.</summary>
    public static DicomVR ST => new(Letters.ST);

    /// <summary>Signed 64-bit Very Long: 64-bit whole numbers.</summary>
    public static DicomVR SV => new(Letters.SV);

    /// <summary>Time: HHMMSS.FFFFFF, from the right cut where unknown.</summary>
    public static DicomVR TM => new(Letters.TM);

    /// <summary>Unlimited Characters: text of any length, several values.</summary>
    public static DicomVR UC => new(Letters.UC);

    /// <summary>Unique Identifier: digits and dots, up to 64, padded with a zero byte.</summary>
    public static DicomVR UI => new(Letters.UI);

    /// <summary>Unsigned Long: 32-bit whole numbers.</summary>
    public static DicomVR UL => new(Letters.UL);

    /// <summary>Unknown: bytes of an element whose representation the writer did not know (PS3.5 6.2.2).</summary>
    public static DicomVR UN => new(Letters.UN);

    /// <summary>Universal Resource Identifier or Locator: one value, trailing spaces not significant.</summary>
    public static DicomVR UR => new(Letters.UR);

    /// <summary>Unsigned Short: 16-bit whole numbers.</summary>
    public static DicomVR US => new(Letters.US);

    /// <summary>Unlimited Text: one value.</summary>
    public static DicomVR UT => new(Letters.UT);

    /// <summary>Unsigned 64-bit Very Long: 64-bit whole numbers.</summary>
    public static DicomVR UV => new(Letters.UV);

    /// <summary>The two letters; empty for <see cref="None"/>.</summary>
    public string Code => Value == 0 ? "" : string.Create(2, Value, static (letters, value) =>
    {
        letters[0] = (char)(value >> 8);
        letters[1] = (char)(value & 0xFF);
    });

    /// <summary>True for the representations of PS3.5 Table 6.2-1; false for <see cref="None"/> and for letters of a later standard.</summary>
    public bool IsKnown => IsString || Value is Letters.AT or Letters.FL or Letters.FD or Letters.OB or Letters.OD or Letters.OF
        or Letters.OL or Letters.OV or Letters.OW or Letters.SL or Letters.SQ or Letters.SS or Letters.SV or Letters.UL or Letters.UN
        or Letters.US or Letters.UV;

    /// <summary>True when values are characters: text, codes, numbers and dates in text, UIDs.</summary>
    public bool IsString => IsText || Value is Letters.AE or Letters.AS or Letters.CS or Letters.DA or Letters.DS or Letters.DT
        or Letters.IS or Letters.TM or Letters.UI or Letters.UR;

    /// <summary>True when Specific Character Set applies: LO, LT, PN, SH, ST, UC, UT (PS3.5 6.1.2.3).</summary>
    public bool IsText => Value is Letters.LO or Letters.LT or Letters.PN or Letters.SH or Letters.ST or Letters.UC or Letters.UT;

    /// <summary>True when the value is one text in which a backslash is a letter like others: LT, ST, UR, UT.</summary>
    public bool IsSingleText => Value is Letters.LT or Letters.ST or Letters.UR or Letters.UT;

    /// <summary>
    /// True when an explicit VR header has two reserved bytes and a 32-bit length (PS3.5 7.1.2). Letters that this standard does not
    /// know are taken to have it, as all representations added since 2006 have.
    /// </summary>
    public bool HasLongLength => Value is Letters.OB or Letters.OD or Letters.OF or Letters.OL or Letters.OV or Letters.OW or Letters.SQ
        or Letters.SV or Letters.UC or Letters.UN or Letters.UR or Letters.UT or Letters.UV || (Value != 0 && !IsKnown);

    /// <summary>The unit whose bytes change places between little and big endian: 1, 2, 4 or 8 bytes (AT: 2, each of its halves).</summary>
    public int UnitSize => Value switch
    {
        Letters.SS or Letters.US or Letters.OW or Letters.AT => 2,
        Letters.SL or Letters.UL or Letters.FL or Letters.OF or Letters.OL => 4,
        Letters.FD or Letters.SV or Letters.UV or Letters.OD or Letters.OV => 8,
        _ => 1,
    };

    /// <summary>The byte that makes an odd value even: a space for strings, zero for UI and for bytes (PS3.5 6.2).</summary>
    public byte PaddingByte => IsString && Value != Letters.UI ? (byte)' ' : (byte)0;

    /// <summary>Takes the two letters of an explicit VR header.</summary>
    /// <param name="a">The first byte.</param>
    /// <param name="b">The second byte.</param>
    /// <param name="vr">The representation, also when its letters are not known here; <see cref="None"/> when they are no capital letters.</param>
    /// <returns>True when the representation is one of the standard's.</returns>
    public static bool TryParse(byte a, byte b, out DicomVR vr)
    {
        var letters = a is >= (byte)'A' and <= (byte)'Z' && b is >= (byte)'A' and <= (byte)'Z';
        vr = letters ? new DicomVR((ushort)((a << 8) | b)) : None;
        return vr.IsKnown;
    }

    /// <summary>Takes a code such as <c>"PN"</c>.</summary>
    /// <param name="code">Two letters, capital.</param>
    /// <param name="vr">The representation, or <see cref="None"/>.</param>
    /// <returns>True when the representation is one of the standard's.</returns>
    public static bool TryParse(ReadOnlySpan<char> code, out DicomVR vr)
    {
        vr = None;
        return code.Length == 2 && code[0] <= 'Z' && code[1] <= 'Z' && TryParse((byte)code[0], (byte)code[1], out vr);
    }

    /// <summary>The two letters.</summary>
    public override string ToString() => Code;

    private static class Letters
    {
        public const ushort AE = ('A' << 8) | 'E';
        public const ushort AS = ('A' << 8) | 'S';
        public const ushort AT = ('A' << 8) | 'T';
        public const ushort CS = ('C' << 8) | 'S';
        public const ushort DA = ('D' << 8) | 'A';
        public const ushort DS = ('D' << 8) | 'S';
        public const ushort DT = ('D' << 8) | 'T';
        public const ushort FL = ('F' << 8) | 'L';
        public const ushort FD = ('F' << 8) | 'D';
        public const ushort IS = ('I' << 8) | 'S';
        public const ushort LO = ('L' << 8) | 'O';
        public const ushort LT = ('L' << 8) | 'T';
        public const ushort OB = ('O' << 8) | 'B';
        public const ushort OD = ('O' << 8) | 'D';
        public const ushort OF = ('O' << 8) | 'F';
        public const ushort OL = ('O' << 8) | 'L';
        public const ushort OV = ('O' << 8) | 'V';
        public const ushort OW = ('O' << 8) | 'W';
        public const ushort PN = ('P' << 8) | 'N';
        public const ushort SH = ('S' << 8) | 'H';
        public const ushort SL = ('S' << 8) | 'L';
        public const ushort SQ = ('S' << 8) | 'Q';
        public const ushort SS = ('S' << 8) | 'S';
        public const ushort ST = ('S' << 8) | 'T';
        public const ushort SV = ('S' << 8) | 'V';
        public const ushort TM = ('T' << 8) | 'M';
        public const ushort UC = ('U' << 8) | 'C';
        public const ushort UI = ('U' << 8) | 'I';
        public const ushort UL = ('U' << 8) | 'L';
        public const ushort UN = ('U' << 8) | 'N';
        public const ushort UR = ('U' << 8) | 'R';
        public const ushort US = ('U' << 8) | 'S';
        public const ushort UT = ('U' << 8) | 'T';
        public const ushort UV = ('U' << 8) | 'V';
    }
}
