using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;
using Appliance.Node;
using Xunit;
using KeyTable = Appliance.Archive.QueryKeys;

namespace Appliance.UnitTests.House;

/// <summary>The tables of <c>packaging/docs/CONFORMANCE.md</c> say what the product does, row by row.</summary>
public sealed partial class ConformanceStatementTests
{
    private static readonly string[] Statement = ["packaging", "docs", "CONFORMANCE.md"];

    // Table 4.2.2.1-1 and Table 4.2.3.1-1: the classes told are those accepted.
    [Fact]
    public void StorageClasses_Told_AreThoseOfTheProduct() =>
        Assert.Equal(
            DicomUID.StorageClasses.Select(sopClass => sopClass.Value),
            MarkdownTable.After("##### Table 4.2.2.1-1", Statement).Select(row => row[1]));

    // Table 4.2.6.4.1.3.1.1-1: the keys told, their levels and types of matching are those of the archive.
    [Fact]
    public void QueryKeys_Told_AreThoseOfTheArchive()
    {
        var told = MarkdownTable.After("##### Table 4.2.6.4.1.3.1.1-1", Statement).Select(row => $"{row[0]} {row[2]} {Plain(row[3])}");
        var kept = KeyTable.OfPatient.Concat(KeyTable.OfStudy).Concat(KeyTable.OfSeries).Concat(KeyTable.OfImage)
            .Select(key => $"{LevelOf(key.Level)} {Text(key.Tag)} {LettersOf(key.Matching)}")
            .Concat(KeyTable.Counted.Select(key => $"{LevelOf(key.Level)} {Text(key.Tag)} -"));
        Assert.Equal(kept.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    // Table 4.2.4.3.1.3.1-1: the keys told are those asked for.
    [Theory]
    [InlineData(QueryLevel.Study)]
    [InlineData(QueryLevel.Series)]
    [InlineData(QueryLevel.Image)]
    public void RequestedKeys_Told_AreThoseAskedFor(QueryLevel level)
    {
        var told = MarkdownTable.After("##### Table 4.2.4.3.1.3.1-1", Statement).Where(row => row[0] == LevelOf(level)).Select(row => row[2]);
        Assert.Equal(RequestedKeys.Of(level, FindModel.StudyRoot).Select(Text).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    // 4.2.x.2.4: an implementation class of our own, made from a UUID (PS3.5 B.2), and a version name that carries the product's version.
    [Fact]
    public void Implementation_Told_IsOurOwnAndValid()
    {
        var rows = MarkdownTable.All(2, Statement).ToLookup(row => row[0], row => row[1]);
        Assert.Equal(DicomImplementation.ClassUid.Value, Assert.Single(rows["Implementation Class UID"]));
        Assert.Equal(DicomImplementation.VersionName, Assert.Single(rows["Implementation Version Name"]));

        Assert.True(DicomImplementation.ClassUid.IsValid);
        Assert.StartsWith("2.25.", DicomImplementation.ClassUid.Value, StringComparison.Ordinal);
        var uuid = BigInteger.Parse(DicomImplementation.ClassUid.Value[5..], CultureInfo.InvariantCulture);
        Assert.True(uuid < BigInteger.One << 128);
        Assert.Equal(0b10, (int)((uuid >> 62) & 0b11)); // the variant of ISO/IEC 9834-8

        var version = typeof(DicomImplementation).Assembly.GetName().Version!;
        Assert.Equal($"APPLIANCE_{version.Major}_{version.Minor}", DicomImplementation.VersionName);
        Assert.InRange(DicomImplementation.VersionName.Length, 1, 16);
    }

    // Table 4.4.2-1: the defaults told are those of the profile.
    [Fact]
    public void Parameters_Told_AreTheDefaults()
    {
        var told = MarkdownTable.After("##### Table 4.4.2-1", Statement).ToLookup(row => row[1].Trim('`'), row => row[2]);
        var profile = new NodeProfile();
        var options = new NetworkOptions();
        Assert.Equal($"{profile.MaxPduLength}", Assert.Single(told["max-pdu-length"]));
        Assert.Equal($"{profile.ArtimTimeout.TotalSeconds}", Assert.Single(told["artim-timeout-seconds"]));
        Assert.Equal($"{profile.IdleTimeout.TotalSeconds}", Assert.Single(told["idle-timeout-seconds"]));
        Assert.Equal($"{profile.DimseTimeout.TotalSeconds}", Assert.Single(told["dimse-timeout-seconds"]));
        Assert.Contains(MarkdownTable.After("##### Table 4.4.2-1", Statement), row =>
            row[0].StartsWith("TCP connect", StringComparison.Ordinal) && row[2] == $"{options.ConnectTimeout.TotalSeconds}, {options.AssociateTimeout.TotalSeconds}");
        Assert.Equal(0, options.MaxAssociations);
        Assert.Throws<ArgumentOutOfRangeException>(() => new NetworkOptions { MaxPduLength = 0 });
    }

    [Fact]
    public void Keys_OfTheProfileThatAreTold_AreThere()
    {
        var profile = File.ReadAllText(Repository.PathOf("profiles", "usb.toml"));
        var told = ProfileKey().Matches(File.ReadAllText(Repository.PathOf(Statement))).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(told);
        Assert.All(told, key => Assert.Contains($"{key} = ", profile, StringComparison.Ordinal));
    }

    [Fact]
    public void Identifiers_OfTheStandardThatAreTold_AreInTheRegistry() =>
        Assert.All(
            StandardUid().Matches(File.ReadAllText(Repository.PathOf(Statement))).Select(match => match.Value).Distinct().Where(uid => uid != "1.2.840.10008.3.1.1.1"),
            uid => Assert.NotEqual("", new DicomUID(uid).Keyword));

    private static string Text(DicomTag tag) => $"({tag.Group:X4},{tag.Element:X4})";

    private static string LevelOf(QueryLevel level) => level == QueryLevel.Image ? "IMAGE" : level.ToString().ToUpperInvariant();

    private static string LettersOf(KeyMatching matching) => matching switch
    {
        KeyMatching.Uid => "S,L,U",
        KeyMatching.Date or KeyMatching.Time or KeyMatching.DateTime => "S,R,U",
        KeyMatching.ReturnOnly => "-",
        _ => "S,*,U",
    };

    // "S,*,U (2) unique" without what follows the letters.
    private static string Plain(string matching) => matching.Split(' ')[0];

    [GeneratedRegex(@"(?<![\d.])1\.2\.840\.10008(?:\.\d+)+")]
    private static partial Regex StandardUid();

    // Keys stand in this type, in small letters with a hyphen: `idle-timeout-seconds`, or with a value: `tls = true`.
    [GeneratedRegex(@"`([a-z]+(?:-[a-z]+)+)(?: = [^`]+)?`")]
    private static partial Regex ProfileKey();
}
