using Appliance.Archive;
using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.NodeTests.Archive;

/// <summary>After any history the archive agrees with itself, and the check sees when it does not.</summary>
public sealed class ArchiveCheckTests : IDisposable
{
    private readonly TestStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomHistory_OfStoringReplacingAndDeleting_LeavesNoContradiction(int seed)
    {
        var random = new Random(seed);
        string[] modalities = ["CT", "MR", "SR", ""];
        string[] patients = ["P1", "P2", ""];
        for (var step = 0; step < 400; step++)
        {
            var (study, series, instance) = ($"1.{random.Next(3)}", $"2.{random.Next(4)}", $"3.{random.Next(25)}");
            if (random.Next(5) > 0)
            {
                _store.Ingest(TestStore.Made(study, series, instance, dataset => dataset
                    .Set(DicomTag.PatientID, patients[random.Next(patients.Length)])
                    .Set(DicomTag.PatientName, $"Name{random.Next(3)}^X")
                    .Set(DicomTag.Modality, modalities[random.Next(modalities.Length)])
                    .Set(DicomTag.StudyDate, $"2020010{random.Next(1, 4)}")));
            }
            else
            {
                var selection = random.Next(3) switch
                {
                    0 => new InstanceSelection { StudyUids = [new(study)], SeriesUids = [new(series)] },
                    1 => new InstanceSelection { SopInstanceUids = [new(instance)] },
                    _ => new InstanceSelection { PatientIds = [patients[random.Next(2)]] },
                };
                _store.Archive.Delete(selection, TestContext.Current.CancellationToken);
            }
        }

        var result = _store.Archive.Check(cancel: TestContext.Current.CancellationToken);

        Assert.True(result.Problems.Count == 0, string.Join('\n', result.Problems));
        Assert.Equal(_store.Archive.Counts.Instances, result.Instances);
    }

    [Fact]
    public void Corpus_Stored_HasNoContradiction()
    {
        foreach (var path in Corpus.Files("charset").Concat(Corpus.Files("enhanced-mr")).Concat(Corpus.Files("transfer-syntax/deflated")))
        {
            TestStore.IngestFile(_store.Archive, File.ReadAllBytes(path));
        }

        var result = _store.Archive.Check(cancel: TestContext.Current.CancellationToken);

        Assert.True(result.Problems.Count == 0, string.Join('\n', result.Problems));
    }

    [Fact]
    public void Store_WithAnEntryTakenOut_IsSeen()
    {
        _store.Ingest(TestStore.Made("1", "1.1", "1.1.1"));
        _store.Archive.Dispose();
        using (var database = RocksDatabase.Open(Path.Combine(_store.Folder, "rocksdb"), Families.All, new RocksSettings(), readOnly: false))
        using (var batch = database.NewBatch())
        {
            batch.Delete(Families.Index, ArchiveKeys.Term(new byte[KeyWriter.MaxLength], QueryLevel.Study, DicomTag.PatientID.Value, "P1", EntityId.OfStudy(1)));
            batch.Put(Families.Chunks, ArchiveKeys.Chunk(new byte[ArchiveKeys.ChunkLength], 77, 0), [1]);
            database.Write(batch);
        }

        var result = _store.Reopen().Check(cancel: TestContext.Current.CancellationToken);

        Assert.Contains(result.Problems, problem => problem.Contains("study 1: the index does not have it under a term of (0010,0020)", StringComparison.Ordinal));
        Assert.Contains(result.Problems, problem => problem.Contains("3 chunks where the rows have 2", StringComparison.Ordinal));
    }
}
