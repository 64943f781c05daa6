using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary>The keys of a query as <c>-k</c> gives them, and the identifier made of them.</summary>
internal static class QueryKeys
{
    /// <summary><c>-k</c>, as DCMTK's findscu and movescu take it.</summary>
    public static Option<string[]> NewOption() => new("--key", "-k")
    {
        Description = "An attribute by keyword or tag: KEY=VALUE must match (* and ? stand for anything, A-B for a range), KEY alone is only asked for.",
        HelpName = "KEY[=VALUE]",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Reads the keys.</summary>
    /// <exception cref="VerbException">One of them names no attribute.</exception>
    public static IReadOnlyList<(DicomTag Tag, string Value)> Parse(IEnumerable<string>? keys)
    {
        var parsed = new List<(DicomTag, string)>();
        foreach (var key in keys ?? [])
        {
            var equals = key.IndexOf('=');
            var name = (equals < 0 ? key : key[..equals]).Trim();
            if (!DicomTag.TryParse(name, out var tag))
            {
                throw new VerbException(ExitCode.Usage, $"'{name}' names no attribute: write a keyword (PatientName) or a tag (0010,0010)");
            }

            parsed.Add((tag, equals < 0 ? "" : key[(equals + 1)..]));
        }

        return parsed;
    }

    /// <summary>
    /// The identifier of a query: the level, the keys, and a character set that holds them. A key given twice counts as last given.
    /// </summary>
    /// <param name="level">Query/Retrieve Level.</param>
    /// <param name="keys">What must match, and (with empty values) what is asked for.</param>
    /// <param name="characterSet">
    /// Specific Character Set to write in where it holds the text, values joined by backslashes: that of a peer which knows no other; null, and
    /// where it does not hold the text, for the smallest that does.
    /// </param>
    /// <exception cref="VerbException">An attribute does not take that value.</exception>
    public static DicomDataset Identifier(QueryLevel level, IEnumerable<(DicomTag Tag, string Value)> keys, string? characterSet = null)
    {
        var last = keys.GroupBy(key => key.Tag).Select(group => group.Last()).ToList();
        var identifier = new DicomDataset();

        // 4.2.4.3.1.3.1: asked for at every level, so that the answers say in which they are.
        var named = last.FirstOrDefault(key => key.Tag == DicomTag.SpecificCharacterSet).Value;
        var values = last.Where(key => key.Tag != DicomTag.SpecificCharacterSet).Select(key => key.Value).ToList();
        identifier.Set(DicomTag.SpecificCharacterSet, [.. CharacterSetFor(values, named, characterSet).DefinedTerms]);
        identifier.Set(DicomTag.QueryRetrieveLevel, NameOf(level));
        foreach (var (tag, value) in last.Where(key => key.Tag != DicomTag.QueryRetrieveLevel && key.Tag != DicomTag.SpecificCharacterSet))
        {
            try
            {
                identifier.Set(tag, value.Length == 0 ? [] : value.Split('\\'));
            }
            catch (ArgumentException unusable)
            {
                throw new VerbException(ExitCode.Usage, $"-k {tag} {tag.Keyword}={value} cannot be asked: {unusable.Message}", unusable);
            }
        }

        return identifier;
    }

    /// <summary>The set named with <c>-k</c>, else none for plain ASCII, else the peer's, each where it holds the text; else the smallest that does.</summary>
    private static DicomCharacterSet CharacterSetFor(List<string> values, string? named, string? usual)
    {
        var asked = Of(named);
        if (asked.DefinedTerms.Count > 0 && values.TrueForAll(asked.CanEncode))
        {
            return asked;
        }

        var isPlain = values.TrueForAll(value => !value.AsSpan().ContainsAnyExceptInRange('\0', '\x7f'));
        var own = isPlain ? DicomCharacterSet.Default : Of(usual);
        return values.TrueForAll(own.CanEncode) ? own : DicomCharacterSet.Smallest(values);

        static DicomCharacterSet Of(string? terms) => DicomCharacterSet.Of(terms?.Split('\\') ?? []);
    }

    /// <summary>The level named by <c>-L</c>, else by a Query/Retrieve Level key, else study.</summary>
    public static QueryLevel LevelOf(string? option, IReadOnlyList<(DicomTag Tag, string Value)> keys)
    {
        var named = option ?? keys.LastOrDefault(key => key.Tag == DicomTag.QueryRetrieveLevel).Value;
        return string.IsNullOrEmpty(named) ? QueryLevel.Study : named.ToUpperInvariant() switch
        {
            "PATIENT" => QueryLevel.Patient,
            "STUDY" => QueryLevel.Study,
            "SERIES" => QueryLevel.Series,
            "IMAGE" or "INSTANCE" => QueryLevel.Image,
            _ => throw new VerbException(ExitCode.Usage, $"'{named}' is no level: patient, study, series or image"),
        };
    }

    /// <summary>What is shown of a level where nothing else is asked for.</summary>
    public static IReadOnlyList<DicomTag> UsualColumns(QueryLevel level) => level switch
    {
        QueryLevel.Patient => [DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex],
        QueryLevel.Study =>
        [
            DicomTag.PatientName, DicomTag.PatientID, DicomTag.StudyDate, DicomTag.ModalitiesInStudy, DicomTag.StudyDescription,
            DicomTag.NumberOfStudyRelatedInstances, DicomTag.StudyInstanceUID,
        ],
        QueryLevel.Series =>
        [
            DicomTag.Modality, DicomTag.SeriesNumber, DicomTag.SeriesDescription, DicomTag.NumberOfSeriesRelatedInstances,
            DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID,
        ],
        _ =>
        [
            DicomTag.InstanceNumber, DicomTag.SOPClassUID, DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID,
        ],
    };

    /// <summary>The unique key of a level (PS3.4 C.6.1.1, C.6.2.1).</summary>
    public static DicomTag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => DicomTag.PatientID,
        QueryLevel.Study => DicomTag.StudyInstanceUID,
        QueryLevel.Series => DicomTag.SeriesInstanceUID,
        _ => DicomTag.SOPInstanceUID,
    };

    /// <summary>A level's name as it travels.</summary>
    public static string NameOf(QueryLevel level) => level == QueryLevel.Image ? "IMAGE" : level.ToString().ToUpperInvariant();
}
