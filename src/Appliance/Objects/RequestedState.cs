using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary>A presentation state that was asked for by a file or a UID, open.</summary>
internal sealed class RequestedState : IDisposable
{
    private readonly string _word;
    private readonly DicomFile _file;
    private readonly PresentationState _state;

    private RequestedState(string word, DicomFile file)
    {
        _word = word;
        _file = file;
        _state = PresentationState.Open(file.Dataset);
    }

    /// <summary>Opens it.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="word">A file, or an instance of the archive.</param>
    /// <exception cref="VerbException">There is none, or it is no state that is applied here.</exception>
    public static RequestedState Open(VerbContext verb, string word)
    {
        var subject = SubjectFinder.Find(verb, [word]).FirstOrDefault() ?? throw new VerbException(ExitCode.NoInput, $"there is nothing in {word}");
        DicomFile? file = null;
        try
        {
            file = subject.Parse();
            return new RequestedState(word, file);
        }
        catch (Exception unusable) when (unusable is DicomFormatException or DicomImageException)
        {
            file?.Dispose();
            throw new VerbException(ExitCode.InvalidInput, $"{word}: {unusable.Message}", unusable);
        }
    }

    /// <summary>How it has a frame shown.</summary>
    /// <exception cref="VerbException">It is not for that frame.</exception>
    public FramePresentation WayFor(DicomImage image, int frame, PixelFrame pixels)
    {
        var uid = image.Dataset.GetString(DicomTag.SOPInstanceUID);
        return _state.AppliesTo(uid, frame)
            ? _state.Present(image, frame, pixels)
            : throw new VerbException(
                ExitCode.Usage, $"{_word} is a presentation state for {_state.Images.Count} image{(_state.Images.Count == 1 ? "" : "s")}, and frame {frame + 1} of {uid ?? "an image without SOP Instance UID"} is not among them");
    }

    public void Dispose() => _file.Dispose();
}
