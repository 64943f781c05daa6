using Appliance.Archive;

namespace Appliance;

/// <summary>Tells how far a check or a rebuild of the archive is, part by part.</summary>
/// <param name="output">Where to.</param>
internal sealed class ArchiveTeller(VerbOutput output) : IProgress<ArchiveProgress>, IDisposable
{
    private const int MiB = 20;

    private Progress? _progress;
    private ArchiveWork _work;

    /// <inheritdoc/>
    public void Report(ArchiveProgress value)
    {
        if (_progress is null || value.Work != _work)
        {
            _progress?.Dispose();
            _progress = new Progress(output, value.Work == ArchiveWork.Reading ? "MiB read" : "MiB filed");
            _work = value.Work;
        }

        _progress.Report(value.Bytes >> MiB, value.TotalBytes >> MiB);
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose() => _progress?.Dispose();
}
