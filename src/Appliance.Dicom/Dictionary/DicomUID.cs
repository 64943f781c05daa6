using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Dicom;

/// <summary>
/// A unique identifier: digits and dots, at most 64 (PS3.5 9). Any text may be held, so that a wrong UID is not lost; <see cref="IsValid"/>
/// tells. The static members are the keywords of the registry, PS3.6 annex A.
/// </summary>
/// <param name="Value">The identifier, without padding.</param>
public readonly partial record struct DicomUID(string Value)
{
    /// <summary>The longest identifier allowed.</summary>
    public const int MaxLength = 64;

    /// <summary>All storage classes of the registry, retired ones too, in the order of their numbers.</summary>
    public static IReadOnlyList<DicomUID> StorageClasses => Registry.StorageClasses;

    /// <summary>The name in the registry; the identifier itself where it has none.</summary>
    public string Name => RowOf(Value) is >= 0 and var row && NameOf(row) is { Length: > 0 } name ? name : ToString();

    /// <summary>The keyword in the registry, such as <c>CTImageStorage</c>; empty where it has none.</summary>
    public string Keyword => RowOf(Value) is >= 0 and var row
        ? Encoding.UTF8.GetString(UidFacts.Keywords[UidFacts.KeywordStarts[row]..UidFacts.KeywordStarts[row + 1]])
        : "";

    /// <summary>What it names; <see cref="DicomUidType.Unknown"/> when it is not in the registry.</summary>
    public DicomUidType Type => RowOf(Value) is >= 0 and var row ? (DicomUidType)UidFacts.Types[row] : DicomUidType.Unknown;

    /// <summary>True for the classes of the registry whose instances are stored by C-STORE, retired ones too.</summary>
    public bool IsStorageClass => RowOf(Value) is >= 0 and var row && (UidFacts.Flags[row] & UidFacts.StorageFlag) != 0;

    /// <summary>True when the registry holds it as retired.</summary>
    public bool IsRetired => RowOf(Value) is >= 0 and var row && (UidFacts.Flags[row] & UidFacts.RetiredFlag) != 0;

    /// <summary>True when it keeps the rules of PS3.5 9.1: at most 64 characters, numbers parted by dots, no number with a leading zero.</summary>
    public bool IsValid
    {
        get
        {
            if (Value is not { Length: > 0 and <= MaxLength })
            {
                return false;
            }

            foreach (var range in Value.AsSpan().Split('.'))
            {
                var number = Value.AsSpan()[range];
                if (number.IsEmpty || (number.Length > 1 && number[0] == '0') || number.ContainsAnyExceptInRange('0', '9'))
                {
                    return false;
                }
            }

            return Value[0] is >= '0' and <= '2';
        }
    }

    /// <summary>True when there is no text at all.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(Value);

    /// <summary>Finds a registered UID by its keyword.</summary>
    /// <param name="keyword">The keyword, in any letter case.</param>
    /// <param name="uid">The UID.</param>
    /// <returns>False when the registry has no such keyword.</returns>
    public static bool TryGet(string keyword, out DicomUID uid)
    {
        for (var row = 0; row < UidFacts.Types.Length; row++)
        {
            var candidate = UidFacts.Keywords[UidFacts.KeywordStarts[row]..UidFacts.KeywordStarts[row + 1]];
            if (!candidate.IsEmpty && Ascii.EqualsIgnoreCase(candidate, keyword))
            {
                uid = new DicomUID(UidOf(row));
                return true;
            }
        }

        uid = default;
        return false;
    }

    /// <summary>Makes a new one: <c>2.25.</c> and a random UUID as a number (PS3.5 B.2).</summary>
    /// <returns>A UID that nobody else has.</returns>
    public static DicomUID Generate()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes, bigEndian: true, out _);
        return new DicomUID(string.Create(CultureInfo.InvariantCulture, $"2.25.{BinaryPrimitives.ReadUInt128BigEndian(bytes)}"));
    }

    /// <summary>The identifier.</summary>
    public override string ToString() => Value ?? "";

    private static string UidOf(int row) => Encoding.UTF8.GetString(UidFacts.Uids[UidFacts.UidStarts[row]..UidFacts.UidStarts[row + 1]]);

    private static string NameOf(int row) =>
        Encoding.UTF8.GetString(UidFacts.Names[UidFacts.NameStarts[row]..UidFacts.NameStarts[row + 1]]);

    // Rows stand in the order of their bytes.
    private static int RowOf(string? uid)
    {
        if (string.IsNullOrEmpty(uid) || uid.Length > MaxLength)
        {
            return -1;
        }

        Span<byte> wanted = stackalloc byte[MaxLength];
        if (Ascii.FromUtf16(uid, wanted, out var length) != System.Buffers.OperationStatus.Done)
        {
            return -1;
        }

        wanted = wanted[..length];
        var low = 0;
        var high = UidFacts.Types.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var comparison = UidFacts.Uids[UidFacts.UidStarts[middle]..UidFacts.UidStarts[middle + 1]].SequenceCompareTo(wanted);
            if (comparison == 0)
            {
                return middle;
            }

            (low, high) = comparison < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    // Made when first asked for.
    private static class Registry
    {
        internal static readonly IReadOnlyList<DicomUID> StorageClasses = Array.AsReadOnly(Collect());

        private static DicomUID[] Collect()
        {
            var found = new List<DicomUID>();
            foreach (var row in UidFacts.ByNumber)
            {
                if ((UidFacts.Flags[row] & UidFacts.StorageFlag) != 0)
                {
                    found.Add(new DicomUID(UidOf(row)));
                }
            }

            return [.. found];
        }
    }
}
