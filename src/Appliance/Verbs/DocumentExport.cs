using Appliance.Dicom;
using Appliance.Imaging;

namespace Appliance;

/// <summary><c>export --document</c>: the documents that objects carry, PDF, CDA or models, as the files they are.</summary>
internal static class DocumentExport
{
    /// <summary>Writes every document among the objects that words stand for.</summary>
    /// <param name="verb">The running verb.</param>
    /// <param name="words">Files, folders, UIDs.</param>
    /// <param name="folder">Where the files go; made where it is missing.</param>
    /// <exception cref="VerbException">There is no document among them, or it cannot be written.</exception>
    public static int Run(VerbContext verb, IReadOnlyList<string> words, string folder)
    {
        var (written, failed, code) = (0, new List<string>(), ExitCode.Success);
        foreach (var subject in SubjectFinder.Find(verb, words))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            try
            {
                written += Write(verb, subject, folder) ? 1 : 0;
            }
            catch (Exception damaged) when (damaged is DicomFormatException or DicomImageException)
            {
                code = ExitCode.InvalidInput;
                failed.Add(subject.Name);
                verb.Output.Error($"{subject.Name}: {damaged.Message}", code);
            }
        }

        if (written == 0 && failed.Count == 0)
        {
            throw new VerbException(ExitCode.NoValidInput, $"no document among {string.Join(' ', words)}: --document is for encapsulated PDF, CDA, STL, OBJ and MTL; without it objects are exported as they are");
        }

        verb.Output.Line($"exported {written} documents to {folder}");
        return code;
    }

    private static bool Write(VerbContext verb, DicomSubject subject, string folder)
    {
        using var file = subject.Parse();
        if (!EncapsulatedDocument.IsIn(file.Dataset))
        {
            verb.Output.Detail($"{subject.Name}: {file.SopClassUid.Name}, no document");
            return false;
        }

        var document = EncapsulatedDocument.Open(file.Dataset);
        var path = Save(document, folder);
        if (document.Note is { } note)
        {
            verb.Output.Note($"{subject.Name}: {note}");
        }

        verb.Output.Line(path);
        verb.Output.Json(json =>
        {
            json.WriteString("sopInstanceUid", file.SopInstanceUid.Value);
            json.WriteString("path", path);
            json.WriteNumber("bytes", document.Length);
            json.WriteString("mimeType", document.MimeType);
            json.WriteString("title", document.Title);
        });
        return true;
    }

    private static string Save(EncapsulatedDocument document, string folder)
    {
        var attachment = document.Attachment();
        try
        {
            return attachment.SaveTo(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new VerbException(ExitCode.CannotWriteOutput, $"{Path.Combine(folder, attachment.FileName)} cannot be written: {refused.Message}", refused);
        }
    }
}
