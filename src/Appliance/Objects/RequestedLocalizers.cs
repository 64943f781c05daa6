using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary>Images that were asked for beside spectra, so that the voxels are drawn on them; open.</summary>
internal sealed class RequestedLocalizers : IDisposable
{
    private readonly List<DicomFile> _files = [];
    private readonly List<ImageContent> _images = [];
    private readonly string _word;

    private RequestedLocalizers(string word) => _word = word;

    /// <summary>Opens them.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="word">A file or folder, or a study, series or instance of the archive. What is no image of the spectra's frame of reference is passed over.</param>
    /// <param name="spectra">The spectra.</param>
    /// <exception cref="VerbException">There is no such image.</exception>
    public static RequestedLocalizers Open(VerbContext verb, string word, DicomSpectroscopy spectra)
    {
        var localizers = new RequestedLocalizers(word);
        try
        {
            localizers.Look(SubjectFinder.Find(verb, [word]), spectra);
            return localizers;
        }
        catch
        {
            localizers.Dispose();
            throw;
        }
    }

    /// <summary>A frame of spectra with these images.</summary>
    /// <param name="content">The spectra that they were opened for.</param>
    /// <param name="frame">0-based.</param>
    /// <exception cref="VerbException">None of them reaches a voxel.</exception>
    public PageFrame PageOf(SpectrumContent content, int frame)
    {
        var planes = Arrangement.Of([.. _images.Select(image => SeriesObject.Of(image.Image))]).ReferencePlanes;
        var page = content.Get(frame, _images, planes);
        return ((SpectrumPage)page.Page).HasLocalizer ? page
            : throw new VerbException(ExitCode.NoInput, $"no image of {_word} reaches the voxels, or the spectra do not tell where these lie");
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());

    private void Look(IEnumerable<DicomSubject> subjects, DicomSpectroscopy spectra)
    {
        var wanted = spectra.Dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "";
        var passed = new List<string>();
        foreach (var subject in subjects)
        {
            if (WhyNot(subject, wanted) is { } reason)
            {
                passed.Add($"{subject.Name}: {reason}");
            }
        }

        if (_images.Count == 0)
        {
            throw new VerbException(ExitCode.NoInput, passed.Count == 0 ? $"there is nothing in {_word}" : $"no localizer in {_word}: {string.Join("; ", passed.Take(3))}");
        }
    }

    private string? WhyNot(DicomSubject subject, string wanted)
    {
        DicomFile? file = null;
        try
        {
            file = subject.Parse();
            var reason = Take(file, wanted);
            file = reason is null ? null : file;
            return reason;
        }
        catch (Exception unusable) when (unusable is DicomFormatException or DicomImageException)
        {
            return unusable.Message;
        }
        finally
        {
            file?.Dispose();
        }
    }

    private string? Take(DicomFile file, string wanted)
    {
        if (SubjectContent.Of(file.Dataset) is not ImageContent image)
        {
            return $"is no image ({file.Dataset.GetUID(DicomTag.SOPClassUID)?.Name ?? "no SOP class"})";
        }

        var found = file.Dataset.GetString(DicomTag.FrameOfReferenceUID) ?? "";
        if (found != wanted || wanted.Length == 0)
        {
            return $"FrameOfReferenceUID (0020,0052) is '{found}', that of the spectra '{wanted}'";
        }

        _files.Add(file);
        _images.Add(image);
        return null;
    }
}
