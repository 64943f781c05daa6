namespace Appliance.Dicom;

/// <summary>Names the kind of a file that is not DICOM, for the message only.</summary>
internal static class FileKind
{
    /// <summary>What the first bytes look like, in words; null when that is not plain.</summary>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
        {
            return "a PNG picture";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
        {
            return "a JPEG picture";
        }

        if (head.StartsWith("PK\x03\x04"u8))
        {
            return "a zip archive";
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return "a gzip archive";
        }

        if (head.StartsWith("%PDF"u8))
        {
            return "a PDF document";
        }

        if (head.StartsWith("n+1\0"u8) || (head.Length > 348 && head[344..].StartsWith("n+1\0"u8)))
        {
            return "a NIfTI image";
        }

        if (!head.ContainsAnyExcept((byte)0))
        {
            return "a file of zeros";
        }

        foreach (var b in head)
        {
            if (b is < (byte)' ' and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F)
            {
                return null;
            }
        }

        return "text";
    }
}
