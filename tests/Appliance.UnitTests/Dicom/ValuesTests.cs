using System.Globalization;
using Appliance.Dicom;
using Xunit;

namespace Appliance.UnitTests.Dicom;

public sealed class ValuesTests
{
    // The examples of PS3.5 6.2.1.1 and H.3.
    [Theory]
    [InlineData("Adams^John Robert Quincy^^Rev.^B.A. M.Div.", "Adams, Rev. John Robert Quincy, B.A. M.Div.")]
    [InlineData("Morrison-Jones^Susan^^^Ph.D., Chief Executive Officer", "Morrison-Jones, Susan, Ph.D., Chief Executive Officer")]
    [InlineData("Doe^John", "Doe, John")]
    [InlineData("Doe", "Doe")]
    [InlineData("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou (山田 太郎)")]
    [InlineData("=山田^太郎", "山田 太郎")]
    [InlineData("==やまだ^たろう", "やまだ たろう")]
    [InlineData("^やまだ^たろう", "やまだ たろう")]
    [InlineData("", "")]
    [InlineData("^^^^==", "")]
    public void PersonName_Display_IsReadable(string value, string display) => Assert.Equal(display, DicomPersonName.Parse(value).Display);

    [Fact]
    public void PersonName_Groups_HaveTheirComponents()
    {
        var name = DicomPersonName.Parse("Yamada^Tarou^M^Dr^Jr=山田^太郎=やまだ^たろう");
        Assert.Equal(("Yamada", "Tarou", "M", "Dr", "Jr"), (name.FamilyName, name.GivenName, name.MiddleName, name.Prefix, name.Suffix));
        Assert.Equal(("山田", "太郎"), (name.IdeographicGroup.FamilyName, name.IdeographicGroup.GivenName));
        Assert.Equal(("やまだ", "たろう"), (name.PhoneticGroup.FamilyName, name.PhoneticGroup.GivenName));
        Assert.Equal("山田", DicomPersonName.Parse("=山田^太郎").FamilyName);
        Assert.True(DicomPersonName.Parse(null).IsEmpty);
    }

    [Theory]
    [InlineData("Doe^John", "Doe^John")]
    [InlineData("Wang^XiaoDong=王^小东=", "Wang^XiaoDong=王^小东")]
    [InlineData("A=B=C=D^E", "A=B=C=D^E")]
    [InlineData("A^B^C^D^E^F", "A^B^C^D^E^F")]
    public void PersonName_ToString_LosesNothing(string value, string expected)
    {
        var name = DicomPersonName.Parse(value);
        Assert.Equal(expected, name.ToString());
        Assert.Equal(name.Alphabetic, name.AlphabeticGroup.ToString());
    }

    [Theory]
    [InlineData("20200131", "20200131", "20200131", "20200131", "2020-01-31")]
    [InlineData("2020.01.31 ", "20200131", "20200131", "20200131", "2020-01-31")]
    [InlineData("2020-01-31", "20200131", "20200131", "20200131", "2020-01-31")]
    [InlineData("20200101-20200131", "20200101", "20200131", "20200101-20200131", "2020-01-01 to 2020-01-31")]
    [InlineData("20200101-", "20200101", null, "20200101-", "from 2020-01-01")]
    [InlineData("-20200131", null, "20200131", "-20200131", "until 2020-01-31")]
    [InlineData("-2020", null, "20201231", "-20201231", "until 2020-12-31")]
    [InlineData("202002", "20200201", "20200229", "20200201-20200229", "2020-02-01 to 2020-02-29")]
    [InlineData("2019-2020", "20190101", "20201231", "20190101-20201231", "2019-01-01 to 2020-12-31")]
    public void DateRange_Text_GivesItsDays(string text, string? from, string? to, string dicom, string display)
    {
        Assert.True(DicomDateRange.TryParse(text, out var range));
        Assert.Equal((Day(from), Day(to)), (range.From, range.To));
        Assert.Equal((dicom, display), (range.ToString(), range.Display));
        Assert.True(range.Contains((range.From ?? range.To)!.Value));
        Assert.Equal(range.To is null, range.Contains(new DateOnly(2030, 1, 1)));
        Assert.Equal(range.From is null, range.Contains(new DateOnly(1900, 1, 1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("20200230")]
    [InlineData("20201301")]
    [InlineData("00000000")]
    [InlineData("2020013")]
    [InlineData("yesterday")]
    [InlineData("20200101-x")]
    [InlineData("20200101--20200102")]
    public void DateRange_NoDate_IsRefused(string text) => Assert.False(DicomDateRange.TryParse(text, out _));

    [Theory]
    [InlineData("103005.25", "10:30:05.25", "10:30:05.2599999", "103005.25", "10:30:05.25")]
    [InlineData("103005", "10:30:05", "10:30:05.9999999", "103005", "10:30:05")]
    [InlineData("10:30:05", "10:30:05", "10:30:05.9999999", "103005", "10:30:05")]
    [InlineData("1030", "10:30:00", "10:30:59.9999999", "1030", "10:30")]
    [InlineData("10", "10:00:00", "10:59:59.9999999", "10", "10 h")]
    [InlineData("10-12", "10:00:00", "12:59:59.9999999", "100000-125959.999999", "10:00:00 to 12:59:59.999999")]
    [InlineData("1030-", "10:30:00", null, "103000-", "from 10:30:00")]
    [InlineData("-1030", null, "10:30:59.9999999", "-103059.999999", "until 10:30:59.999999")]
    [InlineData("235960", "23:59:59.9999999", "23:59:59.9999999", "235959.999999", "23:59:59.999999")]
    public void TimeRange_Text_GivesItsMoments(string text, string? from, string? to, string dicom, string display)
    {
        Assert.True(DicomTimeRange.TryParse(text, out var range));
        Assert.Equal((Time(from), Time(to)), (range.From, range.To));
        Assert.Equal((dicom, display), (range.ToString(), range.Display));
        Assert.Equal(range.To is null, range.Contains(TimeOnly.MaxValue) && text != "235960");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("24")]
    [InlineData("1060")]
    [InlineData("103061")]
    [InlineData("1030.5")]
    [InlineData("103")]
    [InlineData("103005.x")]
    public void TimeRange_NoTime_IsRefused(string text) => Assert.False(DicomTimeRange.TryParse(text, out _));

    [Theory]
    [InlineData("20200131103005.25+0100", "2020-01-31T10:30:05.25+01:00", "2020-01-31T10:30:05.2599999+01:00")]
    [InlineData("20200131103005-0500", "2020-01-31T10:30:05-05:00", "2020-01-31T10:30:05.9999999-05:00")]
    [InlineData("2020", "2020-01-01T00:00:00+02:00", "2020-12-31T23:59:59.9999999+02:00")]
    [InlineData("2020-0500", "2020-01-01T00:00:00-05:00", "2020-12-31T23:59:59.9999999-05:00")]
    [InlineData("2019-2020", "2019-01-01T00:00:00+02:00", "2020-12-31T23:59:59.9999999+02:00")]
    [InlineData("20200131-0500-20200201-0500", "2020-01-31T00:00:00-05:00", "2020-02-01T23:59:59.9999999-05:00")]
    [InlineData("2020013110-", "2020-01-31T10:00:00+02:00", null)]
    [InlineData("-20200131103005", null, "2020-01-31T10:30:05.9999999+02:00")]
    [InlineData("20200131-0500-", "2020-01-31T00:00:00-05:00", null)]
    public void DateTimeRange_Text_GivesItsMoments(string text, string? from, string? to)
    {
        Assert.True(DicomDateTimeRange.TryParse(text, TimeSpan.FromHours(2), out var range));
        Assert.Equal((Moment(from), Moment(to)), (range.From, range.To));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("20200131+9900")]
    [InlineData("20200132")]
    [InlineData("202001311030059")]
    [InlineData("x-2020")]
    public void DateTimeRange_NoMoment_IsRefused(string text) => Assert.False(DicomDateTimeRange.TryParse(text, TimeSpan.Zero, out _));

    [Fact]
    public void DateTimeRange_EndsOfTheCalendar_DoNotOverflow()
    {
        Assert.True(DicomDateTimeRange.TryParse("00010101-", TimeSpan.FromHours(14), out _));
        Assert.True(DicomDateTimeRange.TryParse("-99991231", TimeSpan.FromHours(-12), out _));
    }

    [Fact]
    public void DateTimeRange_DateAndTimeTogether_AreOneRange()
    {
        Assert.True(DicomDateRange.TryParse("20200101-20200103", out var dates));
        Assert.True(DicomTimeRange.TryParse("1000-1200", out var times));
        var range = DicomDateTimeRange.Combine(dates, times, TimeSpan.Zero);
        Assert.True(range.Contains(Moment("2020-01-02T03:00:00+00:00")!.Value));
        Assert.False(range.Contains(Moment("2020-01-01T09:59:00+00:00")!.Value));
        Assert.True(range.Contains(Moment("2020-01-03T12:00:30+00:00")!.Value));
        Assert.False(range.Contains(Moment("2020-01-03T12:01:00+00:00")!.Value));
    }

    [Theory]
    [InlineData(" 1.5 ", 1.5)]
    [InlineData("+1.5E-3", 0.0015)]
    [InlineData("-.5", -0.5)]
    [InlineData("5.", 5)]
    [InlineData("1,5", 1.5)]
    [InlineData("0.123456789012345678", 0.123456789012345678)]
    public void TryParseDecimal_RealValues_AreRead(string text, double number)
    {
        Assert.True(DicomNumber.TryParseDecimal(text, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1.2.3")]
    [InlineData("1,2,3")]
    [InlineData("abc")]
    [InlineData("1 2")]
    public void TryParseDecimal_NoNumber_IsRefused(string text) => Assert.False(DicomNumber.TryParseDecimal(text, out _));

    [Theory]
    [InlineData(" 12 ", true, 12)]
    [InlineData("-7", true, -7)]
    [InlineData("+7", true, 7)]
    [InlineData("12.0", true, 12)]
    [InlineData("99999999999", true, 99999999999)]
    [InlineData("12.5", false, 0)]
    [InlineData("1A", false, 0)]
    [InlineData("1e300", false, 0)]
    public void TryParseInteger_Text_IsReadOrRefused(string text, bool ok, long number)
    {
        Assert.Equal(ok, DicomNumber.TryParseInteger(text, out var read));
        Assert.Equal(number, read);
    }

    [Fact]
    public void FormatDecimal_AnyNumber_FitsSixteenCharactersAndReadsBackClosely()
    {
        var random = new Random(7);
        for (var i = 0; i < 20000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(number))
            {
                continue;
            }

            var text = DicomNumber.FormatDecimal(number);
            Assert.True(text.Length <= 16, text);
            Assert.True(DicomNumber.TryParseDecimal(text, out var back), text);
            Assert.True(Math.Abs(back - number) <= Math.Abs(number) * 1e-8, text);
        }

        Assert.Equal("0.1", DicomNumber.FormatDecimal(0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => DicomNumber.FormatDecimal(double.NaN));
    }

    [Theory]
    [InlineData("045Y", "045Y", "45 years")]
    [InlineData("001M", "001M", "1 month")]
    [InlineData("3w", "003W", "3 weeks")]
    [InlineData("45", "045Y", "45 years")]
    [InlineData("010D ", "010D", "10 days")]
    public void Age_Text_IsRead(string text, string dicom, string display)
    {
        Assert.True(DicomAge.TryParse(text, out var age));
        Assert.Equal((dicom, display), (age.ToString(), age.Display));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Y")]
    [InlineData("1000Y")]
    [InlineData("-05Y")]
    [InlineData("045X")]
    public void Age_NoAge_IsRefused(string text) => Assert.False(DicomAge.TryParse(text, out _));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture);

    private static TimeOnly? Time(string? text) => text is null ? null : TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset? Moment(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
