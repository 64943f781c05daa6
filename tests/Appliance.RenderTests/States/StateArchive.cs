using System.Net;
using Appliance.Archive;
using Appliance.Browser;
using Appliance.Dicom;
using Appliance.Node;

namespace Appliance.RenderTests.States;

/// <summary>An archive in a temporary folder with made-up images and states, and the ways to look at them: verbs and the browser.</summary>
internal sealed class StateArchive : IDisposable
{
    private const string Source = "TEST";

    public string Folder { get; } = Directory.CreateTempSubdirectory("states").FullName;

    /// <summary>Stores objects; the archive is closed again afterwards.</summary>
    public void Store(params DicomDataset[] objects)
    {
        using var archive = Open();
        foreach (var dataset in objects)
        {
            var syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
            var header = DicomFile.BuildHeader(dataset.GetUID(DicomTag.SOPClassUID)!.Value, dataset.GetUID(DicomTag.SOPInstanceUID)!.Value, syntax, Source);
            using var ingest = archive.BeginIngest(header, syntax, Source);
            ingest.Append(DicomDatasetWriter.Write(dataset, syntax));
            ingest.Commit();
        }
    }

    /// <summary>Writes an object beside the archive.</summary>
    /// <returns>Its path.</returns>
    public string Save(string name, DicomDataset dataset)
    {
        var path = Path.Combine(Folder, name);
        using var file = new DicomFile(dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        file.Save(path);
        return path;
    }

    /// <summary>A path beside the archive.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a command line on the archive.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CommandLine.RunAsync(["--data", DataFolder, .. words], output, error, errorIsTerminal: false, Xunit.TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Does something with the browser's view of the archive.</summary>
    public async Task BrowseAsync(Action<IBrowserSource> look)
    {
        var cancel = Xunit.TestContext.Current.CancellationToken;
        var profile = new NodeProfile { AeTitle = "STATES", Port = 0, Bind = IPAddress.Loopback, DataFolder = DataFolder, LogFolder = PathOf("logs") };
        using var archive = Open();
        await using var node = await ApplianceNode.StartAsync(profile, archive, _ => { }, cancel);
        using var source = new ArchiveBrowserSource(archive, node, (_, _) => Task.FromResult(""));
        look(source);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string DataFolder => PathOf("data");

    private DicomArchive Open() => DicomArchive.Open(DataFolder);
}
