using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.ConformanceTests;

/// <summary>
/// The corpus converted by us and by DCMTK's dcmconv, both read by pydicom: the same elements in each transfer syntax, and DCMTK reads ours
/// without complaint.
/// </summary>
public sealed class ConversionTests
{
    private const long Largest = 300 * 1024;

    // A VR of two blanks is carried as it stands in the file's own encoding, where pydicom reads it otherwise than DCMTK.
    private static readonly string[] Blanks = ["GH178.dcm", "GH179A.dcm"];

    public static TheoryData<string, string> Syntaxes => new()
    {
        { "1.2.840.10008.1.2", "+ti" },
        { "1.2.840.10008.1.2.1", "+te" },
        { "1.2.840.10008.1.2.2", "+tb" },
        { "1.2.840.10008.1.2.1.99", "+td" },
    };

    [Theory]
    [MemberData(nameof(Syntaxes))]
    public void Write_CorpusInAnotherSyntax_SaysWhatDcmconvSays(string uid, string option)
    {
        var dcmconv = Foreign.Need("dcmconv", "dcmtk");
        var dcmdump = Foreign.Need("dcmdump", "dcmtk");
        var syntax = DicomTransferSyntax.Of(new DicomUID(uid));
        var folder = Directory.CreateTempSubdirectory("convert-").FullName;
        try
        {
            var pairs = new List<(string, string)>();
            foreach (var path in Corpus.Files().Where(IsFirstOfItsSeries))
            {
                using var file = DicomFile.Open(path);
                if (file.Note is not null || !file.HasMeta || file.TransferSyntax.IsEncapsulated || new FileInfo(path).Length > Largest
                    || Blanks.Contains(Path.GetFileName(path)))
                {
                    continue;
                }

                // Without a VR dcmconv gives private sequences a length, which makes them UN to every reader; ours stay sequences.
                if (!syntax.IsExplicitVR && HasPrivateSequence(file.Dataset))
                {
                    continue;
                }

                var theirs = Path.Combine(folder, $"{pairs.Count}-dcmconv.dcm");
                if (ProgramRun.Of(dcmconv, ["-q", option, path, theirs]).ExitCode != 0)
                {
                    continue;
                }

                var ours = Path.Combine(folder, $"{pairs.Count}-{Path.GetFileName(path)}");
                new DicomFile(file.Dataset, syntax).Save(ours);
                var dump = ProgramRun.Of(dcmdump, ["-q", ours]).Succeeded();
                Assert.Empty(dump.Error);
                pairs.Add((theirs, ours));
            }

            Assert.True(pairs.Count > 100, $"only {pairs.Count} files could be compared");
            Python.AssertSameElements(pairs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A hundred slices of one series are one case.
    private static bool IsFirstOfItsSeries(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        return !Path.GetFileName(folder).StartsWith("series-", StringComparison.Ordinal)
            || Directory.EnumerateFiles(folder).Min(StringComparer.Ordinal) == path;
    }

    private static bool HasPrivateSequence(DicomDataset dataset) => dataset.OfType<DicomSequence>().Any(
        sequence => sequence.Tag.IsPrivate || sequence.Items.Any(HasPrivateSequence));
}
