using System.Text.RegularExpressions;
using Appliance.Archive;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Appliance.UnitTests.Archive;

/// <summary>Wildcards, folding, dates and times, each by itself.</summary>
public sealed class MatchingTests
{
    [Fact]
    public void Wildcards_OfAnyPattern_MatchAsARegularExpressionDoes()
    {
        var letters = Gen.Elements('a', 'b', '*', '?').ArrayOf().Select(chars => new string(chars));
        var texts = Gen.Elements('a', 'b', 'c').ArrayOf().Select(chars => new string(chars));
        Prop.ForAll(letters.ToArbitrary(), texts.ToArbitrary(), (pattern, text) =>
        {
            var expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal) + "$";
            var wildcard = new WildcardPattern(pattern);
            var expected = Regex.IsMatch(text, expression, RegexOptions.NonBacktracking);
            return wildcard.Matches(text) == expected && (!expected || text.StartsWith(wildcard.Prefix, StringComparison.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("doe^jane", "DOE^JANE")]
    [InlineData("Doe ^ Jane  Mary ^^", "DOE^JANE MARY")]
    [InlineData("Müller^Jürgen", "MULLER^JURGEN")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Łódź^Žofie", "LODZ^ZOFIE")]
    [InlineData("Люкceмбypг", "ЛЮКCEМБYPГ")]
    [InlineData("ﾔﾏﾀﾞ^ﾀﾛｳ", "ヤマダ^タロウ")]
    [InlineData("ﾊﾟｽ ｳﾞｧ", "パス ヴァ")]
    [InlineData("ＹＡＭＡＤＡ", "YAMADA")]
    [InlineData("Yamada^Tarou^^=山田^太郎^=", "YAMADA^TAROU=山田^太郎=")]
    [InlineData("^^", "")]
    public void Name_Folded_IsTheFormAllSpellingsShare(string name, string folded) => Assert.Equal(folded, TextFold.Name(name));

    [Fact]
    public void Fold_OfAFoldedName_ChangesNothing() =>
        Prop.ForAll<string?>(name => TextFold.Name(TextFold.Name(name ?? "")) == TextFold.Name(name ?? "")).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("20050720", "20050720")]
    [InlineData("2005.07.20", "20050720")]
    [InlineData("2005-07-20", "20050720")]
    [InlineData("2005", "20050000")]
    [InlineData("2005072", "")]
    [InlineData("next week", "")]
    public void Date_AsDigits_Sorts(string text, string digits) => Assert.Equal(digits, DateTimeText.Date(text));

    [Theory]
    [InlineData("101500", "101500000000")]
    [InlineData("10:15:00", "101500000000")]
    [InlineData("10", "100000000000")]
    [InlineData("101500.5", "101500500000")]
    [InlineData("101500.1234567", "")]
    [InlineData("1015.5", "101500000000")]
    [InlineData("noon", "")]
    public void Time_AsDigits_Sorts(string text, string digits) => Assert.Equal(digits, DateTimeText.Time(text));

    [Theory]
    [InlineData("20050720", "20050720", true)]
    [InlineData("20050720-", "20050721", true)]
    [InlineData("-20050720", "20050721", false)]
    [InlineData("20050701-20050731", "20050731", true)]
    [InlineData("200507", "20050731", true)]
    [InlineData("2005-2006", "20061231", true)]
    [InlineData("2005-07-20", "20050720", true)]
    public void DateRange_OfAKey_HoldsItsDays(string key, string date, bool expected) => Assert.Equal(expected, DigitRange.OfDate(key)!.Value.Contains(DateTimeText.Date(date)));

    [Theory]
    [InlineData("100000-110000", "110000", true)]
    [InlineData("100000-110000", "110000.5", true)]
    [InlineData("100000-110000", "110001", false)]
    [InlineData("10-11", "115959", true)]
    [InlineData("10", "103000", true)]
    public void TimeRange_OfAKey_HoldsItsTimes(string key, string time, bool expected) => Assert.Equal(expected, DigitRange.OfTime(key)!.Value.Contains(DateTimeText.Time(time)));

    [Theory]
    [InlineData("x")]
    [InlineData("20050720-x")]
    [InlineData("1-2-3")]
    public void Range_ThatIsNone_IsToldApart(string key) => Assert.Null(DigitRange.OfDate(key));

    // PS3.4 C.2.2.2.5.3: ranges of DT, by UTC where both sides know their offset.
    [Theory]
    [InlineData("20050720", "20050720101500", true)]
    [InlineData("200507", "20050731235959.999999", true)]
    [InlineData("2005-2006", "20061231", true)]
    [InlineData("20050720100000-20050722110000", "20050722110000.5", true)]
    [InlineData("20050720100000-20050722110000", "20050722110001", false)]
    [InlineData("20050720100000-20050722110000", "20050720095959", false)]
    [InlineData("20050720100000-", "20991231", true)]
    [InlineData("-20050720100000", "20050720100000.9", true)]
    [InlineData("-20050720100000", "20050720100001", false)]
    [InlineData("20050720100000+0200-20050720110000+0200", "20050720083000+0000", true)]
    [InlineData("20050720100000+0200-20050720110000+0200", "20050720103000+0000", false)]
    [InlineData("20050720100000-0500-20050720110000-0500", "20050720173000+0200", true)]
    [InlineData("20050720100000-0500-20050720110000-0500", "20050720103000+0200", false)]
    [InlineData("20050720100000-0500-", "20050720150000+0000", true)]
    [InlineData("-20050720100000-0500", "20050720150001+0000", false)]
    [InlineData("20050720100000-0500", "20050720150000+0000", true)]
    [InlineData("20050720100000-0500", "20050720100000", true)]
    [InlineData("00010101000000+1400-", "99991231235959-1200", true)]
    [InlineData("20050720", "nonsense", false)]
    [InlineData("20050720", "20051301", false)]
    [InlineData("20050720", "", false)]
    public void DateTimeRange_OfAKey_HoldsItsMoments(string key, string moment, bool expected) =>
        Assert.Equal(expected, DateTimeValue.Parse(moment) is { } value && DateTimeRange.Parse(key)!.Value.Contains(value));

    [Theory]
    [InlineData("nonsense")]
    [InlineData("20050720-20050721-20050722")]
    [InlineData("20050720-x")]
    [InlineData("20050230")]
    [InlineData("2005072025")]
    [InlineData("20050720101500.1234567")]
    public void DateTimeRange_ThatIsNone_IsToldApart(string key) => Assert.Null(DateTimeRange.Parse(key));

    [Fact]
    public void DateTime_OfAnyText_NeverThrows() =>
        Prop.ForAll<string?>(text =>
        {
            // Whatever was read as one value holds itself.
            var value = DateTimeValue.Parse(text ?? "");
            return value is null || DateTimeRange.Parse(text!)!.Value.Contains(value.Value);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void KeyTables_OfEveryLevel_AscendAndHoldEachTagOnce() =>
        Assert.All([QueryLevel.Patient, QueryLevel.Study, QueryLevel.Series, QueryLevel.Image], level =>
        {
            var tags = global::Appliance.Archive.QueryKeys.InRow(level).Select(key => key.Tag.Value).ToArray();
            Assert.Equal(tags.Distinct().Order(), tags);
        });
}
