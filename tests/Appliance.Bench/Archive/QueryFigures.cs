using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Times of the keyed queries: again and again of an open archive, and once each of one just opened.</summary>
internal sealed class QueryFigures(BenchTable table, string size, int studies)
{
    private const int Rounds = 1000;
    private const int WarmUps = 300;
    private const int FewRows = 100;
    private const double Aim = 2;

    private static readonly (string What, QueryLevel Level, Func<MadeStudy, (DicomTag Tag, string Value)[]> Keys)[] Kinds =
    [
        ("study by UID", QueryLevel.Study, study => [(DicomTag.StudyInstanceUID, study.Uid)]),
        ("studies by patient ID", QueryLevel.Study, study => [(DicomTag.PatientID, study.PatientId)]),
        ("study by accession number", QueryLevel.Study, study => [(DicomTag.AccessionNumber, study.Accession)]),
        ("studies by name prefix", QueryLevel.Study, study => [(DicomTag.PatientName, $"{Name(study)[..(Name(study).IndexOf('^', StringComparison.Ordinal) + 2)]}*")]),
        ("studies by family name", QueryLevel.Study, study => [(DicomTag.PatientName, $"{MadeNames.FamilyOf(MadeNames.Latin(study.Patient))}^*")]),
        ("studies by phonetic name", QueryLevel.Study, study => [(DicomTag.PatientName, Misspelled(Name(study)))]),
        ("studies of one day", QueryLevel.Study, study => [(DicomTag.StudyDate, $"{study.Day}-{study.Day}")]),
        ("studies by date and time", QueryLevel.Study, study => [(DicomTag.StudyDate, $"{study.Day}-{study.Day}"), (DicomTag.StudyTime, "070000-120000")]),
        ("series of a study", QueryLevel.Series, study => [(DicomTag.StudyInstanceUID, study.Uid)]),
        ("images of a series", QueryLevel.Image, study => [(DicomTag.StudyInstanceUID, study.Uid), (DicomTag.SeriesInstanceUID, study.SeriesUid(study.Number % MadeStudy.Series))]),
    ];

    public void Warm(DicomArchive archive)
    {
        foreach (var (what, level, keys) in Kinds)
        {
            var times = new double[Rounds];
            long rows = 0;
            for (var i = -WarmUps; i < Rounds; i++)
            {
                var (time, answers) = Ask(archive, level, keys(Study(i + WarmUps)));
                if (i >= 0)
                {
                    times[i] = time;
                    rows += answers;
                }
            }

            Array.Sort(times);
            var (middle, most) = (times[Rounds / 2], times[Rounds * 99 / 100]);
            var each = (double)rows / Rounds;
            table.Add($"{size}: {what}, p50 and p99", $"{middle:F3} {most:F3} ms", $"{each:F1} rows", null, each < FewRows ? "p99 < 2 ms" : "", each < FewRows ? most < Aim : null);
        }
    }

    /// <summary>Each query of an archive that was opened for it alone.</summary>
    public void Cold(string folder, int rounds)
    {
        if (rounds == 0)
        {
            return;
        }

        var dropped = true;
        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            var (what, level, keys) = Kinds[kind];
            var times = new double[rounds];
            for (var i = 0; i < rounds; i++)
            {
                using var archive = DicomArchive.Open(folder, new ArchiveOptions { ReadOnly = true });
                dropped &= ProcessFigures.DropFileCache();
                times[i] = Ask(archive, level, keys(Study((i * Kinds.Length) + kind))).Time;
            }

            Array.Sort(times);
            var how = dropped ? "cold: reopened, file cache dropped" : "reopened, file cache kept";
            table.Add($"{size}: {what}, p50 and most, {how}", $"{times[rounds / 2]:F2} {times[^1]:F2} ms");
        }
    }

    private static string Name(MadeStudy study) => MadeNames.Of(MadeNames.Latin(study.Patient));

    /// <summary>Spelled as someone who only heard it might.</summary>
    private static string Misspelled(string name) => name.Replace("sch", "sh", StringComparison.OrdinalIgnoreCase).Replace("th", "t", StringComparison.Ordinal).Replace("w", "v", StringComparison.OrdinalIgnoreCase).Replace("k", "c", StringComparison.OrdinalIgnoreCase);

    private static (double Time, int Answers) Ask(DicomArchive archive, QueryLevel level, (DicomTag Tag, string Value)[] keys)
    {
        var request = new QueryRequest(level, BenchKeys.Of(level, keys));
        var began = Stopwatch.GetTimestamp();
        var answers = archive.Query(request).Count();
        return (Stopwatch.GetElapsedTime(began).TotalMilliseconds, answers);
    }

    private MadeStudy Study(int round) => new((int)(MadeNames.Scatter((uint)round, 31) % (uint)studies));
}
