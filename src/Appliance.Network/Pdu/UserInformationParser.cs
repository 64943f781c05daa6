using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Network;

/// <summary>Reads the sub-items of the user information item (PS3.7 Annex D.3.3).</summary>
internal static class UserInformationParser
{
    /// <param name="octets">Content of the item.</param>
    /// <param name="offset">Where in the PDU that content begins.</param>
    internal static ParseResult<UserInformation> Parse(ReadOnlySpan<byte> octets, int offset)
    {
        var user = new UserInformation();
        var roles = new List<RoleSelection>();
        var extended = new List<ExtendedNegotiation>();
        var common = new List<CommonExtendedNegotiation>();
        var items = new ItemCursor(octets, offset);
        for (var count = 0; items.Next(); count++)
        {
            if (count == PduLimits.MaxUserItems)
            {
                items.Fail(items.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"more than {PduLimits.MaxUserItems} user information sub-items"));
                break;
            }
            var content = items.Content;
            switch (items.Type)
            {
                case ItemType.MaxLength when Holds(ref items, 4):
                    user = user with { MaxLength = BinaryPrimitives.ReadUInt32BigEndian(content) };
                    break;
                case ItemType.ImplementationClassUid:
                    user = user with { ImplementationClassUid = items.Uid() };
                    break;
                case ItemType.ImplementationVersion:
                    user = user with { ImplementationVersion = Encoding.Latin1.GetString(content).Trim(' ', '\0') };
                    break;
                case ItemType.AsyncWindow when Holds(ref items, 4):
                    user = user with { AsyncWindow = new(BinaryPrimitives.ReadUInt16BigEndian(content), BinaryPrimitives.ReadUInt16BigEndian(content[2..])) };
                    break;
                case ItemType.RoleSelection:
                    var role = PrefixedUid(ref items, 2, out var roleOctets);
                    if (items.Fault is null)
                    {
                        roles.Add(new RoleSelection(role, roleOctets[0] == 1, roleOctets[1] == 1));
                    }
                    break;
                case ItemType.ExtendedNegotiation:
                    var sopClass = PrefixedUid(ref items, 0, out var information);
                    extended.Add(new ExtendedNegotiation(sopClass, information.ToArray()));
                    break;
                case ItemType.CommonExtendedNegotiation:
                    common.Add(ReadCommon(ref items));
                    break;
                case ItemType.UserIdentity when Holds(ref items, 2):
                    user = user with { Identity = new UserIdentity(content[0], content[1] != 0) };
                    break;
                default:
                    break;
            }
        }
        return items.Fault is { } fault ? fault : user with { Roles = roles, Extended = extended, CommonExtended = common };
    }

    private static CommonExtendedNegotiation ReadCommon(ref ItemCursor items)
    {
        var sopClass = PrefixedUid(ref items, 2, out var rest);
        if (items.Fault is not null)
        {
            return default;
        }
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length > rest.Length - 2 || length > PduLimits.MaxUidLength)
        {
            items.Fail(items.ContentOffset, "service class UID longer than its sub-item");
            return default;
        }
        return new CommonExtendedNegotiation(sopClass, Encoding.Latin1.GetString(rest.Slice(2, length)));
    }

    /// <summary>Reads a UID preceded by its 16-bit length, and gives what follows it.</summary>
    private static string PrefixedUid(ref ItemCursor items, int atLeastAfter, out ReadOnlySpan<byte> rest)
    {
        rest = default;
        if (!Holds(ref items, 2))
        {
            return "";
        }
        var length = BinaryPrimitives.ReadUInt16BigEndian(items.Content);
        if (length > PduLimits.MaxUidLength || length > items.Content.Length - 2 - atLeastAfter)
        {
            items.Fail(items.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"UID of {length} octets does not fit sub-item {items.Type:X2}H"));
            return "";
        }
        rest = items.Content[(2 + length)..];
        return Encoding.Latin1.GetString(items.Content.Slice(2, length).TrimEnd([(byte)0, (byte)' ']));
    }

    private static bool Holds(ref ItemCursor items, int octets) =>
        items.Content.Length >= octets ||
        items.Fail(items.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"sub-item {items.Type:X2}H of {items.Content.Length} octets needs {octets}"));
}
