namespace Appliance.Fuzz;

/// <summary>What a stretch of a seed's bytes tells, for tampering with just that.</summary>
internal enum FieldKind : byte
{
    Length,
    VR,
    Tag,
}

/// <summary>A stretch of a seed's bytes that has a meaning.</summary>
internal readonly record struct SeedField(int Offset, byte Size, FieldKind Kind);

/// <summary>Good input to begin from.</summary>
/// <param name="Name">Where it comes from.</param>
/// <param name="Bytes">The input.</param>
/// <param name="Variant">What the target should take it as: an encoding, a VR, a kind of message.</param>
/// <param name="Fields">Lengths, VRs and tags in it.</param>
/// <param name="Boundaries">Where its elements begin, ascending, and the end: places to cut and join.</param>
/// <param name="IsBigEndian">Byte order of its fields.</param>
internal sealed record FuzzSeed(
    string Name, byte[] Bytes, int Variant, IReadOnlyList<SeedField> Fields, IReadOnlyList<int> Boundaries, bool IsBigEndian)
{
    /// <summary>A seed without known structure.</summary>
    public FuzzSeed(string name, byte[] bytes, int variant = 0)
        : this(name, bytes, variant, [], [0, bytes.Length], false)
    {
    }
}
