using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Appliance.Network;

/// <summary>Writes A-ASSOCIATE-RQ and A-ASSOCIATE-AC (PS3.8 9.3.2, 9.3.3).</summary>
internal static class AssociatePduWriter
{
    /// <summary>The whole PDU, header included.</summary>
    internal static byte[] Write(AssociatePdu pdu)
    {
        var writer = new ItemWriter();
        writer.Octets([(byte)pdu.Type, 0, 0, 0, 0, 0]);
        writer.Short(pdu.ProtocolVersion);
        writer.Short(0);
        writer.Title(pdu.CalledAeTitle);
        writer.Title(pdu.CallingAeTitle);
        writer.Zeros(32);
        writer.Uid(ItemType.ApplicationContext, pdu.ApplicationContext);
        var isRequest = pdu.Type == PduType.AssociateRequest;
        foreach (var context in pdu.Contexts)
        {
            WriteContext(writer, context, isRequest);
        }
        WriteUser(writer, pdu.User);
        var octets = writer.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(octets.AsSpan(2), octets.Length - PduHeader.Size);
        return octets;
    }

    private static void WriteContext(ItemWriter writer, ContextItem context, bool isRequest)
    {
        var item = writer.Begin(isRequest ? ItemType.ContextRequest : ItemType.ContextAnswer);
        writer.Octets([context.Id, 0, isRequest ? (byte)0 : (byte)context.Result, 0]);
        if (isRequest)
        {
            writer.Uid(ItemType.AbstractSyntax, context.AbstractSyntax);
        }
        foreach (var syntax in context.TransferSyntaxes)
        {
            writer.Uid(ItemType.TransferSyntax, syntax);
        }
        writer.End(item);
    }

    private static void WriteUser(ItemWriter writer, UserInformation user)
    {
        var item = writer.Begin(ItemType.UserInformation);
        var length = writer.Begin(ItemType.MaxLength);
        writer.Short((ushort)(user.MaxLength >> 16));
        writer.Short((ushort)user.MaxLength);
        writer.End(length);
        writer.Uid(ItemType.ImplementationClassUid, user.ImplementationClassUid);
        foreach (var role in user.Roles)
        {
            var sub = writer.Begin(ItemType.RoleSelection);
            writer.PrefixedUid(role.SopClass);
            writer.Octets([role.Scu ? (byte)1 : (byte)0, role.Scp ? (byte)1 : (byte)0]);
            writer.End(sub);
        }
        if (user.ImplementationVersion.Length > 0)
        {
            writer.Uid(ItemType.ImplementationVersion, user.ImplementationVersion);
        }
        foreach (var extended in user.Extended)
        {
            var sub = writer.Begin(ItemType.ExtendedNegotiation);
            writer.PrefixedUid(extended.SopClass);
            writer.Octets(extended.Information.Span);
            writer.End(sub);
        }
        writer.End(item);
    }

    /// <summary>Grows a PDU and patches item lengths when an item ends.</summary>
    private sealed class ItemWriter
    {
        private const int TitleLength = 16;
        private readonly ArrayBufferWriter<byte> _octets = new(512);
        private readonly List<(int At, int Length)> _lengths = [];

        internal void Octets(ReadOnlySpan<byte> octets) => _octets.Write(octets);

        internal void Zeros(int count)
        {
            _octets.GetSpan(count)[..count].Clear();
            _octets.Advance(count);
        }

        internal void Short(ushort value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_octets.GetSpan(2), value);
            _octets.Advance(2);
        }

        internal void Title(string title)
        {
            var field = _octets.GetSpan(TitleLength)[..TitleLength];
            field.Fill((byte)' ');
            Encoding.Latin1.GetBytes(title.AsSpan(0, Math.Min(title.Length, TitleLength)), field);
            _octets.Advance(TitleLength);
        }

        internal int Begin(byte type)
        {
            var at = _octets.WrittenCount;
            Octets([type, 0, 0, 0]);
            return at;
        }

        internal void End(int at) => _lengths.Add((at + 2, _octets.WrittenCount - at - 4));

        internal void Uid(byte type, string uid)
        {
            var at = Begin(type);
            _octets.Advance(Encoding.Latin1.GetBytes(uid, _octets.GetSpan(uid.Length)));
            End(at);
        }

        internal void PrefixedUid(string uid)
        {
            Short((ushort)uid.Length);
            _octets.Advance(Encoding.Latin1.GetBytes(uid, _octets.GetSpan(uid.Length)));
        }

        internal byte[] ToArray()
        {
            var octets = _octets.WrittenSpan.ToArray();
            foreach (var (at, length) in _lengths)
            {
                BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(at), checked((ushort)length));
            }
            return octets;
        }
    }
}
