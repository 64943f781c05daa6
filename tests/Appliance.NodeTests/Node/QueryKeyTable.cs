using Appliance.Dicom;

namespace Appliance.NodeTests.Node;

/// <summary>
/// One row of table 4.2.6.4.1.3.1.1-1 of the conformance statement: a key, its level, and how it is matched. With made-up values for it: what
/// <see cref="Wanted"/> entities have, what others have, and what none has.
/// </summary>
/// <param name="Level">As C-FIND names it; empty for keys that count what lies below.</param>
/// <param name="Tag">The attribute.</param>
/// <param name="Matching">S, *, U, R, L, or nothing.</param>
internal sealed record QueryKeyRow(string Level, DicomTag Tag, IReadOnlyList<string> Matching)
{
    public static IReadOnlyList<QueryKeyRow> All { get; } = [.. File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Node", "query-scp-keys.tsv"))
        .Skip(1)
        .Select(line => line.Split('\t'))
        .Select(fields => new QueryKeyRow(
            fields[0] switch { "STUDY/PATIENT" => "PATIENT", "INSTANCE" => "IMAGE", var level => level },
            DicomTag.Parse(fields[2]),
            fields[4] is "" or "-" ? [] : fields[4].Split(',')))];

    public DicomVR VR => DicomDictionary.TryGetVR(Tag, out var vr) ? vr : throw new InvalidOperationException($"{Tag} has no VR");

    /// <summary>The value of the entity that is sought.</summary>
    public string Wanted => Made("Wanted", "Miller^Anna", "20050720", "101500", "20050720101500.25+0100", "034Y", "17", "1.25", "1.2.840.10008.5.1.4.1.1.2");

    /// <summary>The value of its neighbours.</summary>
    public string Other => Made("Other", "Kowalski^Jan", "20110101", "220000", "20110101220000", "071Y", "42", "9.75", "1.2.840.10008.5.1.4.1.1.4");

    /// <summary>A value that nobody has.</summary>
    public string Nobody => Made("Nobody", "Zwingli^Ulrich", "19990909", "030000", "19990909030000", "099Y", "99", "0.5", "1.2.999");

    /// <summary>Whether a text with wildcards can be written in the attribute's VR at all.</summary>
    public bool TakesWildcards => VR != DicomVR.US;

    private string Made(string text, string name, string date, string time, string moment, string age, string number, string fraction, string uid) => VR switch
    {
        _ when VR == DicomVR.PN => name,
        _ when VR == DicomVR.DA => date,
        _ when VR == DicomVR.TM => time,
        _ when VR == DicomVR.DT => moment,
        _ when VR == DicomVR.AS => age,
        _ when VR == DicomVR.IS || VR == DicomVR.US => number,
        _ when VR == DicomVR.DS => Tag == DicomTag.ImagePositionPatient ? $@"{fraction}\2\-3" : Tag == DicomTag.ImageOrientationPatient ? $@"1\0\0\0\{fraction}\0" : fraction,
        _ when VR == DicomVR.UI => uid,
        _ when VR == DicomVR.CS => Tag == DicomTag.ImageType ? $@"ORIGINAL\{text.ToUpperInvariant()}" : text.ToUpperInvariant(),
        _ when VR == DicomVR.AE => text.ToUpperInvariant(),
        _ => $"{text} {Tag.Element:X4}",
    };

    public override string ToString() => $"{Level} {Tag.Keyword} {string.Join(',', Matching)}";
}
