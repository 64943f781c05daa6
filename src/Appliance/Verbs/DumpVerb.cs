using System.CommandLine;
using Appliance.Dicom;

namespace Appliance;

/// <summary><c>dump FILE|UID</c>: every element with its name, its value in the object's own character set, and what codes mean.</summary>
internal static class DumpVerb
{
    public static Verb Create(VerbHost host)
    {
        var subject = new Argument<string[]>("FILE|UID") { Description = "Files, folders, or UIDs of the archive.", Arity = ArgumentArity.OneOrMore };
        var frame = new Option<int?>("--frame") { Description = "Of per-frame groups, only those of this frame, counted from 1.", HelpName = "N" };
        var full = new Option<bool>("--full") { Description = "Do not shorten long values." };
        var verb = new Verb("dump", "Print every element of an object.")
        {
            Examples =
            [
                ("appliance dump image.dcm", "all elements, decoded"),
                ("appliance dump enhanced.dcm --frame 12", "the functional groups of one frame"),
                ("appliance dump image.dcm --json", "the DICOM JSON model (PS3.18 F), one object a line"),
            ],
        };
        verb.Arguments.Add(subject);
        verb.Options.Add(frame);
        verb.Options.Add(full);
        host.Attach(verb, context => Task.Run(
            () => Run(context, context.Value(subject) ?? [], context.Value(frame), context.Value(full)), context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, string[] words, int? frame, bool full)
    {
        var code = ExitCode.NoInput;
        foreach (var subject in SubjectFinder.Find(verb, words))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            try
            {
                Dump(verb, subject, frame, full);
                code = code == ExitCode.NoInput ? ExitCode.Success : code;
            }
            catch (DicomFormatException damaged)
            {
                verb.Output.Error($"{subject.Name}: {damaged.Message}", ExitCode.InvalidInput);
                code = ExitCode.InvalidInput;
            }
        }

        return code;
    }

    private static void Dump(VerbContext verb, DicomSubject subject, int? frame, bool full)
    {
        using var file = subject.Parse();
        var results = verb.Output.Results;
        if (verb.Output.IsJson)
        {
            results.WriteLine(DicomJson.WriteText(file.Dataset));
        }
        else
        {
            results.WriteLine($"# {TerminalText.Clean(subject.Name)}: {file.SopClassUid.Name}, {file.TransferSyntax.Name}");
            var printer = new ElementPrinter(results, full ? int.MaxValue : ElementPrinter.UsualWidth, frame);
            printer.Print(file.FileMeta);
            printer.Print(file.Dataset);
            if (frame is { } asked && printer.FramesPassed < asked)
            {
                verb.Output.Note($"{subject.Name}: no functional groups of a frame {asked}");
            }
        }

        results.Flush();
        if (file.Note is { } note)
        {
            verb.Output.Note($"{subject.Name}: {note}");
        }
    }
}
