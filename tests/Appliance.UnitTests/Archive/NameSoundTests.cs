using System.Text;
using Appliance.Archive;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Appliance.UnitTests.Archive;

/// <summary>4.2.6.4.1.3.1.1, note 2: names are matched by how family and given name sound, in any script there is a sound for.</summary>
public sealed class NameSoundTests
{
    // Words and codes published with the algorithm and its known implementations.
    [Theory]
    [InlineData("HOWL", "HL")]
    [InlineData("TESTING", "TSTNK")]
    [InlineData("THE", "0")]
    [InlineData("QUICK", "KK")]
    [InlineData("BROWN", "BRN")]
    [InlineData("FOX", "FKS")]
    [InlineData("JUMPED", "JMPT")]
    [InlineData("OVER", "OFR")]
    [InlineData("LAZY", "LS")]
    [InlineData("DOGS", "TKS")]
    [InlineData("METAPHONE", "MTFN")]
    [InlineData("COMB", "KM")]
    [InlineData("TOMB", "TM")]
    [InlineData("SCIENCE", "SNS")]
    [InlineData("SCENE", "SN")]
    [InlineData("SCY", "S")]
    [InlineData("CIAPO", "XP")]
    [InlineData("TEACH", "TX")]
    [InlineData("DODGY", "TJ")]
    [InlineData("DODGE", "TJ")]
    [InlineData("ADGIEMTI", "AJMT")]
    [InlineData("GHENT", "KNT")]
    [InlineData("BAUGH", "B")]
    [InlineData("GNU", "N")]
    [InlineData("SIGNED", "SNT")]
    [InlineData("PHISH", "FX")]
    [InlineData("SHOT", "XT")]
    [InlineData("ODSIAN", "OTXN")]
    [InlineData("PULSION", "PLXN")]
    [InlineData("OTIA", "OX")]
    [InlineData("PORTION", "PRXN")]
    [InlineData("RETCH", "RX")]
    [InlineData("WATCH", "WX")]
    [InlineData("AXEAXE", "AKSKS")]
    [InlineData("KNIGHT", "NT")]
    [InlineData("WRIGHT", "RT")]
    [InlineData("WHITE", "WT")]
    [InlineData("AERO", "ER")]
    public void Word_HasThePublishedCode(string word, string code) => Assert.Equal(code, CodeOf(word));

    // Names that the published tests of the algorithm hold to be alike.
    [Theory]
    [InlineData("JOHN", "JEAN", "JANE", "JOAN", "GENE")]
    [InlineData("MARY", "MARIE", "MAURA", "MOIRA", "MYRA")]
    [InlineData("PETER", "PEDRO", "PIETRO", "PIOTR", "PEADAR")]
    [InlineData("PARIS", "PEARCY", "PERRIS", "PRYSE")]
    [InlineData("RAY", "REY", "ROI", "ROY", "RUY")]
    [InlineData("SUSAN", "SOSANNA", "SUZANNE", "SUSANNAH")]
    [InlineData("XALAN", "CELENE", "SELINA", "XYLINA")]
    public void Names_PublishedAsAlike_AreAlike(params string[] names) => Assert.Single(names.Select(CodeOf).Distinct());

    [Theory]
    [InlineData("MEYER", "MEIER", "MAIER", "MAYER", "MAYR")]
    [InlineData("SCHMIDT", "SCHMITT", "SCHMID")]
    [InlineData("SMITH", "SMYTH", "SMYTHE")]
    [InlineData("CHRISTINE", "KRISTINE", "CRISTINA")]
    [InlineData("MATTHEW", "MATHEW")]
    [InlineData("PHILIPP", "FILIP", "PHILLIP")]
    [InlineData("JANSEN", "JANSSEN", "JENSEN")]
    [InlineData("LLOYD", "LOYD")]
    public void Names_ThatPeopleSpellInManyWays_AreAlike(params string[] names) => Assert.Single(names.Select(CodeOf).Distinct());

    [Theory]
    [InlineData("DOE^JANE", "=T^JN")]
    [InlineData("DOE^JANE^MARY^DR", "=T^JN")]
    [InlineData("O'BRIEN^PAT", "=OBRN^PT")]
    [InlineData("SMITH-JONES^ANN", "=SM0JNS^AN")]
    [InlineData("MC DONALD", "=MKTNLT^")]
    [InlineData("^JANE", "=^JN")]
    [InlineData("ПЕТРОВ^ИВАН", "=PTRF^IFN")]
    [InlineData("ПАПАДОПУЛОС", "=PPTPLS^")]
    [InlineData("ΠΑΠΑΔΟΠΟΥΛΟΣ^ΓΙΩΡΓΟΣ", "=PPTPLS^JRKS")]
    [InlineData("山田^太郎", "=山田^太郎")]
    [InlineData("PHANTOM^7", "=FNTM^7")]
    [InlineData("H", "=H^")]
    [InlineData("^", "")]
    [InlineData("", "")]
    [InlineData("^^JR", "")]
    public void Group_SoundsAsItsFamilyAndGivenName(string group, string term) => Assert.Equal(term, NameSound.Of(group));

    [Theory]
    [InlineData("PETROV^IVAN", "ПЕТРОВ^ИВАН")]
    [InlineData("SHOSTAKOVICH^DMITRI", "ШОСТАКОВИЧ^ДМИТРИЙ")]
    [InlineData("ZHUKOV", "ЖУКОВ")]
    [InlineData("SHEVCHENKO^LESYA", "ШЕВЧЕНКО^ЛЕСЯ")]
    [InlineData("DIONYSIOS", "ΔΙΟΝΥΣΙΟΣ")]
    [InlineData("KHRISTOS", "ΧΡΗΣΤΟΣ")]
    [InlineData("THEODOROU", "ΘΕΟΔΩΡΟΥ")]
    [InlineData("MÜLLER", "MUELLER")]
    public void Transliteration_ByOthers_SoundsTheSame(string latin, string other) =>
        Assert.Equal(NameSound.Of(TextFold.Name(latin)), NameSound.Of(TextFold.Name(other)));

    [Fact]
    public void Query_IsSoughtBothWaysRound()
    {
        Assert.Equal(["=T^JN", "=JN^T"], NameSound.Sought("DOE^JANE"));
        Assert.Equal(["=T^", "=^T"], NameSound.Sought("DOE"));
        Assert.Equal(["=LN^LN"], NameSound.Sought("LANE^LANE"));
        Assert.Empty(NameSound.Sought("^^JR"));
    }

    [Fact]
    public void Sound_OfAnyText_IsBoundedAndNeverASpelling() =>
        Prop.ForAll<string?>(text =>
        {
            var group = TextFold.Name((text ?? "").Replace("=", "", StringComparison.Ordinal));
            var term = NameSound.Of(group);
            return term.Length == 0 || (term[0] == NameSound.Mark && NameSound.Sought(group).Contains(term));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Code_OfAnEndlessWord_Ends() => Assert.Equal(Metaphone.MaxLength, CodeOf(string.Concat(Enumerable.Repeat("BAX", 1000))).Length);

    private static string CodeOf(string word)
    {
        var code = new StringBuilder();
        Metaphone.Append(word, code);
        return code.ToString();
    }
}
