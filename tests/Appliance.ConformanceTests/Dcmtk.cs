using Appliance.Tests;

namespace Appliance.ConformanceTests;

/// <summary>DCMTK's programs as peers.</summary>
internal static class Dcmtk
{
    private const string Package = "dcmtk";

    // storescu proposes what it is told to; without the right option it would offer an encoding the file does not have.
    private static readonly IReadOnlyDictionary<string, string> ProposalOptions = new Dictionary<string, string>
    {
        ["1.2.840.10008.1.2"] = "-xi",
        ["1.2.840.10008.1.2.1"] = "-xe",
        ["1.2.840.10008.1.2.2"] = "-xb",
        ["1.2.840.10008.1.2.1.99"] = "-xd",
        ["1.2.840.10008.1.2.4.50"] = "-xy",
        ["1.2.840.10008.1.2.4.51"] = "-xx",
        ["1.2.840.10008.1.2.4.70"] = "-xs",
        ["1.2.840.10008.1.2.4.80"] = "-xt",
        ["1.2.840.10008.1.2.4.81"] = "-xu",
        ["1.2.840.10008.1.2.4.90"] = "-xv",
        ["1.2.840.10008.1.2.4.91"] = "-xw",
        ["1.2.840.10008.1.2.5"] = "-xr",
    };

    // What DCMTK 3.6.7 refuses to send although the object is whole, with its own words for it; or what the judge cannot read.
    private static readonly IReadOnlyDictionary<string, string> NotSendable = new Dictionary<string, string>
    {
        ["segmentation-wsi/seg_image_sm_control_labelmap_palette_color.dcm"] = "unknown storage SOP class (newer than this DCMTK)",
        ["sequence/GH179A.dcm"] = "pydicom, which has to compare, stops at a VR of two blanks where DCMTK reads on",
        ["transfer-syntax/rle/rtdose_rle.dcm"] = "missing SOP class: its data set does not start with group 8",
    };

    public static bool CanSend(CorpusFile file) => ProposalOptions.ContainsKey(file.Syntax) && !NotSendable.ContainsKey(file.Path);

    /// <summary>Sends files with <c>storescu</c>, an association for each transfer syntax among them.</summary>
    public static void Store(NodeProcess node, IEnumerable<CorpusFile> files)
    {
        var storescu = Foreign.Need("storescu", Package);
        foreach (var group in files.GroupBy(file => file.Syntax))
        {
            ProgramRun.Of(storescu, ["-R", ProposalOptions[group.Key], .. node.DcmtkPeer, .. group.Select(file => Corpus.PathOf(file.Path))]).Succeeded();
        }
    }

    /// <summary>How many matches <c>findscu</c> gets at a level for keys of the form <c>Keyword=value</c> (Study Root).</summary>
    public static int Count(NodeProcess node, string level, params IEnumerable<string> keys)
    {
        var folder = Directory.CreateTempSubdirectory("findscu-").FullName;
        try
        {
            ProgramRun.Of(Foreign.Need("findscu", Package),
                ["-S", "-X", "-od", folder, "-k", "QueryRetrieveLevel=" + level, .. keys.SelectMany(key => new[] { "-k", key }), .. node.DcmtkPeer]).Succeeded();
            return Directory.GetFiles(folder).Length;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One C-ECHO; true when it was answered.</summary>
    public static bool Echo(NodeProcess node) => ProgramRun.Of(Foreign.Need("echoscu", Package), node.DcmtkPeer).ExitCode == 0;

    /// <summary>Renders a frame (from 1) to a picture of 8-bit samples, or null where DCMTK cannot; overlays are left out.</summary>
    public static Picture? Render(CorpusFile file, int frame, IEnumerable<string> options, string output)
    {
        var isJpeg = file.Syntax.StartsWith("1.2.840.10008.1.2.4.", StringComparison.Ordinal);
        var program = Foreign.Need(isJpeg ? "dcmj2pnm" : "dcm2pnm", Package);
        var run = ProgramRun.Of(program, ["-q", "-O", "+op", "+F", $"{frame}", .. options, Corpus.PathOf(file.Path), output]);
        return run.ExitCode == 0 ? Picture.ReadPnm(output) : null;
    }
}
