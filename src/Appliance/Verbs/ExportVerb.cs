using System.CommandLine;
using Appliance.Archive;
using Appliance.Dicom;

namespace Appliance;

/// <summary><c>export UID ... -o DIR</c>: instances as Part 10 files, exactly as stored; with <c>--document</c> the documents that they carry.</summary>
internal static class ExportVerb
{
    private const int CopySize = 1 << 20;

    public static Verb Create(VerbHost host)
    {
        var uids = new Argument<string[]>("UID")
        {
            Description = "Studies, series or instances of the archive; with --document files and folders too.",
            Arity = ArgumentArity.OneOrMore,
        };
        var folder = new Option<string>("--output", "-o") { Description = "Where the files go; made where it is missing.", HelpName = "DIR", Required = true };
        var documents = new Option<bool>("--document") { Description = "Not the objects but the documents they carry: PDF, CDA, STL, OBJ, MTL; named by their titles." };
        var verb = new Verb("export", "Write instances of the archive as files, exactly as they are stored, or the documents in them.")
        {
            Examples =
            [
                ("appliance export 1.2.840.1 -o out", "a study into out/STUDY/SERIES/INSTANCE.dcm"),
                ("appliance export report.dcm --document -o out", "the PDF in an object, as a PDF"),
            ],
        };
        verb.Arguments.Add(uids);
        verb.Options.Add(folder);
        verb.Options.Add(documents);
        host.Attach(verb, context => Task.Run(
            () => context.Value(documents)
                ? DocumentExport.Run(context, context.Value(uids) ?? [], context.Value(folder)!)
                : Run(context, context.Value(uids) ?? [], context.Value(folder)!),
            context.Cancellation));
        return verb;
    }

    private static int Run(VerbContext verb, string[] uids, string folder)
    {
        List<InstanceRow> rows = [.. uids.SelectMany(uid => SubjectFinder.Rows(verb, uid)).DistinctBy(row => row.SopInstanceUid)];
        using var progress = new Progress(verb.Output, "instances written");
        for (var done = 0; done < rows.Count; done++)
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            var path = PathOf(folder, rows[done]);
            Write(verb.Archive, rows[done], path);
            verb.Output.Detail(path);
            verb.Output.Json(json =>
            {
                json.WriteString("sopInstanceUid", rows[done].SopInstanceUid.Value);
                json.WriteString("path", path);
                json.WriteNumber("bytes", rows[done].Length);
            });
            progress.Report(done + 1, rows.Count);
        }

        verb.Output.Line($"exported {rows.Count} to {folder}");
        return ExitCode.Success;
    }

    /// <summary>A name made of UIDs: digits and dots, whatever the object says, so that it can lead nowhere else and fits every file system.</summary>
    private static string PathOf(string folder, InstanceRow row) =>
        Path.Combine(folder, SafeName(row.StudyUid, "no-study"), SafeName(row.SeriesUid, "no-series"), SafeName(row.SopInstanceUid, "no-uid") + ".dcm");

    private static string SafeName(DicomUID uid, string otherwise)
    {
        string safe = new([.. (uid.Value ?? "").Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '_')]);
        safe = safe.Trim('.');
        return safe.Length switch { 0 => otherwise, > 128 => safe[..128], _ => safe };
    }

    private static void Write(DicomArchive archive, InstanceRow row, string path)
    {
        using var source = archive.OpenInstance(row);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // Under another name until it is whole: a name that ends in .dcm is a whole object.
            var draft = path + ".part";
            using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Copy(source, file);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"{path} cannot be written: {refused.Message}", refused);
        }
    }

    private static void Copy(IByteSource source, FileStream file)
    {
        var buffer = new byte[Math.Clamp(source.Length, 1, CopySize)];
        long position = 0;
        for (int count; (count = source.Read(position, buffer)) > 0; position += count)
        {
            file.Write(buffer, 0, count);
        }
    }
}
