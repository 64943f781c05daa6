using System.Globalization;
using System.Text;
using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>
/// What a process that is going to be killed has begun and what has been acknowledged to it, line by line in a file that outlives it: objects stored,
/// replaced and deleted. Says afterwards what an archive may and must hold.
/// </summary>
internal sealed class ChangeJournal : IDisposable
{
    private const int LargeLength = (2 << 20) + 77;
    private const int SmallLength = 9 << 10;
    private const int MostKept = 60;

    private readonly FileStream _file;

    public ChangeJournal(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Stores, replaces and deletes by several threads, until the process dies or the archive fails.</summary>
    public void ChangeForever(DicomArchive archive, int threads = 3)
    {
        var writers = Enumerable.Range(0, threads).Select(number => new Thread(() => Change(archive, new Random(Environment.ProcessId + number)))).ToList();
        writers.ForEach(writer => writer.Start());
        writers.ForEach(writer => writer.Join());
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The lines of a journal; a line that is not whole is none.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Split('\n')[..^1];
    }

    /// <summary>How many changes were acknowledged.</summary>
    public static int Acknowledged(IEnumerable<string> lines) => lines.Count(line => line[0] == 'e');

    /// <summary>
    /// Holds an archive against a journal: every object in it is whole and one that was begun, and where a loss is not allowed it is as the last
    /// acknowledged change left it, or as a later one that was begun would.
    /// </summary>
    /// <param name="archive">The archive, opened again.</param>
    /// <param name="sure">The lines up to the moment of which everything acknowledged must be there; null when something may be lost.</param>
    /// <param name="all">All lines, up to a moment after the archive's.</param>
    /// <returns>Objects looked at, acknowledged ones that are missing or old, and objects that are there in part.</returns>
    public static (int Objects, int Missing, int Half) Compare(DicomArchive archive, IReadOnlyList<string>? sure, IReadOnlyList<string> all)
    {
        var (objects, missing, half) = (0, 0, 0);
        var rows = archive.Instances(studyUid: "1", cancel: TestContext.Current.CancellationToken).ToDictionary(row => row.SopInstanceUid.Value!);
        Assert.Equal(archive.Counts.Instances, rows.Count);
        foreach (var (uid, lines) in all.Select((line, at) => (Words: line.Split(' '), At: at)).GroupBy(line => line.Words[1]).ToDictionary(g => g.Key, g => g.ToList()))
        {
            objects++;
            var settled = sure is null ? null : lines.LastOrDefault(line => line.Words[0] == "e" && line.At < sure.Count).Words;
            var from = settled is null ? -1 : lines.FindLastIndex(line => line.Words[0] == "b" && line.Words[2] == settled[2]);
            var allowed = lines.Skip(from + 1).Where(line => line.Words[0] == "b").Select(line => line.Words[2]).ToHashSet();
            allowed.Add(settled?[2] ?? "-");
            if (sure is null)
            {
                allowed.Add("-");
            }

            var state = "-";
            if (rows.Remove(uid, out var row))
            {
                state = StateOf(archive, row) ?? "half";
            }

            missing += state != "half" && !allowed.Contains(state) ? 1 : 0;
            half += state == "half" ? 1 : 0;
        }

        Assert.Empty(rows);
        return (objects, missing, half);
    }

    private static string? StateOf(DicomArchive archive, InstanceRow row)
    {
        try
        {
            using var file = DicomFile.Parse(TestStore.Read(archive, row));
            var version = file.Dataset.GetString(DicomTag.InstanceNumber)!;
            var pixels = file.Dataset.GetBytes(DicomTag.PixelData);
            return pixels.Span.SequenceEqual(Pixels(row.SopInstanceUid.Value!, version, pixels.Length)) ? version : null;
        }
        catch (Exception error) when (error is IOException or DicomFormatException)
        {
            return null;
        }
    }

    private static byte[] Pixels(string uid, string version, int length)
    {
        var pixels = new byte[length];
        new Random((uid + version).Sum(c => c * 31)).NextBytes(pixels);
        return pixels;
    }

    private void Change(DicomArchive archive, Random random)
    {
        var kept = new List<string>();
        for (var version = 1; ; version++)
        {
            var known = kept.Count > 0 ? kept[random.Next(kept.Count)] : null;
            if (known is not null && (kept.Count > MostKept || random.Next(10) == 0))
            {
                Note('b', known, "-");
                archive.Delete(new InstanceSelection { SopInstanceUids = [new DicomUID(known)] }, CancellationToken.None);
                Note('e', known, "-");
                kept.Remove(known);
                continue;
            }

            var uid = known is not null && random.Next(10) == 0 ? known : DicomUID.Generate().Value!;
            var number = version.ToString(CultureInfo.InvariantCulture);
            var length = (random.Next(6) == 0 ? LargeLength : SmallLength) & ~1;
            Note('b', uid, number);
            TestStore.Ingest(archive, TestStore.Made("1", "1.1", uid, d => d
                .Set(DicomTag.InstanceNumber, number)
                .SetBytes(DicomTag.PixelData, DicomVR.OW, Pixels(uid, number, length))));
            Note('e', uid, number);
            if (uid != known)
            {
                kept.Add(uid);
            }
        }
    }

    private void Note(char what, string uid, string state)
    {
        var line = Encoding.ASCII.GetBytes($"{what} {uid} {state}\n");
        lock (_file)
        {
            _file.Write(line);
        }
    }
}
