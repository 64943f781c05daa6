using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// Presentation contexts to propose for storage, in the pattern of the conformance statement (4.2.3.3.1.2): for each SOP class one context
/// for each transfer syntax, to learn what the peer supports, and one with all of them, to learn what it prefers.
/// </summary>
public static class StorageContexts
{
    /// <summary>Most contexts of one association (PS3.8 9.3.2.2).</summary>
    public const int Limit = PduLimits.MaxPresentationContexts;

    /// <summary>The five syntaxes of the conformance statement, the preferred ones first.</summary>
    internal static IReadOnlyList<DicomTransferSyntax> Plain =>
    [
        DicomTransferSyntax.PixelMedBzip2, DicomTransferSyntax.DeflatedExplicitVRLittleEndian, DicomTransferSyntax.ExplicitVRLittleEndian,
        DicomTransferSyntax.ExplicitVRBigEndian, DicomTransferSyntax.ImplicitVRLittleEndian,
    ];

    private static IReadOnlyList<DicomTransferSyntax> Receivable =>
    [
        DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.JPEGBaseline1,
        DicomTransferSyntax.JPEGLossless14SV1, DicomTransferSyntax.JPEG2000Lossless, DicomTransferSyntax.JPEG2000, DicomTransferSyntax.RLELossless,
        DicomTransferSyntax.JPEGLSLossless, DicomTransferSyntax.JPEGLSNearLossless, DicomTransferSyntax.JPEGExtended2And4, DicomTransferSyntax.JPEGLossless14,
        DicomTransferSyntax.DeflatedExplicitVRLittleEndian, DicomTransferSyntax.PixelMedBzip2, DicomTransferSyntax.ExplicitVRBigEndian,
        DicomTransferSyntax.HTJ2KLossless, DicomTransferSyntax.HTJ2KLosslessRPCL, DicomTransferSyntax.HTJ2K,
    ];

    /// <summary>Contexts to send instances in.</summary>
    /// <param name="instances">SOP class and transfer syntax of each instance; duplicates do no harm.</param>
    /// <returns>
    /// At most <see cref="Limit"/> contexts. When the full pattern does not fit, each class gets contexts for its own instances' syntaxes
    /// only; classes beyond that are left out, in the order given: send those on a further association.
    /// </returns>
    public static IReadOnlyList<PresentationContextRequest> For(IEnumerable<(DicomUID SopClass, DicomTransferSyntax Syntax)> instances)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var classes = Group(instances);
        var isWide = classes.Sum(c => Pattern(c.SopClass, Syntaxes(c.Own, isWide: true)).Count) <= Limit;
        var contexts = new List<PresentationContextRequest>();
        foreach (var (sopClass, own) in classes)
        {
            foreach (var context in Pattern(sopClass, Syntaxes(own, isWide)))
            {
                if (contexts.Count < Limit)
                {
                    contexts.Add(context);
                }
            }
        }
        return contexts;
    }

    /// <summary>
    /// Contexts to receive instances in by C-GET, roles turned round: one for each class and each syntax, so that the peer can send every
    /// instance as it has it. All classes get the first syntax, then all the second, as far as the ids reach.
    /// </summary>
    /// <param name="sopClasses">The classes; those beyond <see cref="Limit"/> less one for C-GET itself are left out.</param>
    /// <param name="syntaxes">Transfer syntaxes wanted, the most wanted first; null for all that can be stored.</param>
    public static IReadOnlyList<PresentationContextRequest> ForGet(IEnumerable<DicomUID> sopClasses, IReadOnlyList<DicomTransferSyntax>? syntaxes = null)
    {
        ArgumentNullException.ThrowIfNull(sopClasses);
        var classes = sopClasses.Distinct().ToList();
        return
        [
            .. (syntaxes ?? Receivable)
                .SelectMany(s => classes.Select(c => new PresentationContextRequest(c, [s], ScuRole: false, ScpRole: true)))
                .Take(Limit - 1),
        ];
    }

    private static List<(DicomUID SopClass, List<DicomTransferSyntax> Own)> Group(IEnumerable<(DicomUID SopClass, DicomTransferSyntax Syntax)> instances)
    {
        var order = new List<(DicomUID SopClass, List<DicomTransferSyntax> Own)>();
        var places = new Dictionary<DicomUID, List<DicomTransferSyntax>>();
        foreach (var (sopClass, syntax) in instances)
        {
            if (!places.TryGetValue(sopClass, out var own))
            {
                places[sopClass] = own = [];
                order.Add((sopClass, own));
            }
            if (!own.Exists(s => s.Uid == syntax.Uid))
            {
                own.Add(syntax);
            }
        }
        return order;
    }

    /// <summary>The syntaxes to propose for one class: those of its instances and, when wide, the five as well.</summary>
    private static List<DicomTransferSyntax> Syntaxes(List<DicomTransferSyntax> own, bool isWide)
    {
        var syntaxes = new List<DicomTransferSyntax>(own);
        // An encapsulated instance cannot be sent in any other syntax without decoding it, so nothing else is asked for.
        if (isWide && !own.TrueForAll(s => s.IsEncapsulated))
        {
            syntaxes.AddRange(Plain.Where(p => !own.Exists(s => s.Uid == p.Uid)));
        }
        return syntaxes;
    }

    private static List<PresentationContextRequest> Pattern(DicomUID sopClass, List<DicomTransferSyntax> syntaxes)
    {
        var contexts = syntaxes.ConvertAll(s => new PresentationContextRequest(sopClass, [s]));
        if (syntaxes.Count > 1)
        {
            contexts.Add(new PresentationContextRequest(sopClass, syntaxes));
        }
        return contexts;
    }
}
