using System.Collections.Frozen;
using Appliance.Dicom;

namespace Appliance.Network;

/// <summary>
/// Which classes that the registry does not know are taken for storage classes: vendors' own ones, and those of editions of the standard to
/// come. A class of the registry is never among them: it is known whether its instances are stored. Unchangeable.
/// </summary>
public sealed class PrivateStorageClasses
{
    private readonly FrozenSet<DicomUID>? _named;

    private PrivateStorageClasses(FrozenSet<DicomUID>? named) => _named = named;

    /// <summary>None: only what the standard calls storage is storage.</summary>
    public static PrivateStorageClasses None { get; } = new(FrozenSet<DicomUID>.Empty);

    /// <summary>All: whatever class somebody proposes and the registry does not know.</summary>
    public static PrivateStorageClasses All { get; } = new(named: null);

    /// <summary>Those named, and no others.</summary>
    public static PrivateStorageClasses Of(IEnumerable<DicomUID> sopClasses) => new(sopClasses.ToFrozenSet());

    /// <summary>Whether a class counts as storage although the registry does not know it.</summary>
    public bool Allows(DicomUID sopClass) =>
        sopClass.Type == DicomUidType.Unknown && !sopClass.IsEmpty && (_named is null || _named.Contains(sopClass));
}
