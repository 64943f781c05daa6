using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Lists without a key, level by level over the whole archive, and searches that no index helps.</summary>
internal sealed class ListFigures(BenchTable table, string size)
{
    private const double FirstAim = 10;

    public void Run(DicomArchive archive)
    {
        foreach (var level in Enum.GetValues<QueryLevel>())
        {
            All(archive, level);
        }

        Scan(archive, "studies, name with a wildcard in front", QueryLevel.Study, (DicomTag.PatientName, "*son^Anna"));
        Scan(archive, "studies by description", QueryLevel.Study, (DicomTag.StudyDescription, "KNEE*"));
        Scan(archive, "series of CR", QueryLevel.Series, (DicomTag.Modality, "CR"));
    }

    private void All(DicomArchive archive, QueryLevel level)
    {
        var (first, all, rows) = Times(archive, new QueryRequest(level, BenchKeys.Of(level)));
        table.Add(
            $"{size}: all of level {level}, first and all", $"{first:F2} ms {BenchTable.Number(all, "ms")}",
            $"{rows} rows, {all * 1000 / Math.Max(rows, 1):F1} us each", null, "first < 10 ms", first < FirstAim);
    }

    private void Scan(DicomArchive archive, string what, QueryLevel level, (DicomTag Tag, string Value) key)
    {
        var (_, all, rows) = Times(archive, new QueryRequest(level, BenchKeys.Of(level, key)));
        table.Add($"{size}: {what} (scan)", BenchTable.Number(all, "ms"), $"{rows} rows");
    }

    private static (double First, double All, long Rows) Times(DicomArchive archive, QueryRequest request)
    {
        // Once for the compiler: few of them.
        _ = archive.Query(request).Take(200).Count();
        var began = Stopwatch.GetTimestamp();
        using var answers = archive.Query(request).GetEnumerator();
        long rows = answers.MoveNext() ? 1 : 0;
        var first = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        while (rows > 0 && answers.MoveNext())
        {
            rows++;
        }

        return (first, Stopwatch.GetElapsedTime(began).TotalMilliseconds, rows);
    }
}
