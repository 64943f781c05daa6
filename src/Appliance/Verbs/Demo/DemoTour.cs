using System.Diagnostics;
using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Network;

namespace Appliance;

/// <summary>The tour from the network's side: objects go to a node, are found there, come back, and are drawn.</summary>
/// <param name="verb">The running verb.</param>
/// <param name="objects">What goes through, each SOP instance once.</param>
/// <param name="peer">The node.</param>
/// <param name="report">Takes what comes of it.</param>
internal sealed class DemoTour(VerbContext verb, IReadOnlyList<DemoObject> objects, PeerAddress peer, DemoReport report)
{
    private const string CallingTitle = "DEMO";

    /// <summary>C-STORE of every object, as few associations as fit.</summary>
    public async Task SendAsync()
    {
        var clock = Stopwatch.StartNew();
        var stored = 0;
        using (var progress = new Progress(verb.Output, "objects sent"))
        {
            foreach (var batch in SendBatches.Of(objects.Select(one => (one.Path, one.Item))))
            {
                var kinds = batch.Select(entry => (entry.Item.SopClassUid, entry.Item.TransferSyntax)).Distinct();
                await using var client = await Associations.OpenAsync(verb, peer, CallingTitle, StorageContexts.For(kinds));
                foreach (var (path, item) in batch)
                {
                    stored += await StoreAsync(client, path, item) ? 1 : 0;
                    progress.Report(stored, objects.Count);
                }

                await client.ReleaseAsync(verb.Cancellation);
            }
        }

        report.Add(new DemoStep("send", "objects", stored, objects.Count, objects.Sum(one => one.Length), clock.Elapsed));
    }

    /// <summary>C-FIND at every level, each answer held against what was sent.</summary>
    /// <param name="compareNames">Whether patients' names must come back as they were written, in every script.</param>
    public async Task FindAsync(bool compareNames)
    {
        var clock = Stopwatch.StartNew();
        await using var client = await Associations.OpenAsync(verb, peer, CallingTitle, QueryContexts.Find());
        var studies = objects.GroupBy(one => one.StudyUid).ToList();
        var found = await MatchAsync(client, QueryLevel.Study, DicomTag.StudyInstanceUID, studies.Select(study => study.Key), []);
        if (compareNames)
        {
            CompareNames(found.Matches);
        }

        report.Add(new DemoStep("find", "studies", found.Right, studies.Count, null, clock.Elapsed));

        clock.Restart();
        int series = 0, seriesFound = 0;
        foreach (var study in studies)
        {
            var uids = study.Select(one => one.SeriesUid).Distinct().ToList();
            series += uids.Count;
            seriesFound += (await MatchAsync(client, QueryLevel.Series, DicomTag.SeriesInstanceUID, uids, [(DicomTag.StudyInstanceUID, study.Key)])).Right;
        }

        report.Add(new DemoStep("find", "series", seriesFound, series, null, clock.Elapsed));

        clock.Restart();
        var instancesFound = 0;
        foreach (var one in objects.GroupBy(one => (one.StudyUid, one.SeriesUid)))
        {
            instancesFound += (await MatchAsync(client, QueryLevel.Image, DicomTag.SOPInstanceUID, one.Select(entry => entry.InstanceUid),
                [(DicomTag.StudyInstanceUID, one.Key.StudyUid), (DicomTag.SeriesInstanceUID, one.Key.SeriesUid)])).Right;
        }

        report.Add(new DemoStep("find", "instances", instancesFound, objects.Count, null, clock.Elapsed));
        await client.ReleaseAsync(verb.Cancellation);
    }

    /// <summary>C-GET study by study; every byte of every data set is compared as it comes.</summary>
    public async Task RetrieveAsync()
    {
        var clock = Stopwatch.StartNew();
        var store = new ComparingStore(objects.ToDictionary(one => one.InstanceUid));
        using (var progress = new Progress(verb.Output, "objects compared"))
        {
            foreach (var study in objects.GroupBy(one => one.StudyUid))
            {
                await GetAsync(study.Key, study, store);
                progress.Report(store.Equal, objects.Count);
            }
        }

        foreach (var problem in store.Problems)
        {
            report.AddProblem(problem);
        }

        report.Add(new DemoStep("retrieve", "equal", store.Equal, objects.Count, store.Bytes, clock.Elapsed));
    }

    /// <summary>Draws a choice of the objects as the archive holds them.</summary>
    public void Render(DicomArchive archive, string folder)
    {
        var clock = Stopwatch.StartNew();
        var drawn = 0;
        var expected = 0;
        foreach (var (one, index) in DemoPictures.Choose(objects).Select((one, index) => (one, index)))
        {
            verb.Cancellation.ThrowIfCancellationRequested();
            try
            {
                if (!archive.TryGetInstance(new DicomUID(one.InstanceUid), out var row))
                {
                    report.AddProblem($"{one.InstanceUid} is not in the archive");
                    expected++;
                    continue;
                }

                using var file = DicomFile.Open(archive.OpenInstance(row));
                foreach (var (path, of) in DemoPictures.Draw(file, folder, index + 1))
                {
                    expected++;
                    drawn++;
                    report.AddPicture(path, of);
                }
            }
            catch (Imaging.DicomImageException unshown)
            {
                // Not a promise broken: a file of one's own may be an image of a kind that is stored and sent, but not drawn.
                verb.Output.Note($"not drawn: {one.Path}: {unshown.Message}");
            }
        }

        report.Add(new DemoStep("render", "pictures", drawn, expected, null, clock.Elapsed));
    }

    private async Task<bool> StoreAsync(DicomClient client, string path, StoreItem item)
    {
        try
        {
            var status = await client.StoreAsync(item, verb.Cancellation);
            if (!status.IsFailure)
            {
                return true;
            }

            report.AddProblem($"{path}: the node answers {status}");
        }
        catch (DimseException refused)
        {
            report.AddProblem($"{path}: {refused.Message}");
        }

        return false;
    }

    private async Task<(int Right, List<DicomDataset> Matches)> MatchAsync(
        DicomClient client, QueryLevel level, DicomTag unique, IEnumerable<string> expected, IEnumerable<(DicomTag Tag, string Value)> above)
    {
        IEnumerable<(DicomTag Tag, string Value)> asked = level == QueryLevel.Study ? [(DicomTag.PatientName, ""), (unique, "")] : [(unique, "")];
        var identifier = QueryKeys.Identifier(level, above.Concat(asked));
        var matches = new List<DicomDataset>();
        await foreach (var match in client.FindAsync(FindModel.StudyRoot, identifier, verb.Cancellation))
        {
            if (match.Identifier is { } found)
            {
                matches.Add(found);
            }
            else
            {
                report.AddProblem($"C-FIND at {QueryKeys.NameOf(level)} level ended with {match.Status}{(match.Comment is { } comment ? $": {comment}" : "")}");
            }
        }

        var wanted = expected.ToHashSet();
        var right = matches.Count(match => wanted.Contains(match.GetString(unique) ?? ""));
        if (right != matches.Count)
        {
            report.AddProblem($"C-FIND at {QueryKeys.NameOf(level)} level answered {matches.Count - right} of {matches.Count} that were never sent");
        }

        return (right, matches);
    }

    private void CompareNames(IEnumerable<DicomDataset> studies)
    {
        var names = objects.GroupBy(one => one.StudyUid).ToDictionary(study => study.Key, study => study.First().PatientName);
        foreach (var study in studies)
        {
            var found = study.GetText(DicomTag.PatientName) ?? "";
            if (names.TryGetValue(study.GetString(DicomTag.StudyInstanceUID) ?? "", out var sent) && sent != found)
            {
                report.AddProblem($"the patient '{sent}' came back as '{found}'");
            }
        }
    }

    private async Task GetAsync(string studyUid, IEnumerable<DemoObject> study, ComparingStore store)
    {
        // Only the syntaxes that are stored are proposed: whatever comes back is then what went in.
        var kinds = study.Select(one => (one.Item.SopClassUid, one.Item.TransferSyntax)).Distinct().ToList();
        var contexts = kinds.SelectMany(kind => StorageContexts.ForGet([kind.SopClassUid], [kind.TransferSyntax])).Take(StorageContexts.Limit - 1);
        await using var client = await Associations.OpenAsync(verb, peer, CallingTitle, [.. QueryContexts.Get(), .. contexts]);
        var identifier = new DicomDataset().Set(DicomTag.QueryRetrieveLevel, "STUDY").Set(DicomTag.StudyInstanceUID, studyUid);
        var result = await client.GetAsync(FindModel.StudyRoot, identifier, store, progress: null, verb.Cancellation);
        if (!result.Status.IsSuccess)
        {
            report.AddProblem($"C-GET of study {studyUid} ended with {result.Status}{(result.Comment is { } comment ? $": {comment}" : "")}");
        }

        await client.ReleaseAsync(verb.Cancellation);
    }
}
