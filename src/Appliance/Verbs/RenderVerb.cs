using System.CommandLine;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary><c>render FILE|UID -o OUT.png</c>: one frame as a picture of its own size, nothing drawn over it unless asked for.</summary>
internal static class RenderVerb
{
    public static Verb Create(VerbHost host)
    {
        var subject = new Argument<string>("FILE|UID") { Description = "A file, or an instance of the archive." };
        var output = new Option<string>("--output", "-o") { Description = "The picture: .png, .pgm or .ppm.", HelpName = "OUT", Required = true };
        var frame = new Option<int>("--frame") { Description = "The frame, counted from 1.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var window = WindowOption.Create("When not told, file, and minmax where there is none.");
        var state = new Option<string?>("--state") { Description = "As this presentation state has it: greys, shutter, turning.", HelpName = "FILE|UID" };
        var overlays = new Option<bool>("--overlays") { Description = "With the shutter, overlays and annotations drawn in." };
        var localizer = new Option<string?>("--localizer")
        {
            Description = "Of spectra: with their voxels drawn on this image, or on those of a folder, series or study, that share their frame of reference.",
            HelpName = "FILE|DIR|UID",
        };
        var gpu = new Option<bool>("--gpu") { Description = "Draw by OpenGL instead of on the CPU." };
        var size = PictureSize.Option("Of an object that is no image, the size of its page; 1024x768 when not told. An image has its own.");
        var verb = new Verb("render", "Draw a frame, or the page of an object that is no image, into a picture file.")
        {
            Examples =
            [
                ("appliance render ct.dcm -o ct.png", "with the object's own window"),
                ("appliance render ct.dcm -o lung.png --window -600,1500", "with a window of one's own"),
                ("appliance render ct.dcm -o lung.png --window lung", "with one in common use, or one that the image names"),
                ("appliance render ct.dcm -o ct.png --state state.dcm --overlays", "as a presentation state has it, annotations and all"),
                ("appliance render 1.2.3.4 -o f7.pgm --frame 7", "a frame of an instance of the archive"),
                ("appliance render spectra.dcm -o spectra.png --size 1600x1000", "spectra as a plot"),
                ("appliance render spectra.dcm -o spectra.png --localizer localizer.dcm", "with their voxels on an image"),
            ],
        };
        verb.Arguments.Add(subject);
        foreach (var option in (ReadOnlySpan<Option>)[output, frame, window, state, overlays, localizer, gpu, size])
        {
            verb.Options.Add(option);
        }

        host.Attach(verb, context => Task.Run(
            () => Run(context, context.Value(subject)!, new RenderRequest(
                context.Value(output)!, context.Value(frame), context.Value(window), context.Value(state), context.Value(overlays), context.Value(gpu), context.Value(size), context.Value(localizer))),
            context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, string word, RenderRequest request)
    {
        if (PictureWriter.FormatOf(request.Output) is null)
        {
            throw new VerbException(ExitCode.Usage, $"'{request.Output}' ends in none of .png, .pgm and .ppm");
        }

        var choice = WindowOption.Parse(request.Window);
        var subject = SubjectFinder.Find(verb, [word]).FirstOrDefault()
            ?? throw new VerbException(ExitCode.NoInput, $"there is nothing in {word}");
        try
        {
            return Draw(verb, subject, request, choice);
        }
        catch (DicomImageException unshown)
        {
            throw new VerbException(ExitCode.InvalidInput, $"{subject.Name}: {unshown.Message}; 'dump' lists what it holds, 'export' and 'send' hand it over", unshown);
        }
        catch (DicomFormatException unread)
        {
            throw new VerbException(ExitCode.InvalidInput, $"{subject.Name}: {unread.Message}", unread);
        }
    }

    private static int Draw(VerbContext verb, DicomSubject subject, RenderRequest request, WindowChoice choice)
    {
        using var file = subject.Parse();
        var content = SubjectContent.Of(file.Dataset);
        if (content is ElementsContent elements)
        {
            throw new VerbException(ExitCode.InvalidInput, $"{subject.Name}: {elements.WhyNot}");
        }

        if (request.Frame < 1 || request.Frame > content.Frames)
        {
            throw new VerbException(ExitCode.Usage, $"{subject.Name} has frames 1 to {content.Frames}, and --frame {request.Frame} was asked for");
        }

        if (content is ImageContent && request.Size is not null)
        {
            throw new VerbException(ExitCode.Usage, $"{subject.Name} is an image, which is drawn at its own size: --size is for reports and spectra");
        }

        if (content is not SpectrumContent && request.Localizer is not null)
        {
            throw new VerbException(ExitCode.Usage, $"{subject.Name} holds no spectra, and --localizer is for spectra");
        }

        return content is ImageContent { Image: var image } ? Draw(verb, subject, file, image, request, choice) : Draw(verb, subject, file, content, request);
    }

    private static int Draw(VerbContext verb, DicomSubject subject, DicomFile file, SubjectContent content, RenderRequest request)
    {
        if (request.State is not null)
        {
            throw new VerbException(ExitCode.Usage, $"{subject.Name} is no image, and --state is for images");
        }

        var frame = PageOf(verb, content, request);
        var notes = new StringWriter();
        var picture = PageRendering.Render(frame, PictureSize.Parse(request.Size), notes);
        Save(picture, request.Output);
        foreach (var note in new[] { file.Note, notes.ToString().Trim() }.Where(note => !string.IsNullOrEmpty(note)))
        {
            verb.Output.Note($"{subject.Name}: {note}");
        }

        Tell(verb.Output, subject, request, picture, new GrayPipeline());
        return ExitCode.Success;
    }

    private static PageFrame PageOf(VerbContext verb, SubjectContent content, RenderRequest request)
    {
        if (content is not SpectrumContent spectra || request.Localizer is not { } word)
        {
            return (PageFrame)content.Get(request.Frame - 1);
        }

        using var localizers = RequestedLocalizers.Open(verb, word, spectra.Spectroscopy);
        return localizers.PageOf(spectra, request.Frame - 1);
    }

    private static int Draw(VerbContext verb, DicomSubject subject, DicomFile file, DicomImage image, RenderRequest request, WindowChoice choice)
    {
        var frame = image.GetFrame(request.Frame - 1);
        using var state = request.State is { } word ? RequestedState.Open(verb, word) : null;
        var way = state?.WayFor(image, request.Frame - 1, frame) ?? FramePresentation.Own(image, request.Frame - 1, frame);
        var shown = way.Subtracted ?? frame;
        var pipeline = frame.Kind.IsGray()
            ? WindowOption.Resolve(choice, [.. way.StatePresets, .. VoiPresets.Of(image, request.Frame - 1)], subject.Name).ApplyTo(way.Pipeline, shown)
            : way.Pipeline;
        var picture = request.ByGpu ? GpuRendering.Render(image, request.Frame - 1, shown, pipeline) : ReferenceRenderer.Render(image, shown, pipeline);
        if (request.WithOverlays || state is not null)
        {
            picture = PictureBurner.Burn(picture, request.WithOverlays ? way : way with { Graphics = [.. way.Graphics.Where(graphic => graphic.IsShutter)] });
            way.Notes.ToList().ForEach(note => verb.Output.Note($"{request.State ?? subject.Name}: {note}"));
        }

        Save(picture, request.Output);

        if ((frame.Note ?? file.Note) is { } note)
        {
            verb.Output.Note($"{subject.Name}: {note}");
        }

        Tell(verb.Output, subject, request, picture, pipeline);
        return ExitCode.Success;
    }

    private static void Save(RenderedImage picture, string path)
    {
        try
        {
            PictureWriter.Save(picture, path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"{path} cannot be written: {refused.Message}", refused);
        }
    }

    private static void Tell(VerbOutput output, DicomSubject subject, RenderRequest request, RenderedImage picture, GrayPipeline pipeline)
    {
        output.Detail($"{subject.Name} frame {request.Frame}: {picture.Width}x{picture.Height}, "
            + (picture.IsColor ? "colour" : pipeline.Window is { } window ? $"window {window.Center},{window.Width}" : "VOI LUT"));
        output.Json(json =>
        {
            json.WriteString("output", request.Output);
            json.WriteNumber("width", picture.Width);
            json.WriteNumber("height", picture.Height);
            json.WriteBoolean("color", picture.IsColor);
            if (!picture.IsColor && pipeline.Window is { } shown)
            {
                json.WriteNumber("windowCenter", shown.Center);
                json.WriteNumber("windowWidth", shown.Width);
            }
        });
    }

    private sealed record RenderRequest(string Output, int Frame, string? Window, string? State, bool WithOverlays, bool ByGpu, string? Size, string? Localizer);
}
