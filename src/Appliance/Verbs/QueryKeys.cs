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
    /// The identifier of a query: the level, the keys, and the smallest character set that holds them. A key given twice counts as last given.
    /// </summary>
    public static DicomDataset Identifier(QueryLevel level, IEnumerable<(DicomTag Tag, string Value)> keys)
    {
        var last = keys.GroupBy(key => key.Tag).Select(group => group.Last()).ToList();
        var identifier = new DicomDataset();
        if (last.Any(key => key.Value.AsSpan().ContainsAnyExceptInRange('\0', '\x7f')))
        {
            identifier.Set(DicomTag.SpecificCharacterSet, [.. DicomCharacterSet.Smallest(last.Select(key => key.Value)).DefinedTerms]);
        }
        else
        {
            // Asked for, so that the answers say in which they are.
            identifier.Set(DicomTag.SpecificCharacterSet);
        }

        identifier.Set(DicomTag.QueryRetrieveLevel, NameOf(level));
        foreach (var (tag, value) in last.Where(key => key.Tag != DicomTag.QueryRetrieveLevel && key.Tag != DicomTag.SpecificCharacterSet))
        {
            identifier.Set(tag, value.Length == 0 ? [] : value.Split('\\'));
        }

        return identifier;
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

    /// <summary>A level's name as it travels.</summary>
    public static string NameOf(QueryLevel level) => level == QueryLevel.Image ? "IMAGE" : level.ToString().ToUpperInvariant();
}
