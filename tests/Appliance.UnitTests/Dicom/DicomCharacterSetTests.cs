using System.Text;
using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class DicomCharacterSetTests
{
    // Bytes as PS3.5 prints them in annexes H (Japanese), I (Korean), J (Unicode, GB18030) and K (GB 2312); the last ones are those of widely
    // used sample files. ESC is \e, bytes above 7F are \xHH.
    public static TheoryData<string, string, string> Examples => new()
    {
        { "\\ISO 2022 IR 87", @"Yamada^Tarou=\e$B;3ED\e(B^\e$BB@O:\e(B=\e$B$d$^$@\e(B^\e$B$?$m$&\e(B", "Yamada^Tarou=山田^太郎=やまだ^たろう" },
        { "ISO 2022 IR 13\\ISO 2022 IR 87", @"\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\e$B;3ED\e(J^\e$BB@O:\e(J=\e$B$d$^$@\e(J^\e$B$?$m$&\e(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう" },
        { "\\ISO 2022 IR 149", @"Hong^Gildong=\e$)C\xFB\xF3^\e$)C\xD1\xCE\xD4\xD7=\e$)C\xC8\xAB^\e$)C\xB1\xE6\xB5\xBF", "Hong^Gildong=洪^吉洞=홍^길동" },
        { "ISO_IR 192", @"Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE6\x9D\xB1=", "Wang^XiaoDong=王^小東=" },
        { "GB18030", @"Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东=" },
        { "GBK", @"Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", "Wang^XiaoDong=王^小东=" },
        { "\\ISO 2022 IR 58", @"Zhang^XiaoDong=\e$)A\xD5\xC5^\e$)A\xD0\xA1\xB6\xAB=", "Zhang^XiaoDong=张^小东=" },
        { "ISO_IR 144", @"\xBB\xEE\xDAce\xDC\xD1yp\xD3", "Люкceмбypг" },
        { "ISO_IR 126", @"\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2", "Διονυσιος" },
        { "ISO_IR 127", @"\xE2\xC8\xC7\xE6\xEA^\xE4\xE6\xD2\xC7\xD1", "قباني^لنزار" },
        { "ISO_IR 138", @"\xF9\xF8\xE5\xEF^\xE3\xE1\xE5\xF8\xE4", "שרון^דבורה" },
        { "ISO_IR 100", @"Buc^J\xE9r\xF4me", "Buc^Jérôme" },
        { "ISO_IR 101", @"Wa\xB3\xEAsa", "Wałęsa" },
        { "ISO_IR 109", @"\xA6a\xFE", "Ĥaŝ" },
        { "ISO_IR 110", @"\xD3\xE7", "Ķį" },
        { "ISO_IR 148", @"Da\xF0", "Dağ" },
        { "ISO_IR 166", @"\xCA\xC1\xAA\xD2\xC2", "สมชาย" },
        { "ISO_IR 203", @"\xA4 \xBC", "€ Œ" },
        { "ISO_IR 13", @"\xD4\xCF\xC0\xDE", "ﾔﾏﾀﾞ" },
        { "ISO 2022 IR 6\\ISO 2022 IR 159", @"A \e$(D0!\e(B", "A 丂" },
        { "ISO 2022 IR 100\\ISO 2022 IR 144\\ISO 2022 IR 126", @"\xE9^\e-L\xC2\e-A^\e-F\xC4\e-A", "é^Т^Δ" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Decode_ExampleOfTheStandard_GivesItsText(string terms, string bytes, string text) =>
        Assert.Equal(text, Set(terms).Decode(Bytes(bytes), DicomVR.PN));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Encode_ExampleOfTheStandard_GivesItsBytes(string terms, string bytes, string text) =>
        Assert.Equal(Show(Bytes(bytes)), Show(Set(terms).Encode(text, DicomVR.PN)));

    [Theory]
    [InlineData("ISO-IR 100")]
    [InlineData("ISO_IR_100")]
    [InlineData("ISO IR 100")]
    [InlineData("iso_ir 100")]
    [InlineData("ISO 2022 IR 100")]
    [InlineData("ISO2022-IR-100")]
    [InlineData("latin1")]
    [InlineData("ISO 8859-1")]
    [InlineData("ISO_IR 100 ")]
    public void Of_MisspeltTerm_IsUnderstood(string term)
    {
        var set = DicomCharacterSet.Of(term);
        Assert.Empty(set.Unrecognised);
        Assert.Equal("Jérôme", set.Decode([0x4A, 0xE9, 0x72, 0xF4, 0x6D, 0x65], DicomVR.LO));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("UTF8")]
    [InlineData("ISO 2022 IR 192")]
    [InlineData("\\ISO_IR 192")]
    public void Of_MisspeltUtf8_IsUnderstood(string terms) => Assert.True(Set(terms).IsUtf8);

    [Fact]
    public void Of_UnknownTerm_IsNamedAndReadAsDefault()
    {
        var set = DicomCharacterSet.Of("ISO_IR 999");
        Assert.Equal(["ISO_IR 999"], set.Unrecognised);
        Assert.Equal("Jérôme", set.Decode([0x4A, 0xE9, 0x72, 0xF4, 0x6D, 0x65], DicomVR.LO));
    }

    [Theory]
    [InlineData(@"J\xC3\xA9r\xC3\xB4me", "Jérôme")]
    [InlineData(@"J\xE9r\xF4me", "Jérôme")]
    [InlineData(@"J\x8Er", "J\\216r")]
    public void Decode_NoTermAndNoAscii_IsGuessed(string bytes, string text) =>
        Assert.Equal(text, DicomCharacterSet.Default.Decode(Bytes(bytes), DicomVR.LO));

    [Theory]
    [InlineData("ISO_IR 192", @"a\xFFb", "a\\377b")]
    [InlineData("ISO_IR 127", @"a\xA1b", "a\\241b")]
    [InlineData("GB18030", @"a\xFFb", "a\\377b")]
    [InlineData("\\ISO 2022 IR 87", @"a\e$Zb\xC0", "a\\033$Zb\\300")]
    [InlineData("\\ISO 2022 IR 87", @"\e$B;", "\\073")]
    [InlineData("ISO_IR 13", @"a\xFFb", "a\\377b")]
    public void Decode_BytesWithoutMeaning_AreShownInOctal(string terms, string bytes, string text)
    {
        var set = Set(terms);
        Assert.Equal(text, set.Decode(Bytes(bytes), DicomVR.LO));
        Assert.Equal([text], set.DecodeValues(Bytes(bytes), DicomVR.LO));
    }

    [Fact]
    public void DecodeValues_BackslashInsideTwoByteCharacter_IsNoDelimiter()
    {
        // U+4E2D has no 5C; these two have it as their second byte, in GBK and in JIS X 0208.
        Assert.Equal(["誠", "b"], Set("GBK").DecodeValues([0xD5, 0x5C, 0x5C, 0x62], DicomVR.LO));
        Assert.Equal(["申", "b"], Set("\\ISO 2022 IR 87").DecodeValues(Bytes(@"\e$B?=\e(B\b"), DicomVR.LO));
        Assert.Equal(["能", "b"], Set("\\ISO 2022 IR 87").DecodeValues(Bytes(@"\e$BG=\e(B\b"), DicomVR.LO));
    }

    [Fact]
    public void Decode_YenSignInJisRomaji_IsDelimiterOrYen()
    {
        var set = Set("ISO_IR 13");
        Assert.Equal(["a", "b"], set.DecodeValues("a\\b"u8, DicomVR.LO));
        Assert.Equal("a¥b‾", set.Decode("a\\b~"u8, DicomVR.LT));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\f")]
    [InlineData("\t")]
    [InlineData("\\")]
    public void Decode_DelimiterAfterSwitch_MakesValueOneActiveAgain(string delimiter)
    {
        var set = Set("ISO 2022 IR 100\\ISO 2022 IR 144");
        byte[] bytes = [0x1B, 0x2D, 0x4C, 0xC2, .. Encoding.ASCII.GetBytes(delimiter), 0xE9];
        Assert.Equal("Т" + delimiter + "é", set.Decode(bytes, DicomVR.LO));
    }

    [Theory]
    [InlineData("PN", "é")]
    [InlineData("LO", "щ")]
    public void Decode_CaretAfterSwitch_ResetsInNamesOnly(string vr, string after)
    {
        var set = Set("ISO 2022 IR 100\\ISO 2022 IR 144");
        Assert.True(DicomVR.TryParse(vr, out var representation));
        Assert.Equal("Т^" + after, set.Decode([0x1B, 0x2D, 0x4C, 0xC2, (byte)'^', 0xE9], representation));
    }

    [Fact]
    public void Decode_KoreanNotDesignatedAgain_IsStillRead() =>
        Assert.Equal("김^희중", Set("\\ISO 2022 IR 149").Decode(Bytes(@"\e$)C\xB1\xE8^\xC8\xF1\xC1\xDF"), DicomVR.PN));

    [Fact]
    public void Encode_CharacterOutsideTheSets_IsRefusedNotReplaced()
    {
        var set = Set("ISO_IR 100");
        Assert.False(set.CanEncode("山"));
        var error = Assert.Throws<ArgumentException>(() => set.Encode("a山", DicomVR.LO));
        Assert.Contains("U+5C71", error.Message, StringComparison.Ordinal);
        Assert.False(Set("GBK").CanEncode("😀"));
        Assert.True(Set("GB18030").CanEncode("😀"));
        Assert.False(Set("ISO_IR 192").CanEncode("\uD800"));
    }

    [Theory]
    [InlineData("Smith", "")]
    [InlineData("Müller", "ISO_IR 100")]
    [InlineData("Wałęsa", "ISO_IR 101")]
    [InlineData("Люксембург", "ISO_IR 144")]
    [InlineData("Διονυσιος", "ISO_IR 126")]
    [InlineData("สมชาย", "ISO_IR 166")]
    [InlineData("ﾔﾏﾀﾞ", "ISO_IR 13")]
    [InlineData("山田", "ISO_IR 192")]
    [InlineData("Müller Люксембург", "ISO_IR 192")]
    public void Smallest_Texts_FitTheirRepertoire(string text, string term)
    {
        var set = DicomCharacterSet.Smallest([text, "ASCII"]);
        Assert.Equal(term, string.Join('\\', set.DefinedTerms));
        Assert.Equal(text, set.Decode(set.Encode(text, DicomVR.LO), DicomVR.LO));
    }

    [Fact]
    public void Decode_AnyBytesInAnySet_NeverFails()
    {
        var random = new Random(20260101);
        string[] terms = ["", "ISO_IR 13", "ISO_IR 166", "ISO_IR 192", "GB18030", "GBK", "\\ISO 2022 IR 87\\ISO 2022 IR 159", "\\ISO 2022 IR 149", "\\ISO 2022 IR 58"];
        foreach (var set in terms.Select(Set))
        {
            for (var round = 0; round < 2000; round++)
            {
                var bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                if (bytes.Length > 6)
                {
                    "\e$)C"u8.CopyTo(bytes.AsSpan(random.Next(bytes.Length - 4)));
                }

                Assert.NotNull(set.Decode(bytes, DicomVR.PN));
                Assert.NotEmpty(set.DecodeValues(bytes, DicomVR.LO));
            }
        }
    }

    private static DicomCharacterSet Set(string terms) => DicomCharacterSet.Of(terms.Split('\\'));

    private static byte[] Bytes(string escaped)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] == '\\' && i + 1 < escaped.Length && escaped[i + 1] == 'e')
            {
                bytes.Add(0x1B);
                i++;
            }
            else if (escaped[i] == '\\' && i + 3 < escaped.Length && escaped[i + 1] == 'x')
            {
                bytes.Add(Convert.ToByte(escaped.Substring(i + 2, 2), 16));
                i += 3;
            }
            else
            {
                bytes.Add(checked((byte)escaped[i]));
            }
        }

        return [.. bytes];
    }

    private static string Show(byte[] bytes) => string.Concat(bytes.Select(b => b is > 0x20 and < 0x7F ? ((char)b).ToString() : $"<{b:X2}>"));
}
