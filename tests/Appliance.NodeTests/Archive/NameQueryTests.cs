using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>
/// 4.2.6.4.1.3.1.1, note 2: person names are case insensitive, and matched by the sound of family and given name only, and with the two swapped;
/// PS3.4 C.2.2.2.1.1 and C.2.2.2.4: wildcards, in any of the three component groups.
/// </summary>
public sealed class NameQueryTests : IDisposable
{
    private readonly TestStore _store = new();

    public NameQueryTests()
    {
        Study("1.1", "Meyer^Susanne^M");
        Study("1.2", "Maier^Suzanne");
        Study("1.3", "Susan^Mayer");
        Study("1.4", "Meyerhold^Susanne");
        Study("1.5", "Yamada^Tarou=山田^太郎=やまだ^たろう");
        Study("1.6", "Шостакович^Дмитрий");
        Study("1.7", "Παπαδόπουλος^Νίκος");
        Study("1.8", "Hong^Gildong=洪^吉洞=홍^길동");
        Study("1.9", "Phantom^7");
    }

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("meyer^susanne", "1.1 1.2 1.3")]        // spelling, sound, swapped
    [InlineData("MAIER^SUZANNE^X^DR", "1.1 1.2 1.3")]   // family and given name only
    [InlineData("Suzanne^Meier", "1.1 1.2 1.3")]
    [InlineData("Meyer", "")]                           // a name without a given name is another one; Meyer* asks for all
    [InlineData("Meyer*", "1.1 1.4")]                   // a pattern stays a pattern
    [InlineData("meyer^?usanne*", "1.1")]
    [InlineData("*^*yer", "1.3")]
    [InlineData("Phantom^7^*^*", "1.9")]                // empty components at the end are not significant
    [InlineData("Phantom^7?", "")]
    [InlineData("Phantom^7^?", "")]
    [InlineData("tarou^yamada", "1.5")]
    [InlineData("山田^太郎", "1.5")]
    [InlineData("太郎^山田", "1.5")]
    [InlineData("山田*", "1.5")]
    [InlineData("やまだ^たろ?", "1.5")]
    [InlineData("=山田*=", "1.5")]
    [InlineData("Jamada^Taro", "")]
    [InlineData("Yamada^Taro=山田^太郎", "1.5")]
    [InlineData("Yamada^Taro=山田^花子", "")]
    [InlineData("Shostakovich^Dmitri", "1.6")]
    [InlineData("ШОСТАКОВИЧ^дмитрий", "1.6")]
    [InlineData("шостак*", "1.6")]
    [InlineData("Дмитрий^Шостакович", "1.6")]
    [InlineData("Papadopoulos^Nikos", "1.7")]
    [InlineData("ΠΑΠΑΔΟΠΟΥΛΟΣ^ΝΙΚΟΣ", "1.7")]
    [InlineData("홍^길*", "1.8")]
    [InlineData("길동^홍", "1.8")]
    [InlineData("Phantom^7", "1.9")]
    [InlineData("Phantom^8", "")]
    [InlineData("Fantom^7", "1.9")]
    [InlineData("Maier^Susan\\Phantom^7", "1.1 1.2 1.3 1.9")]
    public void PatientName_IsFound(string asked, string expected)
    {
        Assert.Equal(expected, Found(DicomTag.PatientName, asked, fuzzy: true));
        Assert.Equal(expected, Found(DicomTag.OtherPatientNames, asked, fuzzy: true));
        Assert.Equal(expected, Found(DicomTag.ReferringPhysicianName, asked, fuzzy: true));
        Assert.Equal(expected, Found(DicomTag.PhysiciansOfRecord, asked, fuzzy: true));
    }

    [Theory]
    [InlineData("meyer^SUSANNE^m", "1.1")]
    [InlineData("meyer^susanne", "")]
    [InlineData("Shostakovich^Dmitri", "")]
    [InlineData("太郎^山田", "")]
    public void PatientName_WithoutFuzziness_IsFoundAsItIsSpelled(string asked, string expected) =>
        Assert.Equal(expected, Found(DicomTag.PatientName, asked, fuzzy: false));

    [Theory]
    [InlineData("Meyer^Susanne")]
    [InlineData("山田^太郎")]
    [InlineData("Yamada^Taro=山田^太郎")]
    [InlineData("Meyer^Susanne\\Roe^Ann")]
    [InlineData("Mey*")]
    public void Query_ForAName_IsAnsweredByTheIndex(string asked)
    {
        var plan = new QueryPlan(new QueryRequest(QueryLevel.Study, Keys(DicomTag.PatientName, asked)));

        Assert.NotNull(Assert.Single(plan.Conditions(QueryLevel.Study)).Stretches);
    }

    [Fact]
    public void Patients_AreFoundBySoundToo() =>
        Assert.Equal(["Maier^Suzanne", "Meyer^Susanne^M", "Susan^Mayer"], _store
            .Query(QueryLevel.Patient, (DicomTag.PatientName, "Mayr^Susanna"))
            .Select(answer => answer.GetString(DicomTag.PatientName)).Order(StringComparer.Ordinal));

    [Fact]
    public void Name_ThatChangesOrGoes_LeavesTheIndexWithItsSounds()
    {
        Study("1.1", "Roe^Ann");
        _store.Archive.Delete(new InstanceSelection { StudyUids = [new DicomUID("1.2")] }, TestContext.Current.CancellationToken);

        Assert.Equal("1.3", Found(DicomTag.PatientName, "Meyer^Susanne", fuzzy: true));
        Assert.Equal("1.1", Found(DicomTag.PatientName, "Row^Anne", fuzzy: true));
        Assert.Empty(_store.Archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
    }

    [Fact]
    public void Archive_OfFormatOne_IsBroughtToTheNewestWhenItIsOpened()
    {
        MakeFormatOne();

        _store.Reopen();

        Assert.Equal("1.1 1.2 1.3", Found(DicomTag.PatientName, "Maier^Susan", fuzzy: true));
        Assert.Empty(_store.Archive.Check(cancel: TestContext.Current.CancellationToken).Problems);
        Assert.Equal(1, _store.Archive.UpgradedFrom);
        Assert.Null(_store.Reopen().UpgradedFrom);
        Assert.Equal(["appliance archive", $"format {ArchiveFolder.FormatVersion}"], File.ReadAllLines(Path.Combine(_store.Folder, "FORMAT")));
    }

    [Fact]
    public void Archive_OfFormatOneThatIsOnlyRead_IsLeftAsItIsAndFindsNamesByTheirSpelling()
    {
        MakeFormatOne();

        _store.Reopen(new ArchiveOptions { ReadOnly = true });

        Assert.Equal("", Found(DicomTag.PatientName, "Maier^Susan", fuzzy: true));
        Assert.Equal("1.2", Found(DicomTag.PatientName, "maier^suzanne", fuzzy: true));
        Assert.Null(_store.Archive.UpgradedFrom);
        Assert.Equal("format 1", File.ReadAllLines(Path.Combine(_store.Folder, "FORMAT"))[1]);
    }

    private void MakeFormatOne()
    {
        _store.Archive.Dispose();
        OlderFormats.MakeOne(_store.Folder);
    }

    private static DicomDataset Keys(DicomTag tag, string asked) => new DicomDataset()
        .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(tag, asked.Split('\\')).Set(DicomTag.StudyInstanceUID);

    private string Found(DicomTag tag, string asked, bool fuzzy) => string.Join(' ', _store.Archive
        .Query(new QueryRequest(QueryLevel.Study, Keys(tag, asked)) { FuzzyNames = fuzzy }, TestContext.Current.CancellationToken)
        .Select(answer => answer.GetString(DicomTag.StudyInstanceUID)).Order(StringComparer.Ordinal));

    private void Study(string uid, string name) => _store.Ingest(TestStore.Made(uid, uid + ".1", uid + ".1.1", dataset => dataset
        .Set(DicomTag.SpecificCharacterSet, "ISO_IR 192")
        .Set(DicomTag.PatientID, uid)
        .Set(DicomTag.PatientName, name)
        .Set(DicomTag.OtherPatientNames, "Nobody^Else", name)
        .Set(DicomTag.ReferringPhysicianName, name)
        .Set(DicomTag.PhysiciansOfRecord, name)));
}
