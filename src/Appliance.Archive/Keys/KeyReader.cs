using System.Buffers.Binary;

namespace Appliance.Archive;

/// <summary>Takes the parts of a key apart again, from either end.</summary>
internal static class KeyReader
{
    /// <summary>The identifier that stands <paramref name="fromEnd"/> identifiers before the end; 0 is the last one.</summary>
    public static ulong Id(ReadOnlySpan<byte> key, int fromEnd = 0)
    {
        var start = key.Length - ((fromEnd + 1) * sizeof(ulong));
        return start >= 0
            ? BinaryPrimitives.ReadUInt64BigEndian(key[start..])
            : throw new ArchiveException(ArchiveErrorKind.Corrupt, $"a key of {key.Length} bytes is too short: {Convert.ToHexString(key)}");
    }

    /// <summary>The bytes that follow every key beginning with <paramref name="prefix"/>; empty when nothing can follow.</summary>
    public static byte[] After(ReadOnlySpan<byte> prefix)
    {
        var end = prefix.Length;
        while (end > 0 && prefix[end - 1] == 0xFF)
        {
            end--;
        }

        if (end == 0)
        {
            return [];
        }

        var after = prefix[..end].ToArray();
        after[end - 1]++;
        return after;
    }
}
