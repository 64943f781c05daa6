using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Node;

namespace Appliance;

/// <summary>Turns the words <c>FILE|DIR|DICOMDIR|UID</c> of a command line into the objects they stand for.</summary>
internal static class SubjectFinder
{
    /// <summary>The form of the words in help.</summary>
    public const string HelpName = "FILE|DIR|DICOMDIR|UID";

    /// <summary>
    /// The objects that words stand for, as they are found. A word that is a file or folder is taken as such; else one that is a UID names a
    /// study, series or instance of the archive.
    /// </summary>
    /// <param name="verb">The running verb, which opens the archive when a UID asks for it.</param>
    /// <param name="words">The words.</param>
    /// <exception cref="VerbException">A word stands for nothing.</exception>
    public static IEnumerable<DicomSubject> Find(VerbContext verb, IEnumerable<string> words) => words.SelectMany(word =>
        File.Exists(word) || Directory.Exists(word) ? OnDisk(verb, word)
        : new DicomUID(word).IsValid ? InArchive(verb, word)
        : throw new VerbException(ExitCode.CannotReadInput, $"'{word}' is no file, no folder, and no UID"));

    /// <summary>The instances of the archive that a study, series or instance UID stands for.</summary>
    /// <exception cref="VerbException">The archive has none of that UID.</exception>
    public static IReadOnlyList<InstanceRow> Rows(VerbContext verb, string uid)
    {
        var archive = verb.Archive;
        if (archive.TryGetInstance(new DicomUID(uid), out var single))
        {
            verb.Hold(single);
            return [single];
        }

        List<InstanceRow> rows = [.. archive.Instances(studyUid: uid)];
        if (rows.Count == 0)
        {
            rows.AddRange(archive.Instances(seriesUid: uid));
        }

        rows.ForEach(verb.Hold);
        return rows.Count > 0 ? rows
            : throw new VerbException(ExitCode.NoInput, $"the archive in {verb.Profile.DataFolder} has no study, series or instance {uid}; 'appliance ls' lists what it has");
    }

    private static IEnumerable<DicomSubject> InArchive(VerbContext verb, string uid) =>
        Rows(verb, uid).Select(row => DicomSubject.OfRow(verb.Archive, row) with { IsNamed = row.SopInstanceUid.Value == uid });

    private static IEnumerable<DicomSubject> OnDisk(VerbContext verb, string path)
    {
        foreach (var input in ImportInputs.Expand([path], openZips: false))
        {
            if (input.Path is { } file)
            {
                yield return DicomSubject.OfFile(file) with { IsNamed = file == path };
            }
            else
            {
                verb.Output.Error($"{input.Source}: {input.Problem}");
            }
        }
    }
}
