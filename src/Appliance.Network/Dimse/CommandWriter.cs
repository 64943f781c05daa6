using System.Buffers.Binary;
using System.Text;

namespace Appliance.Network;

/// <summary>Writes a command set in ascending order of elements, with its group length (PS3.7 6.3.1).</summary>
internal static class CommandWriter
{
    /// <summary>No command of ours is longer: nine short elements, two UIDs, three texts of at most 64 characters, and the offending elements.</summary>
    internal const int MaxLength = 1024;

    private const int MaxCommentLength = 64;
    private const int MaxOffendingElements = 32;

    /// <summary>Writes the command.</summary>
    /// <param name="command">What to write.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> octets.</param>
    /// <returns>Octets written.</returns>
    internal static int Write(Command command, Span<byte> destination)
    {
        const int GroupLengthSize = 12;
        var writer = new ElementWriter(destination[GroupLengthSize..]);
        writer.Text(0x0002, command.SopClass, 0);
        writer.Short(0x0100, (ushort)command.Field);
        if (command.IsResponse || command.Field == CommandField.CancelRequest)
        {
            writer.Short(0x0120, command.RespondedTo);
        }
        else
        {
            writer.Short(0x0110, command.MessageId);
        }
        writer.Text(0x0600, command.MoveDestination, (byte)' ');
        writer.Short(0x0700, command.Priority);
        writer.Short(0x0800, command.HasDataSet ? (ushort)0x0001 : Command.NoDataSet);
        if (command.IsResponse)
        {
            writer.Short(0x0900, command.Status.Code);
        }
        writer.Tags(0x0901, command.OffendingElements);
        writer.Text(0x0902, Comment(command.ErrorComment), (byte)' ');
        writer.Text(0x1000, command.SopInstance, 0);
        if (command.SubOperations is { } counts)
        {
            writer.Short(0x1020, Clamp(counts.Remaining));
            writer.Short(0x1021, Clamp(counts.Completed));
            writer.Short(0x1022, Clamp(counts.Failed));
            writer.Short(0x1023, Clamp(counts.Warning));
        }
        writer.Text(0x1030, command.MoveOriginator, (byte)' ');
        writer.Short(0x1031, command.MoveOriginatorMessageId);
        var length = writer.Length;
        destination[..GroupLengthSize].Clear();
        destination[4] = 4;
        BinaryPrimitives.WriteInt32LittleEndian(destination[8..], length);
        return GroupLengthSize + length;
    }

    // The counters have 16 bits, a study may have more instances.
    private static ushort? Clamp(int? count) => count is null ? null : (ushort)Math.Min(count.Value, ushort.MaxValue);

    /// <summary>VR LO in the default repertoire: 64 characters, no backslash, no control characters.</summary>
    private static string? Comment(string? comment) => comment is null
        ? null
        : string.Concat(comment.Take(MaxCommentLength).Select(c => c is >= ' ' and <= '~' and not '\\' ? c : '.'));

    private ref struct ElementWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        internal int Length { get; private set; }

        internal void Short(ushort element, ushort? value)
        {
            if (value is not null)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(Begin(element, 2), value.Value);
            }
        }

        internal void Text(ushort element, string? value, byte padding)
        {
            if (!string.IsNullOrEmpty(value))
            {
                var content = Begin(element, value.Length + (value.Length & 1));
                content[^1] = padding;
                Encoding.Latin1.GetBytes(value, content);
            }
        }

        internal void Tags(ushort element, IReadOnlyList<uint>? tags)
        {
            if (tags is null || tags.Count == 0)
            {
                return;
            }
            var count = Math.Min(tags.Count, MaxOffendingElements);
            var content = Begin(element, 4 * count);
            for (var i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(content[(4 * i)..], (ushort)(tags[i] >> 16));
                BinaryPrimitives.WriteUInt16LittleEndian(content[((4 * i) + 2)..], (ushort)tags[i]);
            }
        }

        private Span<byte> Begin(ushort element, int length)
        {
            var header = _destination[Length..];
            BinaryPrimitives.WriteUInt16LittleEndian(header, 0);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], element);
            BinaryPrimitives.WriteInt32LittleEndian(header[4..], length);
            Length += 8 + length;
            return header.Slice(8, length);
        }
    }
}
