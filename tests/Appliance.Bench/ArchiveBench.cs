using System.Diagnostics;
using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.Bench;

/// <summary>Rates of ingest and times of queries of an archive in a temporary folder, printed as a table.</summary>
internal sealed class ArchiveBench(string folder, int instances)
{
    private const int PerSeries = 10;
    private const int SeriesPerStudy = 5;

    private readonly byte[] _header = DicomFile.BuildHeader(DicomUID.CTImageStorage, new DicomUID("1.2.3"), DicomTransferSyntax.ExplicitVRLittleEndian, "BENCH");

    /// <summary>Runs all of it: <c>archive [INSTANCES] [FOLDER]</c>.</summary>
    public static int Run(string[] arguments)
    {
        var instances = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 10_000;
        var parent = arguments.Length > 2 ? arguments[2] : Path.GetTempPath();
        var folder = Path.Combine(parent, $"appliance-bench-{Environment.ProcessId}");
        try
        {
            new ArchiveBench(folder, instances).RunAll();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Print(string what, string figure) => Console.WriteLine($"{what,-58} {figure,32}");

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F2} ms";

    private void RunAll()
    {
        Directory.CreateDirectory(folder);
        Open();
        Ingest("9 KiB, 1 writer", "small1", 9 << 10, instances, 1, ArchiveDurability.Process);
        Ingest("9 KiB, 4 writers", "small4", 9 << 10, instances, 4, ArchiveDurability.Process);
        Ingest("9 KiB, 4 writers, power", "power4", 9 << 10, Math.Min(instances, 2000), 4, ArchiveDurability.Power);
        Ingest("512 KiB, 1 writer", "large1", 512 << 10, Math.Clamp(instances / 5, 100, 2000), 1, ArchiveDurability.Process);
        Ingest("512 KiB, 4 writers", "large4", 512 << 10, Math.Clamp(instances / 5, 100, 2000), 4, ArchiveDurability.Process);
        Files(Math.Clamp(instances / 5, 100, 2000));
        Queries();
        Print("working set at the end", $"{Process.GetCurrentProcess().WorkingSet64 >> 20} MiB");
    }

    private void Open()
    {
        var clock = Stopwatch.StartNew();
        DicomArchive.Open(Path.Combine(folder, "empty")).Dispose();
        Print("make, open and close an empty archive (first, with load)", $"{Milliseconds(clock.Elapsed)}, {Environment.CpuUsage.TotalTime.TotalMilliseconds:F0} ms CPU so far");
        clock.Restart();
        var archive = DicomArchive.Open(Path.Combine(folder, "empty2"));
        Print("make and open an empty archive", Milliseconds(clock.Elapsed));
        archive.Dispose();
        clock.Restart();
        archive = DicomArchive.Open(Path.Combine(folder, "empty2"));
        Print("open an empty archive again", Milliseconds(clock.Elapsed));
        archive.Dispose();
    }

    private void Ingest(string what, string name, int length, int count, int writers, ArchiveDurability durability)
    {
        var objects = Enumerable.Range(0, count).Select(number => Made(number, 0)).ToArray();
        var pixels = new byte[length];
        new Random(1).NextBytes(pixels);
        using var archive = DicomArchive.Open(Path.Combine(folder, name), new ArchiveOptions { Durability = durability });
        var next = -1;
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, writers).Select(_ => new Thread(() =>
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                using var ingest = archive.BeginIngest(_header, DicomTransferSyntax.ExplicitVRLittleEndian, "BENCH", length);
                ingest.Append(objects[i]);
                ingest.Append(pixels.AsSpan(0, length - objects[i].Length));
                ingest.Commit();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        var seconds = clock.Elapsed.TotalSeconds;
        var each = (Environment.CpuUsage.TotalTime - cpu) / count;
        Print($"ingest {what} ({count})", $"{count / seconds:F0}/s {count * (double)length / seconds / 1e6:F0} MB/s {each.TotalMicroseconds:F0} us CPU");
    }

    private void Files(int count)
    {
        var bytes = new byte[512 << 10];
        var target = Directory.CreateDirectory(Path.Combine(folder, "files")).FullName;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(target, $"{i}.dcm"), bytes);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        Print($"plain files 512 KiB ({count})", $"{count / seconds:F0}/s {count * (double)bytes.Length / seconds / 1e6:F0} MB/s");
    }

    private void Queries()
    {
        var clock = Stopwatch.StartNew();
        using var archive = DicomArchive.Open(Path.Combine(folder, "small1"));
        Print($"open with {archive.Counts.Instances} instances in {archive.Counts.Studies} studies", Milliseconds(clock.Elapsed));
        var studies = (int)archive.Counts.Studies;
        Query(archive, "study by UID", QueryLevel.Study, i => [(DicomTag.StudyInstanceUID, $"1.2.{i % studies}")]);
        Query(archive, "study by patient ID", QueryLevel.Study, i => [(DicomTag.PatientID, $"ID{i % studies / 2}")]);
        Query(archive, "study by accession number", QueryLevel.Study, i => [(DicomTag.AccessionNumber, $"ACC{i % studies}")]);
        Query(archive, "study by name prefix", QueryLevel.Study, i => [(DicomTag.PatientName, $"family{i % studies / 2}^*")]);
        Query(archive, "study by day", QueryLevel.Study, i => [(DicomTag.StudyDate, Day(i % studies))]);
        Query(archive, "series of study", QueryLevel.Series, i => [(DicomTag.StudyInstanceUID, $"1.2.{i % studies}")]);
        Query(archive, "images of series", QueryLevel.Image, i => [(DicomTag.StudyInstanceUID, $"1.2.{i % studies}"), (DicomTag.SeriesInstanceUID, $"1.2.{i % studies}.1")]);
        clock.Restart();
        using var all = archive.Query(new QueryRequest(QueryLevel.Study, Keys(QueryLevel.Study, []))).GetEnumerator();
        all.MoveNext();
        var first = clock.Elapsed;
        while (all.MoveNext())
        {
        }

        Print($"all {studies} studies: first, last", $"{Milliseconds(first)} {Milliseconds(clock.Elapsed)}");
    }

    private static void Query(DicomArchive archive, string what, QueryLevel level, Func<int, (DicomTag Tag, string Value)[]> keys)
    {
        const int Rounds = 1000;
        var times = new double[Rounds];
        var answers = 0;
        for (var i = -100; i < Rounds; i++)
        {
            var request = new QueryRequest(level, Keys(level, keys((i + 100) * 7919)));
            var start = Stopwatch.GetTimestamp();
            answers += archive.Query(request).Count();
            if (i >= 0)
            {
                times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        Array.Sort(times);
        Print($"find {what}: p50, p99 ({answers / (Rounds + 100.0):F1} rows)", $"{times[Rounds / 2]:F3} {times[Rounds * 99 / 100]:F3} ms");
    }

    private static DicomDataset Keys(QueryLevel level, (DicomTag Tag, string Value)[] keys)
    {
        var request = new DicomDataset();
        DicomTag[] asked = level switch
        {
            QueryLevel.Study => [DicomTag.StudyInstanceUID, DicomTag.PatientName, DicomTag.PatientID, DicomTag.StudyDate, DicomTag.AccessionNumber, DicomTag.NumberOfStudyRelatedInstances, DicomTag.ModalitiesInStudy],
            QueryLevel.Series => [DicomTag.SeriesInstanceUID, DicomTag.Modality, DicomTag.SeriesNumber, DicomTag.NumberOfSeriesRelatedInstances],
            _ => [DicomTag.SOPInstanceUID, DicomTag.SOPClassUID, DicomTag.InstanceNumber, DicomTag.Rows],
        };
        foreach (var tag in asked)
        {
            request.Set(tag);
        }

        foreach (var (tag, value) in keys)
        {
            request.Set(tag, value);
        }

        return request;
    }

    private static string Day(int study) => new DateOnly(2020, 1, 1).AddDays(study / 10).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>A made-up CT header up to the value of Pixel Data, which follows.</summary>
    private static byte[] Made(int number, int pixelLength)
    {
        var series = number / PerSeries;
        var study = series / SeriesPerStudy;
        var dataset = new DicomDataset()
            .Set(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "AXIAL")
            .Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value)
            .Set(DicomTag.SOPInstanceUID, $"1.2.{study}.{series % SeriesPerStudy}.{number % PerSeries}")
            .Set(DicomTag.StudyDate, Day(study))
            .Set(DicomTag.StudyTime, "101500")
            .Set(DicomTag.AccessionNumber, $"ACC{study}")
            .Set(DicomTag.Modality, "CT")
            .Set(DicomTag.Manufacturer, "Made up")
            .Set(DicomTag.InstitutionName, "A hospital")
            .Set(DicomTag.ReferringPhysicianName, "Referring^Doctor")
            .Set(DicomTag.StudyDescription, "CHEST ROUTINE")
            .Set(DicomTag.SeriesDescription, "LUNG 1.5")
            .Set(DicomTag.PatientName, $"Family{study / 2}^Given{study % 97}")
            .Set(DicomTag.PatientID, $"ID{study / 2}")
            .Set(DicomTag.PatientBirthDate, "19600101")
            .Set(DicomTag.PatientSex, "F")
            .Set(DicomTag.BodyPartExamined, "CHEST")
            .Set(DicomTag.StudyInstanceUID, $"1.2.{study}")
            .Set(DicomTag.SeriesInstanceUID, $"1.2.{study}.{series % SeriesPerStudy}")
            .Set(DicomTag.StudyID, "1")
            .Set(DicomTag.SeriesNumber, series % SeriesPerStudy)
            .Set(DicomTag.InstanceNumber, number % PerSeries)
            .Set(DicomTag.ImagePositionPatient, "-150", "-150", "20.5")
            .Set(DicomTag.ImageOrientationPatient, "1", "0", "0", "0", "1", "0")
            .Set(DicomTag.FrameOfReferenceUID, $"1.2.{study}.99")
            .Set(DicomTag.SamplesPerPixel, 1)
            .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
            .Set(DicomTag.Rows, 512)
            .Set(DicomTag.Columns, 512)
            .Set(DicomTag.BitsAllocated, 16)
            .Set(DicomTag.BitsStored, 12)
            .Set(DicomTag.HighBit, 11)
            .Set(DicomTag.PixelRepresentation, 0)
            .Set(DicomTag.WindowCenter, "40")
            .Set(DicomTag.WindowWidth, "400")
            .SetBytes(DicomTag.PixelData, DicomVR.OW, new byte[pixelLength]);
        return DicomDatasetWriter.Write(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
    }
}
