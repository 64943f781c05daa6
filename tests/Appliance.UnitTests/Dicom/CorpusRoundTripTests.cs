using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Every file of the corpus, made by others: what is read is written back byte for byte.</summary>
public sealed class CorpusRoundTripTests
{
    [Fact]
    public void Save_EveryUntouchedCorpusFile_EqualsItsBytes() => ForEach(path =>
    {
        using var file = DicomFile.Open(path);
        return Difference(File.ReadAllBytes(path), Written(file));
    });

    [Fact]
    public void Save_EveryCorpusFileWithOneElementAddedAndRemoved_EqualsItsBytes() => ForEach(path =>
    {
        // A change makes the writer go element by element; taken back, nothing may be missing or in another form.
        using var file = DicomFile.Open(path);
        if (file.TransferSyntax.IsCompressedStream || file.Note?.Contains("are left", StringComparison.Ordinal) == true)
        {
            // Packing a changed data set anew gives other bytes; a value that was cut gets the length that it has.
            return null;
        }

        file.Dataset.Set(new DicomTag(0x0009, 0x10FE), DicomVR.LO, "x");
        file.Dataset.Remove(new DicomTag(0x0009, 0x10FE));
        return Difference(File.ReadAllBytes(path), Written(file));
    });

    private static byte[] Written(DicomFile file)
    {
        using var stream = new MemoryStream();
        file.Write(stream);
        return stream.ToArray();
    }

    private static string? Difference(byte[] expected, byte[] actual)
    {
        if (expected.AsSpan().SequenceEqual(actual))
        {
            return null;
        }

        var same = expected.AsSpan().CommonPrefixLength(actual);
        return $"differs from byte {same} on (length {expected.Length}, written {actual.Length})";
    }

    private static void ForEach(Func<string, string?> check)
    {
        var failures = new List<string>();
        foreach (var path in Corpus.Files())
        {
            string? failure;
            try
            {
                failure = check(path);
            }
            catch (DicomFormatException e)
            {
                failure = e.Message;
            }

            if (failure is not null)
            {
                failures.Add($"{Path.GetFileName(path)}: {failure}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
