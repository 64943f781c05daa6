using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Network;

/// <summary>
/// Walks the items of a PDU body: type, reserved octet, 16-bit length, content. Holds each length against what is left, and keeps the
/// first fault; after a fault it yields nothing more.
/// </summary>
internal ref struct ItemCursor
{
    private const int HeaderSize = 4;
    private readonly ReadOnlySpan<byte> _octets;
    private readonly int _base;
    private int _at;

    /// <param name="octets">The items.</param>
    /// <param name="offset">Where in the PDU they begin, for faults.</param>
    internal ItemCursor(ReadOnlySpan<byte> octets, int offset)
    {
        _octets = octets;
        _base = offset;
    }

    internal PduFault? Fault { get; private set; }

    internal byte Type { get; private set; }

    /// <summary>Content of the current item.</summary>
    internal ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Where in the PDU the content of the current item begins.</summary>
    internal int ContentOffset { get; private set; }

    /// <summary>Moves to the next item; false at the end and after a fault.</summary>
    internal bool Next()
    {
        var left = _octets.Length - _at;
        if (Fault is not null || left == 0)
        {
            return false;
        }
        if (left < HeaderSize)
        {
            return Fail(_base + _at, $"{left} stray octets after the last item");
        }
        Type = _octets[_at];
        var length = BinaryPrimitives.ReadUInt16BigEndian(_octets[(_at + 2)..]);
        if (length > left - HeaderSize)
        {
            return Fail(_base + _at, string.Create(CultureInfo.InvariantCulture, $"item {Type:X2}H announces {length} octets where {left - HeaderSize} are left"));
        }
        ContentOffset = _base + _at + HeaderSize;
        Content = _octets.Slice(_at + HeaderSize, length);
        _at += HeaderSize + length;
        return true;
    }

    /// <summary>The current item's content as a UID; pad octets that some systems add are dropped.</summary>
    internal string Uid()
    {
        if (Content.Length > PduLimits.MaxUidLength)
        {
            Fail(ContentOffset, string.Create(CultureInfo.InvariantCulture, $"UID of {Content.Length} octets, more than 64"));
            return "";
        }
        return Encoding.Latin1.GetString(Content.TrimEnd([(byte)0, (byte)' ']));
    }

    internal bool Fail(int offset, string what)
    {
        Fault ??= new PduFault(AbortReason.InvalidParameterValue, offset, what);
        return false;
    }
}
