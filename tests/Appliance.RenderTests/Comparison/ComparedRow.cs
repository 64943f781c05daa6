namespace Appliance.RenderTests.Comparison;

/// <summary>One frame in the table.</summary>
/// <param name="File">Its name in the corpus.</param>
/// <param name="Frame">1-based; 0 for a file that is not shown.</param>
/// <param name="Kind">Colours and bits.</param>
/// <param name="Syntax">The transfer syntax, in words.</param>
/// <param name="Opinions">What the peers make of it.</param>
internal sealed record ComparedRow(string File, int Frame, string Kind, string Syntax, IReadOnlyList<Opinion> Opinions)
{
    /// <summary>The first line of the table.</summary>
    public const string Header = "file\tframe\tkind\ttransfer syntax\tDCMTK values\tpydicom values\tDCMTK levels\tverdict\twhy";

    private const string Nothing = "-";

    /// <summary>A file that we do not show, with what we say of it.</summary>
    public static ComparedRow NotShown(string file, string syntax, string why) =>
        new(file, 0, "", syntax, [new Opinion(Opinion.Shown, null, 0, why.ReplaceLineEndings(" "))]);

    /// <summary>Whether any peer has an opinion that is compared.</summary>
    public bool IsCompared => Opinions.Any(opinion => opinion.Difference is not null);

    /// <summary>The line, and whether something in it needs an explanation that the list does not give.</summary>
    public (string Line, bool IsOpen) Judge(ComparisonExceptions exceptions)
    {
        var open = new List<string>();
        var reasons = new List<string>();
        foreach (var opinion in Opinions.Where(opinion => !opinion.Agrees))
        {
            var reason = exceptions.ReasonFor(File, opinion);
            (reason is null ? open : reasons).Add(reason ?? $"{opinion.Peer} {opinion.Cell}: {opinion.Note}");
        }

        var verdict = open.Count > 0 ? "DIFFERENT" : Frame == 0 ? "not shown" : reasons.Count > 0 ? "explained" : "equal";
        string[] cells =
        [
            File, Frame == 0 ? "" : $"{Frame}", Kind, Syntax, Cell(Opinion.DcmtkValues), Cell(Opinion.PydicomValues), Levels, verdict,
            string.Join("; ", open.Concat(reasons).Distinct()),
        ];
        return (string.Join('\t', cells.Select(cell => cell.Length == 0 ? Nothing : cell)), open.Count > 0);
    }

    private string Levels => string.Join(", ", Opinions.Where(opinion => opinion.Peer == Opinion.DcmtkPicture)
        .Select(opinion => opinion.Difference is null ? opinion.Cell : $"{opinion.Note} {opinion.Cell.Split(' ')[0]}"));

    private string Cell(string peer) => Opinions.Where(opinion => opinion.Peer == peer).Select(opinion => opinion.Cell).FirstOrDefault("");
}
