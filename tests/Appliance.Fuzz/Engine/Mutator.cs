using System.Buffers.Binary;

namespace Appliance.Fuzz;

/// <summary>
/// Makes bad input out of good: fields are tampered with where they stand, then pieces are cut, doubled, moved in from other seeds or cut
/// off, then bits are flipped. Every case gets at least one of these.
/// </summary>
internal static class Mutator
{
    /// <summary>No case is longer, so that a million of them take minutes.</summary>
    public const int MaxLength = 256 * 1024;

    private static readonly uint[] Lengths =
        [0, 1, 2, 4, 7, 8, 9, 12, 0x7F, 0x80, 0xFF, 0x100, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFE, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF7, 0xFFFFFFFE, 0xFFFFFFFF];

    private static readonly uint[] Tags =
    [
        0x00000000, 0x00020000, 0x00020010, 0x00080000, 0x00080005, 0x00080016, 0x00081140, 0x00090010, 0x00091001, 0x00280103, 0x00280106, 0x0040A730,
        0x60003000, 0x7FE00010, 0x7FE00008, 0xFFFCFFFC, 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD, 0xFFFE0000, 0xFFFFFFFF,
    ];

    private static readonly string[] VRs =
    [
        "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "OB", "OD", "OF", "OL", "OV", "OW", "PN", "SH", "SL", "SQ", "SS", "ST", "SV",
        "TM", "UC", "UI", "UL", "UN", "UR", "US", "UT", "UV", "ZZ", "XX", "\0\0", "??", "ox", "  ",
    ];

    private static readonly byte[] Bytes = [0x00, 0x01, 0x1B, 0x20, 0x24, 0x28, 0x2D, 0x3D, 0x5C, 0x5E, 0x7F, 0x80, 0xA0, 0xFE, 0xFF];

    /// <summary>A mutated copy of <paramref name="seed"/>; pieces may come from <paramref name="others"/>.</summary>
    public static byte[] Mutate(FuzzSeed seed, IReadOnlyList<FuzzSeed> others, FuzzRandom random)
    {
        var bytes = (byte[])seed.Bytes.Clone();
        var kinds = 1 + random.Next(7);
        if ((kinds & 1) != 0 && seed.Fields.Count > 0)
        {
            for (var count = 1 + random.Next(3); count > 0; count--)
            {
                TamperField(bytes, random.Pick(seed.Fields), seed.IsBigEndian, random);
            }
        }

        if ((kinds & 2) != 0)
        {
            for (var count = 1 + random.Next(3); count > 0; count--)
            {
                bytes = Rearrange(bytes, seed, others, random);
            }
        }

        if ((kinds & 4) != 0 || (kinds == 1 && seed.Fields.Count == 0))
        {
            for (var count = 1 + random.Next(8); count > 0 && bytes.Length > 0; count--)
            {
                Spoil(bytes, random);
            }
        }

        return bytes.Length <= MaxLength ? bytes : bytes[..MaxLength];
    }

    private static void TamperField(byte[] bytes, SeedField field, bool big, FuzzRandom random)
    {
        var at = bytes.AsSpan(field.Offset, field.Size);
        switch (field.Kind)
        {
            case FieldKind.VR:
                var vr = random.Pick<string>(VRs);
                at[0] = (byte)vr[0];
                at[1] = (byte)vr[1];
                break;
            case FieldKind.Tag:
                var tag = random.Pick<uint>(Tags);
                Write(at[..2], tag >> 16, big);
                Write(at[2..], tag, big);
                break;
            default:
                var left = (uint)(bytes.Length - field.Offset - field.Size);
                var old = Read(at, big);
                Write(at, random.Next(6) switch
                {
                    0 => left,
                    1 => left + (uint)random.Next(3) - 1,
                    2 => old + (uint)random.Next(5) - 2,
                    3 => (uint)random.Next(bytes.Length),
                    _ => random.Pick<uint>(Lengths),
                }, big);
                break;
        }
    }

    private static byte[] Rearrange(byte[] bytes, FuzzSeed seed, IReadOnlyList<FuzzSeed> others, FuzzRandom random)
    {
        var at = Place(bytes, seed, random);
        var until = random.Chance(4) ? Place(bytes, seed, random) : Math.Min(bytes.Length, at + 1 + random.Next(64));
        (at, until) = (Math.Min(at, until), Math.Max(at, until));
        switch (random.Next(7))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes[..at], .. bytes[until..]];
            case 2:
                return Join(bytes, until, bytes.AsSpan(at, until - at), random.Chance(8) ? 1 + random.Next(200) : 1);
            case 3:
                var other = random.Pick(others);
                return Join(bytes, at, Piece(other, random), 1);
            case 4:
                // The front of one and the back of another.
                var back = random.Pick(others);
                return [.. bytes[..at], .. back.Bytes[Place(back.Bytes, back, random)..]];
            case 5:
                return Join(bytes, at, Nest(seed.IsBigEndian, random), 1);
            default:
                var value = random.Pick<byte>(Bytes);
                bytes.AsSpan(at, until - at).Fill(value);
                return bytes;
        }
    }

    private static byte[] Join(byte[] bytes, int at, ReadOnlySpan<byte> piece, int times)
    {
        times = Math.Min(times, MaxLength / Math.Max(1, piece.Length));
        var joined = new byte[bytes.Length + (piece.Length * times)];
        bytes.AsSpan(0, at).CopyTo(joined);
        for (var i = 0; i < times; i++)
        {
            piece.CopyTo(joined.AsSpan(at + (i * piece.Length)));
        }

        bytes.AsSpan(at).CopyTo(joined.AsSpan(at + (piece.Length * times)));
        return joined;
    }

    private static byte[] Piece(FuzzSeed seed, FuzzRandom random)
    {
        var from = random.Next(seed.Boundaries.Count - 1);
        var to = Math.Min(seed.Boundaries.Count - 1, from + 1 + random.Next(4));
        return seed.Bytes[seed.Boundaries[from]..seed.Boundaries[to]];
    }

    /// <summary>Sequences in sequences without length, implicit or explicit, or a row of empty items or delimiters.</summary>
    private static byte[] Nest(bool big, FuzzRandom random)
    {
        ReadOnlySpan<byte> unit = random.Next(6) switch
        {
            0 => [0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF],
            1 => [0x08, 0x00, 0x40, 0x11, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF],
            2 => [0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0],
            3 => [0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0],
            4 => [0x08, 0x00, 0x00, 0x00, (byte)'U', (byte)'L', 4, 0, 0, 0, 0, 0],
            _ => [0x08, 0x00, 0x05, 0x00, (byte)'C', (byte)'S', 0, 0],
        };
        var piece = unit.ToArray();
        if (big)
        {
            // Groups and elements are all that is not the same both ways round in these.
            for (var i = 0; i + 1 < piece.Length; i += 2)
            {
                if (piece[i] < 0x41 || piece[i] > 0x5A)
                {
                    (piece[i], piece[i + 1]) = (piece[i + 1], piece[i]);
                }
            }
        }

        return Join([], 0, piece, 1 + random.Next(random.Chance(4) ? 600 : 12));
    }

    private static void Spoil(byte[] bytes, FuzzRandom random)
    {
        var at = random.Next(bytes.Length);
        switch (random.Next(5))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next64();
                break;
            case 2:
                bytes[at] = random.Pick<byte>(Bytes);
                break;
            case 3:
                bytes[at] += (byte)(random.Next(3) - 1);
                break;
            default:
                Write(bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Chance(2) ? 2 : 4)), random.Pick<uint>(Lengths), random.Chance(2));
                break;
        }
    }

    /// <summary>A place in the bytes: an element's boundary mostly, as long as they are where they were.</summary>
    private static int Place(byte[] bytes, FuzzSeed seed, FuzzRandom random)
    {
        var place = random.Chance(4) ? random.Next(bytes.Length + 1) : random.Pick(seed.Boundaries);
        return Math.Min(place, bytes.Length);
    }

    private static uint Read(ReadOnlySpan<byte> at, bool big) => (at.Length, big) switch
    {
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(at),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(at),
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(at),
        (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(at),
        _ => at[0],
    };

    private static void Write(Span<byte> at, uint value, bool big)
    {
        for (var i = 0; i < at.Length; i++)
        {
            at[big ? at.Length - 1 - i : i] = (byte)(value >> (8 * i));
        }
    }
}
