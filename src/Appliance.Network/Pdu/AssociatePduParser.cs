using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Appliance.Network;

/// <summary>Reads the body of A-ASSOCIATE-RQ and A-ASSOCIATE-AC. Unknown items are skipped, as PS3.8 9.3.1 asks.</summary>
internal static class AssociatePduParser
{
    /// <summary>Octets before the variable items: version, reserved, two titles, 32 reserved.</summary>
    internal const int FixedPartLength = 68;

    private const int TitleLength = 16;

    /// <summary>Reads a complete body.</summary>
    /// <param name="type">Which of the two it is.</param>
    /// <param name="body">All octets after the PDU header.</param>
    internal static ParseResult<AssociatePdu> Parse(PduType type, ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedPartLength)
        {
            return ParseResult<AssociatePdu>.NeedMore;
        }
        string? applicationContext = null;
        var contexts = new List<ContextItem>();
        UserInformation? user = null;
        var items = new ItemCursor(body[FixedPartLength..], PduHeader.Size + FixedPartLength);
        while (items.Next())
        {
            switch (items.Type)
            {
                case ItemType.ApplicationContext:
                    applicationContext = items.Uid();
                    break;
                case ItemType.ContextRequest when type == PduType.AssociateRequest:
                case ItemType.ContextAnswer when type == PduType.AssociateAccept:
                    ReadContext(ref items, contexts);
                    break;
                case ItemType.UserInformation:
                    var parsed = UserInformationParser.Parse(items.Content, items.ContentOffset);
                    if (parsed.Fault is not null)
                    {
                        return parsed.Fault;
                    }
                    user = parsed.Value;
                    break;
                default:
                    break;
            }
        }
        if (items.Fault is not null)
        {
            return items.Fault;
        }
        return new AssociatePdu
        {
            Type = type,
            ProtocolVersion = BinaryPrimitives.ReadUInt16BigEndian(body),
            CalledAeTitle = Title(body[4..]),
            CallingAeTitle = Title(body[20..]),
            ApplicationContext = applicationContext ?? "",
            Contexts = contexts,
            User = user ?? new UserInformation(),
        };
    }

    private static void ReadContext(ref ItemCursor items, List<ContextItem> contexts)
    {
        const int FixedOctets = 4;
        if (items.Content.Length < FixedOctets)
        {
            items.Fail(items.ContentOffset, "presentation context item shorter than its four fixed octets");
            return;
        }
        if (contexts.Count == PduLimits.MaxPresentationContexts)
        {
            items.Fail(items.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"more than {PduLimits.MaxPresentationContexts} presentation contexts"));
            return;
        }
        var id = items.Content[0];
        if ((id & 1) == 0 || contexts.Exists(c => c.Id == id))
        {
            items.Fail(items.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"presentation context id {id} is even or used twice"));
            return;
        }
        var abstractSyntax = "";
        var syntaxes = new List<string>();
        var subItems = new ItemCursor(items.Content[FixedOctets..], items.ContentOffset + FixedOctets);
        while (subItems.Next())
        {
            switch (subItems.Type)
            {
                case ItemType.AbstractSyntax:
                    abstractSyntax = subItems.Uid();
                    break;
                case ItemType.TransferSyntax when syntaxes.Count == PduLimits.MaxTransferSyntaxes:
                    subItems.Fail(subItems.ContentOffset, string.Create(CultureInfo.InvariantCulture, $"more than {PduLimits.MaxTransferSyntaxes} transfer syntaxes in one presentation context"));
                    break;
                case ItemType.TransferSyntax:
                    syntaxes.Add(subItems.Uid());
                    break;
                default:
                    break;
            }
        }
        if (subItems.Fault is not null)
        {
            items.Fail(subItems.Fault.Offset, subItems.Fault.What);
            return;
        }
        contexts.Add(new ContextItem(id, abstractSyntax, syntaxes, (ContextResult)items.Content[2]));
    }

    /// <summary>An AE title field: 16 octets, blanks at both ends without meaning; NULs appear in the wild.</summary>
    private static string Title(ReadOnlySpan<byte> octets) =>
        Encoding.Latin1.GetString(octets[..TitleLength]).Trim(' ', '\0');
}
