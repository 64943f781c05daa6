namespace Appliance.Node;

/// <summary>How one input of an import ended.</summary>
public enum ImportOutcome
{
    /// <summary>A new instance.</summary>
    Imported,

    /// <summary>An instance that was there already; the file's bytes took the place of the old ones.</summary>
    Replaced,

    /// <summary>No DICOM object, or one that is not kept (a DICOMDIR).</summary>
    NotDicom,

    /// <summary>Damaged, unreadable, or refused by the archive.</summary>
    Failed,
}

/// <summary>One input of an import and what became of it.</summary>
/// <param name="Source">The file, or <c>archive.zip!entry</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, where it was not kept; what was odd about it, where it was.</param>
public sealed record ImportStep(string Source, ImportOutcome Outcome, string? Reason = null);

/// <summary>The counts of an import.</summary>
/// <param name="Imported">New instances.</param>
/// <param name="Replaced">Instances that took the place of one with the same UID.</param>
/// <param name="NotDicom">Files that are no DICOM objects.</param>
/// <param name="Failed">Files that are, or should be, and could not be kept.</param>
public sealed record ImportCounts(int Imported, int Replaced, int NotDicom, int Failed)
{
    /// <summary>Everything looked at.</summary>
    public int Total => Imported + Replaced + NotDicom + Failed;

    internal ImportCounts With(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.Imported => this with { Imported = Imported + 1 },
        ImportOutcome.Replaced => this with { Replaced = Replaced + 1 },
        ImportOutcome.NotDicom => this with { NotDicom = NotDicom + 1 },
        _ => this with { Failed = Failed + 1 },
    };
}
