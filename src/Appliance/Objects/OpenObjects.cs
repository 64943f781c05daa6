using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>An object that is open.</summary>
/// <param name="place">Its place among the subjects.</param>
/// <param name="file">The file.</param>
/// <param name="content">What it holds.</param>
internal sealed class OpenObject(int place, DicomFile file, SubjectContent content)
{
    /// <summary>Its place among the subjects.</summary>
    public int Place => place;

    /// <summary>The file.</summary>
    public DicomFile File => file;

    /// <summary>What it holds.</summary>
    public SubjectContent Content => content;

    /// <summary>How many use it now.</summary>
    public int Users { get; set; }
}

/// <summary>Objects opened when they are asked for; the few used last stay open. Safe on any thread.</summary>
/// <param name="subjectOf">The subject at a place.</param>
internal sealed class OpenObjects(Func<int, DicomSubject> subjectOf) : IDisposable
{
    private const int KeptOpen = 8;

    private readonly Lock _lock = new();
    private readonly List<OpenObject> _open = [];

    /// <summary>The object at a place, open until it is given back.</summary>
    /// <exception cref="DicomFormatException">It is no DICOM object any more.</exception>
    /// <exception cref="DicomImageException">Its image cannot be shown.</exception>
    public OpenObject Take(int place)
    {
        lock (_lock)
        {
            if (_open.Find(opened => opened.Place == place) is { } kept)
            {
                _open.Remove(kept);
                kept.Users++;
                _open.Add(kept);
                return kept;
            }
        }

        var file = subjectOf(place).Parse();
        try
        {
            var fresh = new OpenObject(place, file, SubjectContent.Of(file.Dataset)) { Users = 1 };
            lock (_lock)
            {
                _open.Add(fresh);
            }

            return fresh;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The same; null when it cannot be opened.</summary>
    public OpenObject? TryTake(int place)
    {
        try
        {
            return Take(place);
        }
        catch (Exception unshown) when (unshown is DicomImageException or DicomFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Ends the use of an object.</summary>
    public void GiveBack(OpenObject opened)
    {
        lock (_lock)
        {
            opened.Users--;
            while (_open.Count > KeptOpen && _open.Find(candidate => candidate.Users == 0) is { } oldest)
            {
                _open.Remove(oldest);
                oldest.File.Dispose();
            }
        }
    }

    /// <summary>Closes what is open.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _open.ForEach(opened => opened.File.Dispose());
            _open.Clear();
        }
    }
}
