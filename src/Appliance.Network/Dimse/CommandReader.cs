using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Network;

/// <summary>Reads a command set, which always is implicit VR little endian (PS3.7 6.3.1).</summary>
internal static class CommandReader
{
    /// <summary>Longest command set believed. Real ones stay below 1 KiB.</summary>
    internal const int MaxLength = 64 * 1024;

    private const int ElementHeaderSize = 8;
    private const int MaxUidLength = 64;
    private const int MaxTitleLength = 16;

    /// <summary>Reads a whole command set.</summary>
    /// <returns>The command; a fault when it is no command set or lacks what every command has. Unknown elements are skipped.</returns>
    internal static ParseResult<Command> Parse(ReadOnlySpan<byte> octets)
    {
        ushort? field = null, messageId = null, respondedTo = null, dataSetType = null, status = null, priority = null, originatorId = null;
        ushort? remaining = null, completed = null, failed = null, warning = null;
        string? sopClass = null, sopInstance = null, destination = null, originator = null, comment = null;
        uint[]? offending = null;
        for (var at = 0; at < octets.Length;)
        {
            if (octets.Length - at < ElementHeaderSize)
            {
                return Fault(at, $"{octets.Length - at} stray octets after the last command element");
            }
            var group = BinaryPrimitives.ReadUInt16LittleEndian(octets[at..]);
            var element = BinaryPrimitives.ReadUInt16LittleEndian(octets[(at + 2)..]);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(octets[(at + 4)..]);
            if (group != 0)
            {
                return Fault(at, string.Create(CultureInfo.InvariantCulture, $"element ({group:X4},{element:X4}) in a command set"));
            }
            if (length > octets.Length - at - ElementHeaderSize)
            {
                return Fault(at, string.Create(CultureInfo.InvariantCulture, $"command element (0000,{element:X4}) announces {length} octets where {octets.Length - at - ElementHeaderSize} are left"));
            }
            var value = octets.Slice(at + ElementHeaderSize, (int)length);
            switch (element)
            {
                case 0x0002 or 0x0003:
                    sopClass = Uid(value);
                    break;
                case 0x1000 or 0x1001:
                    sopInstance = Uid(value);
                    break;
                case 0x0100:
                    field = Short(value);
                    break;
                case 0x0110:
                    messageId = Short(value);
                    break;
                case 0x0120:
                    respondedTo = Short(value);
                    break;
                case 0x0600:
                    destination = Title(value);
                    break;
                case 0x0700:
                    priority = Short(value);
                    break;
                case 0x0800:
                    dataSetType = Short(value);
                    break;
                case 0x0900:
                    status = Short(value);
                    break;
                case 0x0901:
                    offending = Tags(value);
                    break;
                case 0x0902:
                    comment = Encoding.Latin1.GetString(value).Trim(' ', '\0');
                    break;
                case 0x1020:
                    remaining = Short(value);
                    break;
                case 0x1021:
                    completed = Short(value);
                    break;
                case 0x1022:
                    failed = Short(value);
                    break;
                case 0x1023:
                    warning = Short(value);
                    break;
                case 0x1030:
                    originator = Title(value);
                    break;
                case 0x1031:
                    originatorId = Short(value);
                    break;
                default:
                    break;
            }
            at += ElementHeaderSize + (int)length;
        }
        if (field is null || dataSetType is null)
        {
            return Fault(0, "a command set without Command Field (0000,0100) or Command Data Set Type (0000,0800)");
        }
        var isResponse = (field & 0x8000) != 0;
        if (isResponse ? respondedTo is null || status is null : messageId is null && field != (ushort)CommandField.CancelRequest)
        {
            return Fault(0, isResponse
                ? "a response without Message ID Being Responded To (0000,0120) or Status (0000,0900)"
                : "a request without Message ID (0000,0110)");
        }
        return new Command
        {
            Field = (CommandField)field,
            MessageId = messageId ?? 0,
            RespondedTo = respondedTo ?? 0,
            SopClass = sopClass,
            SopInstance = sopInstance,
            Priority = priority,
            HasDataSet = dataSetType != Command.NoDataSet,
            Status = new DicomStatus(status ?? 0),
            MoveDestination = destination,
            MoveOriginator = originator,
            MoveOriginatorMessageId = originatorId,
            SubOperations = (remaining ?? completed ?? failed ?? warning) is null ? null : new SubOperations(remaining, completed ?? 0, failed ?? 0, warning ?? 0),
            ErrorComment = comment,
            OffendingElements = offending,
        };
    }

    private static PduFault Fault(int at, string what) => new(AbortReason.InvalidParameterValue, at, what);

    /// <summary>A value of VR US; one that is too short reads as absent, and what needs it then says so.</summary>
    private static ushort? Short(ReadOnlySpan<byte> value) => value.Length < 2 ? null : BinaryPrimitives.ReadUInt16LittleEndian(value);

    private static string? Uid(ReadOnlySpan<byte> value)
    {
        value = value.TrimEnd([(byte)0, (byte)' ']);
        return value.Length is 0 or > MaxUidLength ? null : Encoding.Latin1.GetString(value);
    }

    private static string? Title(ReadOnlySpan<byte> value)
    {
        var text = Encoding.Latin1.GetString(value).Trim(' ', '\0');
        return text.Length is 0 or > MaxTitleLength ? null : text;
    }

    private static uint[] Tags(ReadOnlySpan<byte> value)
    {
        var tags = new uint[value.Length / 4];
        for (var i = 0; i < tags.Length; i++)
        {
            tags[i] = ((uint)BinaryPrimitives.ReadUInt16LittleEndian(value[(4 * i)..]) << 16) | BinaryPrimitives.ReadUInt16LittleEndian(value[((4 * i) + 2)..]);
        }
        return tags;
    }
}
