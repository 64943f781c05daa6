using Appliance.Dicom;
using Appliance.Tests;
using Xunit;

namespace Appliance.UnitTests.Dicom;

/// <summary>Conversion between the five unencapsulated transfer syntaxes, over the corpus.</summary>
public sealed class TranscodingTests
{
    private static readonly DicomTransferSyntax Implicit = DicomTransferSyntax.ImplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Explicit = DicomTransferSyntax.ExplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Big = DicomTransferSyntax.ExplicitVRBigEndian;
    private static readonly DicomTransferSyntax Deflated = DicomTransferSyntax.DeflatedExplicitVRLittleEndian;
    private static readonly DicomTransferSyntax Bzip2 = DicomTransferSyntax.PixelMedBzip2;

    // The blank images of the corpus pack beyond the ratio that is allowed by default.
    private static readonly DicomReadOptions Generous = new() { MaxInflateRatio = int.MaxValue };

    // What these files claim cannot be said in another encoding.
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["DICOMDIR-nooffset"] = "its last item is cut off",
        ["rtplan_truncated.dcm"] = "it ends inside a sequence",
        ["GH179B.dcm"] = "an element without a length makes the rest unreadable",
        ["GH340.dcm"] = "its group lengths are wrong: kept in its own encoding, put right in others",
        ["GH355.dcm"] = "its group lengths are wrong: kept in its own encoding, put right in others",
        ["GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm"] = "its group lengths are wrong: kept in its own encoding, put right in others",
        ["meta_missing_tsyntax.dcm"] = "a value of odd length: kept in its own encoding, padded in others",
        ["nested_priv_SQ.dcm"] = "a value of odd length: kept in its own encoding, padded in others",
    };

    // Compressing megabytes again and again teaches nothing new.
    private const int LargestToPack = 64 * 1024;

    [Fact]
    public void Write_ToEachExplicitSyntaxAndBack_EqualsDirectConversion() => ForEach(dataset =>
    {
        var expected = DicomDatasetWriter.Write(dataset, Big);
        foreach (var over in (DicomTransferSyntax[])[Explicit, Deflated, Bzip2, Big])
        {
            if (over.IsCompressedStream && expected.Length > LargestToPack)
            {
                continue;
            }

            var there = DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, over), over, Generous);
            Same(expected, DicomDatasetWriter.Write(there, Big), over.Name);
        }
    });

    [Fact]
    public void Write_ToImplicitFromEachSyntax_IsTheSame() => ForEach(dataset =>
    {
        var expected = DicomDatasetWriter.Write(Settled(dataset, Explicit), Implicit);
        foreach (var over in (DicomTransferSyntax[])[Explicit, Big, Implicit])
        {
            Same(expected, DicomDatasetWriter.Write(Settled(dataset, over), Implicit), over.Name);
        }
    });

    [Fact]
    public void Write_ToImplicitAndBack_KeepsEveryElementButVRsTheDictionaryDoesNotKnow() => ForEach(dataset =>
    {
        var there = Settled(dataset, Implicit);
        var back = Settled(there, Explicit);
        DatasetAssert.SameElements(dataset, back);
    });

    private static DicomDataset Settled(DicomDataset dataset, DicomTransferSyntax syntax) =>
        DicomDatasetReader.Read(DicomDatasetWriter.Write(dataset, syntax), syntax, Generous);

    private static void Same(byte[] expected, byte[] actual, string what)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail($"over {what}: differs from byte {expected.AsSpan().CommonPrefixLength(actual)} on (lengths {expected.Length} and {actual.Length})");
        }
    }

    private static void ForEach(Action<DicomDataset> check)
    {
        var failures = new List<string>();
        foreach (var path in Corpus.Files())
        {
            using var file = DicomFile.Open(path);
            if (Exceptions.ContainsKey(Path.GetFileName(path)))
            {
                continue;
            }

            if (HasFragments(file.Dataset))
            {
                continue;
            }

            try
            {
                check(file.Dataset);
            }
            catch (Exception e) when (e is DicomFormatException or InvalidOperationException or Xunit.Sdk.XunitException)
            {
                failures.Add($"{Path.GetFileName(path)}: {e.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static bool HasFragments(DicomDataset dataset) => dataset.Any(element =>
        element is DicomFragmentSequence || (element is DicomSequence sequence && sequence.Items.Any(HasFragments)));
}
