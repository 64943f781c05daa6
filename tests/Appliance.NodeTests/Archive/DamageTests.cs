using System.Globalization;
using Appliance.Archive;
using Appliance.Dicom;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>
/// Files of an archive that are changed, cut, emptied, or gone: it opens or says why not, gives every object as it was stored or an error, and never
/// loses one without a word. <c>APPLIANCE_DAMAGES</c> sets how many random ones are tried.
/// </summary>
public sealed class DamageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("appliance-damage-").FullName;
    private readonly Dictionary<string, byte[]> _stored = [];
    private readonly List<string> _findings = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_DamagedAtRandom_AreToldOrHarmless(bool closed)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("APPLIANCE_DAMAGES") ?? "40", CultureInfo.InvariantCulture);
        var store = Make(closed);
        var random = new Random(closed ? 41 : 43);
        for (var i = 0; i < count; i++)
        {
            var copy = Path.Combine(_folder, "copy");
            Copy(store, copy);
            var files = Directory.EnumerateFiles(copy, "*", SearchOption.AllDirectories)
                .Where(file => new FileInfo(file).Length > 0 && Path.GetFileName(file) is not ("LOG" or "LOCK")).Order(StringComparer.Ordinal).ToList();
            var file = files[random.Next(files.Count)];
            Try(copy, $"case {i}: {Damage(file, random)}");
            Directory.Delete(copy, recursive: true);
        }

        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
    }

    /// <summary>The database takes the first bad record of its log for its end: what it names after that is found in the packs.</summary>
    [Theory]
    [InlineData("emptied")]
    [InlineData("deleted")]
    [InlineData("cut")]
    [InlineData("changed")]
    public void Log_Damaged_LosesNothing(string how)
    {
        var store = Make(closed: false);
        var logs = Directory.GetFiles(Path.Combine(store, "rocksdb"), "*.log").Where(log => new FileInfo(log).Length > 0).ToList();
        var bytes = File.ReadAllBytes(Assert.Single(logs));
        bytes[bytes.Length / 3] ^= 4;
        switch (how)
        {
            case "deleted":
                File.Delete(logs[0]);
                break;
            case "changed":
                File.WriteAllBytes(logs[0], bytes);
                break;
            default:
                File.WriteAllBytes(logs[0], bytes[..(how == "cut" ? bytes.Length / 4 : 0)]);
                break;
        }

        using (var archive = DicomArchive.Open(store))
        {
            Assert.NotEqual(0, archive.Restored);
            AssertAll(archive);
            Fill(archive, 25, 30);
        }

        using (var again = DicomArchive.Open(store))
        {
            Assert.Equal((0, 0), (again.Restored, again.Lost));
            AssertAll(again);
        }
    }

    private void AssertAll(DicomArchive archive)
    {
        foreach (var (uid, bytes) in _stored)
        {
            Assert.True(archive.TryGetInstance(new DicomUID(uid), out var row), uid);
            Assert.Equal(bytes, TestStore.Read(archive, row));
        }

        Assert.Equal(_stored.Count, archive.Counts.Instances);
        Assert.Empty(archive.Check(cancel: Cancel).Problems);
    }

    private string Make(bool closed)
    {
        var open = Path.Combine(_folder, "open");
        var store = Path.Combine(_folder, "store");
        var options = new ArchiveOptions { PackLength = 256 << 10 };
        using (var first = DicomArchive.Open(open, options))
        {
            Fill(first, 1, 12);
            first.Delete(new InstanceSelection { SopInstanceUids = [new DicomUID("1.2.3")] }, Cancel);
            _stored.Remove("1.2.3");
        }

        using (var second = DicomArchive.Open(open, options))
        {
            Fill(second, 13, 24);
            if (!closed)
            {
                CopyOpen(open, store);
            }
        }

        if (closed)
        {
            Copy(open, store);
        }

        return store;
    }

    private void Fill(DicomArchive archive, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            var pixels = new byte[i % 5 == 0 ? 60_000 : 6000];
            new Random(i).NextBytes(pixels);
            var uid = $"1.2.{i}";
            var row = TestStore.Ingest(archive, TestStore.Made($"1.{i % 4}", $"1.1.{i % 6}", uid, made => made
                .Set(DicomTag.PatientID, $"P{i % 3}").SetBytes(DicomTag.PixelData, DicomVR.OB, pixels))).Row;
            _stored[uid] = TestStore.Read(archive, row);
        }
    }

    private static string Damage(string file, Random random)
    {
        var bytes = File.ReadAllBytes(file);
        var name = Path.GetFileName(file);
        switch (random.Next(10))
        {
            case 0:
                File.WriteAllBytes(file, []);
                return $"{name} emptied";
            case 1:
                File.Delete(file);
                return $"{name} deleted";
            case 2:
                File.Delete(file);
                Directory.CreateDirectory(file);
                return $"{name} is a folder";
            case 3 or 4:
                var length = random.Next(bytes.Length);
                File.WriteAllBytes(file, bytes[..length]);
                return $"{name} of {bytes.Length} bytes cut at {length}";
            default:
                var at = random.Next(bytes.Length);
                bytes[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, bytes);
                return $"{name} of {bytes.Length} bytes changed at {at}";
        }
    }

    private void Try(string folder, string what)
    {
        try
        {
            using var archive = DicomArchive.Open(folder);
            var check = archive.Check(cancel: Cancel);
            var isTold = check.Problems.Count > 0 || archive.Torn > 0 || archive.IsReadOnly || archive.Lost > 0;
            foreach (var (uid, bytes) in _stored)
            {
                try
                {
                    if (!archive.TryGetInstance(new DicomUID(uid), out var row))
                    {
                        if (!isTold)
                        {
                            _findings.Add($"{what}: {uid} is gone without a word");
                        }
                    }
                    else if (!TestStore.Read(archive, row).AsSpan().SequenceEqual(bytes))
                    {
                        _findings.Add($"{what}: {uid} reads as something else");
                    }
                }
                catch (Exception error) when (error is ArchiveException || error.InnerException is ArchiveException)
                {
                    if (!isTold)
                    {
                        _findings.Add($"{what}: {uid} cannot be read and the check found nothing: {error.Message}");
                    }
                }
            }
        }
        catch (ArchiveException error)
        {
            if (!error.Message.Contains(folder, StringComparison.Ordinal))
            {
                _findings.Add($"{what}: the error names no place: {error.Message}");
            }
        }
        catch (Exception error)
        {
            _findings.Add($"{what}: {error}");
        }
    }

    /// <summary>Copies the files of an open archive, again if one went meanwhile because it is no longer needed.</summary>
    private static void CopyOpen(string from, string to)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            try
            {
                var before = FilesOf(from);
                Copy(from, to);

                // The database may have begun a file meanwhile that what was copied after it names.
                if (FilesOf(from).SequenceEqual(before))
                {
                    return;
                }
            }
            catch (FileNotFoundException)
            {
                // Given back while it was copied.
            }

            Directory.Delete(to, recursive: true);
        }

        Assert.Fail("the archive never rested for as long as a copy takes");
    }

    private static List<string> FilesOf(string folder) => [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
