namespace Appliance.Archive;

/// <summary>Unsigned numbers in seven bits a byte, the lowest first.</summary>
internal static class Varint
{
    /// <summary>Bytes of the longest number.</summary>
    public const int MaxLength = 10;

    /// <summary>Reads a number at the front of <paramref name="bytes"/> and moves it on.</summary>
    public static ulong Read(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var i = 0; i < bytes.Length && i < MaxLength; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        throw Damaged("a number runs over the end");
    }

    /// <summary>Writes a number and returns how many bytes it took.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        var count = 0;
        while (value >= 0x80)
        {
            destination[count++] = (byte)(value | 0x80);
            value >>= 7;
        }

        destination[count++] = (byte)value;
        return count;
    }

    /// <summary>The error for a row of a version that this program does not know.</summary>
    public static ArchiveException OfAnotherVersion(byte version) => new(
        ArchiveErrorKind.NewerVersion,
        $"a row of the archive is of version {version}, and this program knows {RowWriter.Version}: a newer version of this program wrote it; use that version");

    /// <summary>The error for a row that cannot be what was written.</summary>
    public static ArchiveException Damaged(string what) =>
        new(ArchiveErrorKind.Corrupt, $"a row of the archive is damaged: {what}; run 'appliance rebuild' to make the index anew from the stored bytes");
}
