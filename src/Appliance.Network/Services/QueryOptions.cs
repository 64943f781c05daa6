namespace Appliance.Network;

/// <summary>
/// What both sides may agree on beyond the baseline of query and retrieve, by SOP Class Extended Negotiation (PS3.7 D.3.3.5). For C-FIND each
/// is one octet, in this order (PS3.4 C.5.1.1); C-MOVE and C-GET have the first one only (PS3.4 C.5.2.1, C.5.3.1).
/// </summary>
[Flags]
public enum QueryOptions
{
    /// <summary>The baseline: hierarchical queries and retrieves.</summary>
    None = 0,

    /// <summary>Octet 1: unique keys of the levels above may be missing, and keys of every level above may be given.</summary>
    Relational = 1,

    /// <summary>Octet 2: a date and its time are matched together, as one moment.</summary>
    CombinedDateTime = 2,

    /// <summary>Octet 3: person names are matched by more than their spelling.</summary>
    FuzzyNames = 4,

    /// <summary>Octet 4: dates and times of a query are moved by its Timezone Offset From UTC (0008,0201).</summary>
    TimezoneAdjustment = 8,
}
