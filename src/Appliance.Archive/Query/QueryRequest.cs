using Appliance.Dicom;

namespace Appliance.Archive;

/// <summary>
/// What to look for, in the terms of C-FIND (PS3.4 C.4.1). Keys with a value are matched, all keys are returned. Keys of levels above
/// <paramref name="Level"/> are matched too; those of levels below and those that the archive does not keep are left out of answers.
/// </summary>
/// <param name="Level">Which entities are answered.</param>
/// <param name="Keys">The request identifier, in its own character set.</param>
public sealed record QueryRequest(QueryLevel Level, DicomDataset Keys)
{
    /// <summary>
    /// Whether a person name without wildcards also finds names that sound alike in family and given name, or have the two swapped (note 2 of the
    /// conformance statement's table 4.2.6.4.1.3.1.1-1).
    /// </summary>
    public bool FuzzyNames { get; init; } = true;

    /// <summary>
    /// The keys of the request that are neither matched nor returned at this level; a C-FIND SCP tells of them with status FF01.
    /// </summary>
    public IReadOnlyList<DicomTag> UnsupportedKeys => new QueryPlan(this).Unsupported;

    /// <summary>
    /// The keys that decide nothing at this level: not kept, never compared, without a value, or with one that stands for everything. Who acts on
    /// what matches must know of them.
    /// </summary>
    public IReadOnlyList<DicomTag> UndecidedKeys
    {
        get
        {
            var plan = new QueryPlan(this);
            return [.. plan.Unsupported, .. plan.Undecided];
        }
    }
}
