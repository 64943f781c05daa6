using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance.NodeTests.Archive;

/// <summary>An archive in a temporary folder, with the few moves that tests repeat.</summary>
internal sealed class TestStore : IDisposable
{
    private DicomArchive? _archive;

    public TestStore() => _archive = Open(null);

    /// <summary>Opens a copy of a folder, which may be that of an archive that is open.</summary>
    public TestStore(string copyOf, Action<string>? before = null, bool open = true)
    {
        CopyOpen(copyOf, Folder);
        before?.Invoke(Folder);
        _archive = open ? Open(null) : null;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("appliance-archive-").FullName;

    public DicomArchive Archive => _archive ?? throw new InvalidOperationException("not opened yet");

    public static IngestResult Ingest(DicomArchive archive, DicomDataset dataset, string source = "TEST")
    {
        var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        var header = DicomFile.BuildHeader(
            new DicomUID(dataset.GetString(DicomTag.SOPClassUID)!), new DicomUID(dataset.GetString(DicomTag.SOPInstanceUID)!), syntax, source);
        using var ingest = archive.BeginIngest(header, syntax, source);
        ingest.Append(DicomDatasetWriter.Write(dataset, syntax));
        return ingest.Commit();
    }

    /// <summary>Writes an object to a file, as others send it.</summary>
    public static void WriteFile(string path, DicomDataset dataset)
    {
        var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        var header = DicomFile.BuildHeader(
            new DicomUID(dataset.GetString(DicomTag.SOPClassUID)!), new DicomUID(dataset.GetString(DicomTag.SOPInstanceUID)!), syntax, "TEST");
        File.WriteAllBytes(path, [.. header, .. DicomDatasetWriter.Write(dataset, syntax)]);
    }

    /// <summary>Stores a file as import does: its header and its data set, byte for byte.</summary>
    public static IngestResult IngestFile(DicomArchive archive, byte[] bytes, int pieceLength = int.MaxValue)
    {
        using var file = DicomFile.Parse(bytes, new DicomReadOptions { StopBefore = DicomTag.PatientName });
        var header = (int)file.DatasetOffset;
        using var ingest = archive.BeginIngest(bytes.AsSpan(0, header), file.TransferSyntax);
        for (var at = header; at < bytes.Length;)
        {
            var count = Math.Min(pieceLength, bytes.Length - at);
            ingest.Append(bytes.AsSpan(at, count));
            at += count;
        }

        return ingest.Commit();
    }

    /// <summary>A small made-up object.</summary>
    public static DicomDataset Made(string study, string series, string instance, Action<DicomDataset>? change = null)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomUID.CTImageStorage.Value);
        dataset.Set(DicomTag.SOPInstanceUID, instance);
        dataset.Set(DicomTag.StudyInstanceUID, study);
        dataset.Set(DicomTag.SeriesInstanceUID, series);
        dataset.Set(DicomTag.PatientID, "P1");
        dataset.Set(DicomTag.PatientName, "Doe^Jane");
        dataset.Set(DicomTag.Modality, "CT");
        change?.Invoke(dataset);
        return dataset;
    }

    public static byte[] Read(DicomArchive archive, InstanceRow row)
    {
        using var source = archive.OpenInstance(row);
        var bytes = new byte[source.Length];
        Xunit.Assert.Equal(bytes.Length, source.Read(0, bytes));
        return bytes;
    }

    /// <summary>Copies the files of an archive that may be open, again if one goes meanwhile because the database no longer needs it.</summary>
    private static void CopyOpen(string from, string to)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Copy(from, to);
                return;
            }
            catch (FileNotFoundException) when (tries < 20)
            {
                Directory.Delete(to, recursive: true);
            }
        }
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != "rebuild.lock"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    public IngestResult Ingest(DicomDataset dataset) => Ingest(Archive, dataset);

    public List<DicomDataset> Query(QueryLevel level, params (DicomTag Tag, string Value)[] keys) => Query(Archive, level, keys);

    public static List<DicomDataset> Query(DicomArchive archive, QueryLevel level, params (DicomTag Tag, string Value)[] keys)
    {
        var request = new DicomDataset();
        request.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        foreach (var (tag, value) in keys)
        {
            request.Set(tag, value.Split('\\', StringSplitOptions.RemoveEmptyEntries));
        }

        return [.. archive.Query(new QueryRequest(level, request), Xunit.TestContext.Current.CancellationToken)];
    }

    public DicomArchive Reopen(ArchiveOptions? options = null)
    {
        _archive?.Dispose();
        return _archive = Open(options);
    }

    /// <summary>Room is reclaimed only when a test asks for it, so that packs are what the test makes of them.</summary>
    private DicomArchive Open(ArchiveOptions? options) => DicomArchive.Open(Folder, (options ?? new ArchiveOptions()) with { ReclaimsBeside = false });

    public void Dispose()
    {
        _archive?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
