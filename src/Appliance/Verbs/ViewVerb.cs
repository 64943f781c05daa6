using System.CommandLine;
using System.CommandLine.Parsing;
using Appliance.Dicom;
using Appliance.Imaging;
using Appliance.Viewer;

namespace Appliance;

/// <summary><c>view FILE|DIR|DICOMDIR|UID ...</c>: the window; with <c>--screenshot</c> it draws, saves what it shows, and exits.</summary>
internal static class ViewVerb
{
    public static Verb Create(VerbHost host)
    {
        var subjects = new Argument<string[]>(SubjectFinder.HelpName) { Description = "What to look at.", Arity = ArgumentArity.OneOrMore };
        var screenshot = new Option<string?>("--screenshot") { Description = "Save what the window shows as a PNG, and exit.", HelpName = "OUT.png" };
        var frame = new Option<int?>("--frame") { Description = "Begin with this frame, counted from 1; else with the first, or the first that a presentation state asked for names.", HelpName = "N" };
        var play = new Option<bool>("--play") { Description = "Begin with the cine running." };
        var order = new Option<FrameOrder>("--order")
        {
            Description = "Frames as they are stored, or in the order of their dimensions.",
            HelpName = "stored|dimension",
            CustomParser = OrderOf,
            DefaultValueFactory = _ => FrameOrder.Stored,
        };
        var table = new Option<bool>("--table") { Description = "With the table of what varies over the frames." };
        var size = PictureSize.Option("The window's or screenshot's size; 1024x768 when not told.");
        var window = WindowOption.Create("When not told, file, and the range that most of the picture lies in where there is none.");
        var exact = new Option<bool>("--one-to-one") { Description = "Each pixel of the image as one of the window." };
        var bare = new Option<bool>("--no-text") { Description = "Nothing written over the picture." };
        var verb = new Verb("view", "Look at images, spectra, waveforms, reports and other objects in a window.")
        {
            Examples =
            [
                ("appliance view ct.dcm", "one file"),
                ("appliance view /media/cdrom/DICOMDIR", "a disc"),
                ("appliance view cine.dcm --play", "a running cine"),
                ("appliance view enhanced.dcm --order dimension", "frames by stack, position, echo, ... as the object organises them"),
                ("appliance view ct/ --window bone", "with a window in common use, or one that the image names"),
                ("appliance view spectra.dcm localizer.dcm", "spectra, their voxels drawn on an image of the same frame of reference"),
                ("appliance view ecg.dcm", "also waveforms, spectra, reports and documents; what has nothing to draw is described when nothing else is asked for"),
                ("appliance view ct.dcm state.dcm", "an image as a presentation state has it"),
                ("appliance view ct.dcm --screenshot shot.png", "a picture of the window, without showing one"),
            ],
        };
        verb.Arguments.Add(subjects);
        foreach (var option in (ReadOnlySpan<Option>)[screenshot, frame, order, table, play, size, window, exact, bare])
        {
            verb.Options.Add(option);
        }

        host.Attach(verb, context => Task.FromResult(Run(context, context.Value(subjects) ?? [], context.Value(frame), context.Value(window), Sized(context.Value(size), new ViewerOptions
        {
            Order = context.Value(order),
            ShowTable = context.Value(table),
            Play = context.Value(play),
            ScreenshotPath = context.Value(screenshot),
            Fit = context.Value(exact) ? ViewerFit.OneToOne : ViewerFit.Window,
            ShowText = !context.Value(bare),
            ExportFolder = Composition.Exports,
        }))));
        return verb;
    }

    private static FrameOrder OrderOf(ArgumentResult words)
    {
        switch (words.Tokens[0].Value.ToUpperInvariant())
        {
            case "STORED":
                return FrameOrder.Stored;
            case "DIMENSION":
                return FrameOrder.Dimension;
            default:
                words.AddError($"--order {words.Tokens[0].Value}: write stored or dimension");
                return default;
        }
    }

    private static ViewerOptions Sized(string? size, ViewerOptions options)
    {
        var (width, height) = PictureSize.Parse(size);
        return options with { Width = width, Height = height };
    }

    private static int Run(VerbContext verb, string[] words, int? frame, string? window, ViewerOptions options)
    {
        var choice = WindowOption.Parse(window);
        var skipped = 0;
        using var sequence = SubjectSequence.Of(
            SubjectFinder.Find(verb, words),
            (name, why) =>
            {
                skipped++;
                verb.Output.Note($"not shown: {name}: {why}");
            },
            verb.Cancellation,
            elsewhere: words.All(word => File.Exists(word) || Directory.Exists(word)) ? null : uid => InArchive(verb, uid));
        Tell(verb.Output, sequence);
        if (sequence.Count == 0)
        {
            throw sequence.States.Named is { } alone
                ? new VerbException(ExitCode.NoInput, $"{Alone(sequence.States, alone)} not given here; name the files or folder that hold them beside it ('appliance dump' lists what a state says and which images it names, 'appliance export' and 'send' hand it over)")
                : new VerbException(ExitCode.NoValidInput, $"none of {skipped} objects can be shown; the lines above say why, 'appliance dump' lists what they hold, 'appliance export' and 'send' hand them over");
        }

        if (frame < 1 || frame > sequence.Count)
        {
            throw new VerbException(ExitCode.Usage, $"there are frames 1 to {sequence.Count}, and --frame {frame} was asked for");
        }

        foreach (var note in sequence.Notes)
        {
            verb.Output.Note(TerminalText.Clean(note));
        }

        if (options.Order == FrameOrder.Dimension && sequence.DimensionOrder is null)
        {
            verb.Output.Note("--order dimension: these frames tell no dimensions, or are stored in their order");
        }

        options = options with { Frame = frame - 1 ?? FirstFrame(sequence, options.Order), Presentation = sequence.States.Named?.SopInstanceUid };
        options = Windowed(verb, sequence, choice, options);
        if (options.ScreenshotPath is not null)
        {
            return Screenshot(verb, sequence, options);
        }

        var code = ViewerWindow.Run(sequence, options, verb.Cancellation);
        verb.Cancellation.ThrowIfCancellationRequested();
        return code;
    }

    // A preset is looked for in the frame that is shown first: others of the series have it as well, or are shown in their own window.
    private static ViewerOptions Windowed(VerbContext verb, SubjectSequence sequence, WindowChoice choice, ViewerOptions options) => choice.Source switch
    {
        WindowSource.MinMax => options with { FullRange = true },
        WindowSource.Explicit => options with { Window = new VoiPreset("", choice.Window) },
        WindowSource.Preset => options with { Window = WindowOption.Resolve(choice, PresetsOf(verb, sequence, options), $"frame {options.Frame + 1}").Preset },
        _ => options,
    };

    private static IReadOnlyList<VoiPreset> PresetsOf(VerbContext verb, SubjectSequence sequence, ViewerOptions options)
    {
        var stored = options.Order == FrameOrder.Dimension && sequence.DimensionOrder is { } places ? places[options.Frame] : options.Frame;
        try
        {
            return sequence.Get(stored, verb.Cancellation) is PictureFrame frame && frame.Pixels.Kind.IsGray() ? frame.PresetsFor(options.Presentation) : [];
        }
        catch (Exception unshown) when (unshown is DicomImageException or DicomFormatException or IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.InvalidInput, $"frame {options.Frame + 1}: {unshown.Message}", unshown);
        }
    }

    private static int FirstFrame(SubjectSequence sequence, FrameOrder order) => sequence.FirstNamedFrame is not { } named ? 0
        : order == FrameOrder.Dimension && sequence.DimensionOrder is { } places ? places.Index().First(place => place.Item == named).Index
        : named;

    private static DicomSubject? InArchive(VerbContext verb, string uid)
    {
        if (!verb.Archive.TryGetInstance(new DicomUID(uid), out var row))
        {
            return null;
        }

        verb.Hold(row);
        return DicomSubject.OfRow(verb.Archive, row);
    }

    private static void Tell(VerbOutput output, SubjectSequence sequence)
    {
        const int Listed = 10;
        var missing = sequence.MissingImages;
        foreach (var uid in missing.Take(Listed))
        {
            output.Note($"not here: image {uid}, which the presentation state names");
        }

        if (missing.Count > Listed)
        {
            output.Note($"and {missing.Count - Listed} more");
        }

        if (sequence.Count > 0 && sequence.States is { Count: > 0 and var count, Named: null })
        {
            output.Note($"{count} presentation state{(count == 1 ? "" : "s")} for these images: the key S shows {(count == 1 ? "it" : "them")}");
        }
    }

    private static string Alone(SubjectStates states, PresentationState first)
    {
        var images = states.AllNamed.SelectMany(state => state.Images).Distinct().Count();
        var whose = states.AllNamed.Count() is > 1 and var count ? $"{count} presentation states are" : $"the presentation state {TerminalText.Clean(first.Label)} is";
        return $"{whose} for {(images == 1 ? "one image that is" : $"{images} images that are")}";
    }

    private static int Screenshot(VerbContext verb, SubjectSequence sequence, ViewerOptions options)
    {
        if (PictureWriter.FormatOf(options.ScreenshotPath!) is null)
        {
            throw new VerbException(ExitCode.Usage, $"'{options.ScreenshotPath}' ends in none of .png, .pgm and .ppm");
        }

        ScreenshotResult result;
        try
        {
            result = ViewerWindow.Screenshot(sequence, options);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"{options.ScreenshotPath} cannot be written: {refused.Message}", refused);
        }

        verb.Output.Detail($"drawn by {result.Drawer}; the image lies at {result.Area}");
        verb.Output.Json(json =>
        {
            json.WriteString("output", options.ScreenshotPath);
            json.WriteString("drawer", result.Drawer);
            json.WriteNumber("x", result.Area.X);
            json.WriteNumber("y", result.Area.Y);
            json.WriteNumber("width", result.Area.Width);
            json.WriteNumber("height", result.Area.Height);
        });
        return result.Error is null ? ExitCode.Success : throw new VerbException(ExitCode.InvalidInput, result.Error);
    }
}
