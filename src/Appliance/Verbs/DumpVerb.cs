using System.CommandLine;
using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary><c>dump FILE|UID</c>: every element with its name, its value in the object's own character set, and what codes mean.</summary>
internal static class DumpVerb
{
    public static Verb Create(VerbHost host)
    {
        var subject = new Argument<string[]>("FILE|UID") { Description = "Files, folders, or UIDs of the archive.", Arity = ArgumentArity.OneOrMore };
        var frame = new Option<int?>("--frame") { Description = "Of per-frame groups, only those of this frame, counted from 1.", HelpName = "N" };
        var frames = new Option<bool>("--frames") { Description = "Of multi-frame objects, a table of the attributes that vary over the frames, a row for each; with --frame of that one alone." };
        var shared = new Option<bool>("--shared") { Description = "With --frames, also the attributes that are the same for all frames." };
        var full = new Option<bool>("--full") { Description = "Do not shorten long values." };
        var outline = new Option<bool>("--outline") { Description = "Of structured reports, only the outline: relationship, concept, value, units." };
        var waveform = new Option<bool>("--waveform") { Description = "Of waveforms, the samples: CSV with the time and a column for each channel; --frame N takes one group." };
        var spectrum = new Option<string?>("--spectrum")
        {
            Description = "Of spectra, the numbers instead of the elements: axis, real and imaginary part of each point as CSV, of one voxel or all.",
            HelpName = "ROW,COLUMN|all",
        };
        var verb = new Verb("dump", "Print every element of an object.")
        {
            Examples =
            [
                ("appliance dump image.dcm", "all elements, decoded"),
                ("appliance dump enhanced.dcm --frame 12", "the functional groups of one frame"),
                ("appliance dump enhanced.dcm --frames", "what varies over the frames, as a table; with --json one object a frame"),
                ("appliance dump report.dcm --outline", "what a structured report says, without its elements"),
                ("appliance dump ecg.dcm --waveform --frame 1 > ecg.csv", "the first group of channels in physical units"),
                ("appliance dump spectra.dcm --spectrum 3,6 > voxel.csv", "the spectrum of one voxel as numbers, with --json as an object"),
                ("appliance dump image.dcm --json", "the DICOM JSON model (PS3.18 F), one object a line"),
            ],
        };
        verb.Arguments.Add(subject);
        verb.Options.Add(frame);
        verb.Options.Add(frames);
        verb.Options.Add(shared);
        verb.Options.Add(full);
        verb.Options.Add(outline);
        verb.Options.Add(waveform);
        verb.Options.Add(spectrum);
        host.Attach(verb, context => Task.Run(
            () => Run(context, context.Value(subject) ?? [], new DumpOptions(context.Value(frame), context.Value(full), context.Value(outline), context.Value(waveform))
            {
                Frames = context.Value(frames) || context.Value(shared),
                Shared = context.Value(shared),
                Spectrum = SpectrumChoice.Parse(context.Value(spectrum)),
            }),
            context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, string[] words, DumpOptions options)
    {
        var code = ExitCode.NoInput;

        // A file is what it is here, also a DICOMDIR: its own elements are asked for, not those of the files it names.
        foreach (var subject in words.SelectMany(word => File.Exists(word) ? [DicomSubject.OfFile(word)] : SubjectFinder.Find(verb, [word])))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            try
            {
                Dump(verb, subject, options);
                code = code == ExitCode.NoInput ? ExitCode.Success : code;
            }
            catch (Exception damaged) when (damaged is DicomFormatException or DicomImageException)
            {
                verb.Output.Error($"{subject.Name}: {damaged.Message}", ExitCode.InvalidInput);
                code = ExitCode.InvalidInput;
            }
        }

        return code;
    }

    private static void Dump(VerbContext verb, DicomSubject subject, DumpOptions options)
    {
        using var file = subject.Parse();
        var results = verb.Output.Results;
        if (options.Waveform)
        {
            WaveformTable.Write(verb.Output, subject.Name, DicomWaveform.Open(file.Dataset), options.Frame);
        }
        else if (options.Frames)
        {
            WriteFrames(verb, subject, file.Dataset, options);
        }
        else if (options.Spectrum is { } choice)
        {
            SpectrumTable.Write(verb, subject.Name, DicomSpectroscopy.Open(file.Dataset), choice, options.Frame);
        }
        else if (verb.Output.IsJson)
        {
            results.WriteLine(DicomJson.WriteText(file.Dataset));
        }
        else
        {
            results.WriteLine($"# {TerminalText.Clean(subject.Name)}: {file.SopClassUid.Name}, {file.TransferSyntax.Name}");
            WriteElements(verb, subject, file, options);
            WriteOutline(verb, subject, file.Dataset, options);
        }

        results.Flush();
        if (file.Note is { } note)
        {
            verb.Output.Note($"{subject.Name}: {note}");
        }
    }

    private static void WriteFrames(VerbContext verb, DicomSubject subject, DicomDataset dataset, DumpOptions options) =>
        new FrameListing(verb.Output, options.Full ? int.MaxValue : FrameListing.UsualWidth, options.Shared).Write(subject.Name, dataset, options.Frame);

    private static void WriteElements(VerbContext verb, DicomSubject subject, DicomFile file, DumpOptions options)
    {
        if (options.OutlineOnly)
        {
            return;
        }

        var printer = new ElementPrinter(verb.Output.Results, options.Full ? int.MaxValue : ElementPrinter.UsualWidth, options.Frame);
        printer.Print(file.FileMeta);
        printer.Print(file.Dataset);
        if (options.Frame is { } asked && printer.FramesPassed < asked)
        {
            verb.Output.Note($"{subject.Name}: no functional groups of a frame {asked}");
        }
    }

    /// <summary>What a report says stands behind its elements, where a terminal still shows it.</summary>
    private static void WriteOutline(VerbContext verb, DicomSubject subject, DicomDataset dataset, DumpOptions options)
    {
        if (!ReportOutline.IsReport(dataset))
        {
            if (options.OutlineOnly)
            {
                verb.Output.Note($"{subject.Name}: no structured report, and so no outline");
            }

            return;
        }

        if (!options.OutlineOnly)
        {
            verb.Output.Results.WriteLine("# outline");
        }

        foreach (var line in ReportOutline.Lines(dataset))
        {
            verb.Output.Results.WriteLine(TerminalText.Clean(line.ToString()));
        }
    }

    private sealed record DumpOptions(int? Frame, bool Full, bool OutlineOnly, bool Waveform)
    {
        public bool Frames { get; init; }

        public bool Shared { get; init; }

        public SpectrumChoice? Spectrum { get; init; }
    }
}
