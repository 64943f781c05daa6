using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>Which service a SOP class belongs to, as far as negotiation differs.</summary>
internal enum ServiceKind
{
    None,
    Verification,
    Storage,
    Find,
    Move,
    Get,
}

/// <summary>Which transfer syntaxes a service takes, and in which order it prefers them within one presentation context.</summary>
internal static class NegotiationPolicy
{
    private const int EncapsulatedRank = 5;

    /// <summary>The kind of service behind an abstract syntax.</summary>
    /// <param name="sopClass">The abstract syntax.</param>
    /// <param name="privateClasses">Which classes outside the registry count as storage.</param>
    internal static ServiceKind KindOf(DicomUID sopClass, PrivateStorageClasses privateClasses)
    {
        if (sopClass == SopClasses.Verification)
        {
            return ServiceKind.Verification;
        }
        if (QueryRetrieveClasses.TryGet(sopClass, out var kind, out _))
        {
            return kind;
        }
        return sopClass.IsStorageClass || privateClasses.Allows(sopClass) ? ServiceKind.Storage : ServiceKind.None;
    }

    /// <summary>
    /// True for the five syntaxes whose pixel data are not encapsulated (statement Table 4.2.2.4.1.2-1): a data set in one of them can be written in
    /// any other.
    /// </summary>
    internal static bool IsPlain(DicomTransferSyntax syntax) => Rank(ServiceKind.Storage, syntax) < EncapsulatedRank;

    /// <summary>
    /// Chooses among the transfer syntaxes of one context: bzip2, deflate, explicit little endian, the first explicit one, the default,
    /// and, for storage, the first encapsulated one. Verification takes no compressed data set syntax, having no data set.
    /// </summary>
    /// <returns>The choice, or null when none is supported by that service.</returns>
    internal static DicomTransferSyntax? Choose(ServiceKind kind, IReadOnlyList<DicomTransferSyntax> proposed)
    {
        DicomTransferSyntax? best = null;
        var bestRank = int.MaxValue;
        foreach (var syntax in proposed)
        {
            var rank = Rank(kind, syntax);
            if (rank < bestRank)
            {
                (best, bestRank) = (syntax, rank);
            }
        }
        return best;
    }

    /// <summary>
    /// Place of a syntax in the order of preference, 0 first; <see cref="int.MaxValue"/> when the service does not take it. Among equals the
    /// first proposed wins.
    /// </summary>
    internal static int Rank(ServiceKind kind, DicomTransferSyntax syntax)
    {
        const int NotSupported = int.MaxValue;
        // By UID: JPIP referenced deflate is deflated too, but refers to its pixel data elsewhere.
        if (syntax == DicomTransferSyntax.PixelMedBzip2 || syntax == DicomTransferSyntax.DeflatedExplicitVRLittleEndian)
        {
            return kind == ServiceKind.Verification ? NotSupported : syntax.IsBzip2 ? 0 : 1;
        }
        if (syntax == DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            // Verification takes whichever explicit syntax comes first (statement 4.2.1.4.1.3.3); the others prefer this one.
            return kind == ServiceKind.Verification ? 3 : 2;
        }
        if (syntax == DicomTransferSyntax.ExplicitVRBigEndian)
        {
            return 3;
        }
        if (syntax == DicomTransferSyntax.ImplicitVRLittleEndian)
        {
            return 4;
        }
        // Encapsulated pixel data and vendors' variants: carried as they are, in the order proposed.
        return kind == ServiceKind.Storage && syntax.IsKnown ? EncapsulatedRank : NotSupported;
    }
}
