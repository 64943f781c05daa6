namespace Appliance.Archive;

/// <summary>What a rebuild writes down in the meta family of the new database, for itself alone: it is gone when it ends.</summary>
internal static class RebuildKeys
{
    private const byte Space = (byte)'x';

    /// <summary>What all of them begin with.</summary>
    public static ReadOnlySpan<byte> Prefix => "x"u8;

    /// <summary>A damaged record; the value is where it lies. Its chunk is the last number of the key.</summary>
    public static ReadOnlySpan<byte> Damaged(Span<byte> buffer, ulong instance, uint chunk)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(Space);
        writer.Id(instance);
        writer.UInt32(chunk);
        return writer.Key;
    }

    /// <summary>An object that is gone: one number less than <see cref="Damaged"/> has.</summary>
    public static ReadOnlySpan<byte> Gone(Span<byte> buffer, ulong instance)
    {
        var writer = new KeyWriter(buffer);
        writer.Byte(Space);
        writer.Id(instance);
        return writer.Key;
    }
}
