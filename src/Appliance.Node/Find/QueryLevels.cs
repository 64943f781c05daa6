using System.Diagnostics.CodeAnalysis;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance.Node;

/// <summary>The levels of the query/retrieve information models and their unique keys (PS3.4 C.6.1.1, C.6.2.1).</summary>
internal static class QueryLevels
{
    /// <summary>
    /// The level an identifier asks for, checked against its model and against the unique keys that a hierarchical query owes (PS3.4 C.4.1.2.1):
    /// one value for each level above. Relational queries owe none (C.4.1.2.2.1).
    /// </summary>
    /// <param name="model">The information model of the SOP class.</param>
    /// <param name="relational">Whether relational queries, or retrieves, were agreed.</param>
    /// <param name="identifier">The keys.</param>
    /// <param name="level">The level.</param>
    /// <param name="problem">What is wrong, as a refusal comment; and which elements.</param>
    public static bool TryRead(
        FindModel model, bool relational, DicomDataset identifier, out QueryLevel level, [NotNullWhen(false)] out (string Comment, DicomTag[] Elements)? problem)
    {
        level = default;
        var named = identifier.GetString(DicomTag.QueryRetrieveLevel);
        if (named is null || !TryParse(named, out level))
        {
            problem = ($"level '{named}' is not PATIENT, STUDY, SERIES, IMAGE", [DicomTag.QueryRetrieveLevel]);
            return false;
        }

        if (level == QueryLevel.Patient && model == FindModel.StudyRoot)
        {
            problem = ("study root has no PATIENT level", [DicomTag.QueryRetrieveLevel]);
            return false;
        }

        DicomTag[] missing = relational ? [] : [.. KeysAbove(model, level).Where(key => !HasOneValue(identifier, key))];
        if (missing.Length > 0)
        {
            problem = ($"needs one {string.Join(", ", missing.Select(key => key.Keyword))}", missing);
            return false;
        }

        problem = null;
        return true;
    }

    /// <summary>Reads a level's name as it travels; upper or lower case.</summary>
    public static bool TryParse(string text, out QueryLevel level)
    {
        (var known, level) = text.Trim().ToUpperInvariant() switch
        {
            "PATIENT" => (true, QueryLevel.Patient),
            "STUDY" => (true, QueryLevel.Study),
            "SERIES" => (true, QueryLevel.Series),
            "IMAGE" => (true, QueryLevel.Image),
            _ => (false, default),
        };
        return known;
    }

    /// <summary>A level's name as it travels.</summary>
    public static string NameOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => "PATIENT",
        QueryLevel.Study => "STUDY",
        QueryLevel.Series => "SERIES",
        _ => "IMAGE",
    };

    /// <summary>The unique key of a level.</summary>
    public static DicomTag UniqueKeyOf(QueryLevel level) => level switch
    {
        QueryLevel.Patient => DicomTag.PatientID,
        QueryLevel.Study => DicomTag.StudyInstanceUID,
        QueryLevel.Series => DicomTag.SeriesInstanceUID,
        _ => DicomTag.SOPInstanceUID,
    };

    private static IEnumerable<DicomTag> KeysAbove(FindModel model, QueryLevel level)
    {
        var top = model == FindModel.PatientRoot ? QueryLevel.Patient : QueryLevel.Study;
        for (var above = top; above < level; above++)
        {
            yield return UniqueKeyOf(above);
        }
    }

    private static bool HasOneValue(DicomDataset identifier, DicomTag key) =>
        identifier.GetStrings(key) is [{ Length: > 0 } value] && (key == DicomTag.PatientID || value.AsSpan().IndexOfAny('*', '?') < 0);
}
