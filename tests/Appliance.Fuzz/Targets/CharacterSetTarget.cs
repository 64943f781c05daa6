using System.Text;
using Appliance.Dicom;

namespace Appliance.Fuzz;

/// <summary>Specific Character Set and the text that follows it. An input is the defined terms, a line feed, and the text's bytes.</summary>
internal sealed class CharacterSetTarget : FuzzTarget
{
    // A byte that cannot be decoded is shown in four characters of two bytes each, more than once on the way.
    private const int MemoryMultiple = 256;
    private const long MemoryFloor = 64 * 1024;

    private static readonly DicomVR[] VRs = [DicomVR.PN, DicomVR.LO, DicomVR.LT, DicomVR.UC];

    public CharacterSetTarget(SeedCorpus corpus)
    {
        (string Terms, string Text)[] made =
        [
            ("ISO_IR 100", "Buc^Jérôme"), ("ISO_IR 192", "Wang^XiaoDong=王^小东"), ("GB18030", "Wang^XiaoDong=王^小东"), ("GBK", "王^小东"),
            ("\\ISO 2022 IR 87", "Yamada^Tarou=山田^太郎=やまだ^たろう"), ("ISO 2022 IR 13\\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
            ("\\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동"), ("ISO_IR 144", "Люкceмбypг"), ("ISO_IR 127", "قباني^لنزار"), ("ISO_IR 138", "שרון^דבורה"),
            ("\\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东"), ("ISO_IR 166", "สมชาย"), ("", "plain"),
        ];
        var seeds = new List<FuzzSeed>();
        foreach (var (terms, text) in made)
        {
            var set = DicomCharacterSet.Of(terms.Split('\\'));
            for (var vr = 0; vr < VRs.Length; vr++)
            {
                seeds.Add(new FuzzSeed(terms, [.. Encoding.Latin1.GetBytes(terms), (byte)'\n', .. set.Encode(text, VRs[vr])], vr));
            }
        }

        foreach (var (name, dataset) in corpus.Datasets)
        {
            if (dataset.GetText(DicomTag.SpecificCharacterSet) is { Length: > 0 } terms && dataset.GetBytes(DicomTag.PatientName) is { Length: > 0 } person)
            {
                seeds.Add(new FuzzSeed(name, [.. Encoding.Latin1.GetBytes(terms), (byte)'\n', .. person.Span]));
            }
        }

        Seeds = seeds;
    }

    public override string Name => "charset";

    public override string Promise => "decodes anything; what it can encode it decodes to the same text";

    public override int Weight => 20;

    public override IReadOnlyList<FuzzSeed> Seeds { get; }

    public override void Run(byte[] bytes, int variant, FuzzWatch watch)
    {
        var line = bytes.AsSpan().IndexOf((byte)'\n');
        var terms = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Max(0, line))).Split('\\');
        var vr = VRs[variant];
        var values = watch.Measured(
            bytes.Length, MemoryMultiple, MemoryFloor, () => DicomCharacterSet.Of(terms).DecodeValues(bytes.AsSpan(line + 1), vr));
        var set = DicomCharacterSet.Of(terms);
        foreach (var text in values)
        {
            _ = DicomPersonName.Parse(text);
            if (text.Contains('\\') || !set.CanEncode(text))
            {
                // Shown escaped, or more than the set holds.
                continue;
            }

            watch.Accepted++;
            var again = set.Decode(set.Encode(text, vr), vr);
            if (again != text)
            {
                throw new PromiseBrokenException($"in {set} '{Shown(text)}' is encoded, and decoded as '{Shown(again)}'");
            }
        }
    }

    private static string Shown(string text) =>
        string.Concat(text.Take(200).Select(letter => letter is >= ' ' and <= '~' ? letter.ToString() : FormattableString.Invariant($"<{(int)letter:X4}>")));
}
